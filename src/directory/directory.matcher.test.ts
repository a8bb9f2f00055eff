import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEnterpriseMatcher } from './directory.matcher.ts';
import { deriveShortName, normaliseName } from './directory.names.ts';
import type { Enterprise } from './directory.types.ts';

const REGIONS = ['重庆市', '重庆', '江津区', '江津'];

function enterprise(name: string, shortNames: string[] = []): Enterprise {
  return {
    id: `id-${name}`,
    name,
    shortNames,
    park: null,
    town: null,
    tier: 'none',
    industry: null,
    listed: false,
  };
}

describe('the short name that follows from a legal name', () => {
  it.each([
    ['重庆市江津区云麓岭食品有限公司', '云麓岭食品'],
    ['重庆鑫宏铝业有限公司', '鑫宏铝业'],
    ['江津区桥畔制刷厂', '桥畔制刷'],
    ['重庆泽屿(集团)机电股份有限公司', '泽屿机电'],
    ['重庆泽屿机电集团有限责任公司', '泽屿机电'],
  ])('%s → %s', (name, short) => {
    expect(deriveShortName(name, REGIONS)).toBe(short);
  });

  it('is not taken where two characters of everyday language would be left', () => {
    expect(deriveShortName('重庆市江津区发展有限公司', REGIONS)).toBeNull();
  });
});

describe('finding an enterprise in a text', () => {
  const xinhong = enterprise('重庆鑫宏铝业有限公司', ['鑫宏铝业']);
  const yunlu = enterprise('重庆云麓岭食品有限公司');
  const zeyu = enterprise('重庆泽屿机电有限公司', ['泽屿', 'ZYJD']);
  const zeyuPump = enterprise('重庆泽屿泵阀有限公司', ['泽屿']);
  const jinxin = enterprise('重庆鑫宏铝业科技有限公司');
  const matcher = createEnterpriseMatcher([xinhong, yunlu, zeyu, zeyuPump, jinxin], REGIONS);

  it('finds the short name amid other words', () => {
    expect(matcher.find('登记:鑫宏铝业 夏季限电,生产线停了,急')).toEqual({
      exact: xinhong,
      candidates: [xinhong],
      foundBy: 'short-name',
      matched: '鑫宏铝业',
    });
  });

  it('finds a full name written with spaces, quotes and wide letters, and says what was written', () => {
    expect(matcher.find('我们 重庆 云麓岭 食品有限公司停水').matched).toBe('重庆 云麓岭 食品有限公司');
    expect(matcher.find('“ZYjd”要招工').exact).toBe(zeyu);
  });

  it('does not find Latin letters inside a word', () => {
    expect(matcher.find('型号 xzyjd2 缺货').candidates).toEqual([]);
  });

  it('prefers the longest name', () => {
    expect(matcher.find('鑫宏铝业科技的变压器').exact).toBe(jinxin);
  });

  it('offers all that share a short name', () => {
    const found = matcher.find('泽屿要扩建');
    expect(found.exact).toBeNull();
    expect(found.candidates).toEqual([zeyu, zeyuPump]);
  });

  it('offers both where a text names two', () => {
    const found = matcher.find('云麓岭食品和鑫宏铝业门口的路坏了');
    expect(found.exact).toBeNull();
    expect(new Set(found.candidates)).toEqual(new Set([xinhong, yunlu]));
  });

  it('offers what sounds the same, or nearly so, best first', () => {
    expect(matcher.find('新红旅业停电').candidates[0]).toBe(xinhong);
    expect(matcher.find('云鹿林食品缺工').candidates).toEqual([yunlu]);
  });

  it('offers, but does not take, a name inside the full name of another company', () => {
    const found = matcher.find('重庆大鑫宏铝业有限公司停电');
    expect(found.exact).toBeNull();
    expect(found.candidates).toContain(xinhong);
  });

  it('offers the enterprise that is called by its first two characters', () => {
    const found = matcher.find('鑫宏限电了');
    expect(found.exact).toBeNull();
    expect(found.candidates).toContain(xinhong);
    expect(found.foundBy).toBe('brand');
  });

  it.each(['园区门口的路灯不亮', '招不到工人怎么办', '有限公司可以贷款吗', ''])(
    'finds nothing in %j',
    (text) => {
      expect(matcher.find(text)).toEqual({ exact: null, candidates: [], foundBy: null, matched: null });
    },
  );
});

const CHARACTERS = [...'鑫宏泽屿云麓岭峰川岱岳珀澜桐栎砺锋钧铄翎骐沐汀漪皓缇绫织锦棠榆梓'];
const TRADES = ['铝业', '食品', '机电', '科技', '新材料', '精密制造', '包装'];
const FORMS = ['有限公司', '股份有限公司', '厂'];
const name = fc
  .tuple(
    fc.constantFrom('重庆', '重庆市江津区', ''),
    fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 2, maxLength: 4 }),
    fc.constantFrom(...TRADES, ''),
    fc.constantFrom(...FORMS),
  )
  .map((parts) => parts.join(''));
const district = fc.uniqueArray(name, { minLength: 1, maxLength: 25 });
const around = fc.constantFrom('', '登记:', '我们是', '停电了', '招工,');

const typo = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('change', 'drop', 'add', 'swap'),
  by: fc.constantFrom(...'一口田错'),
});

/** Writes a name with one slip of the pen. */
function misspell(correct: string, slip: { at: number; kind: string; by: string }): string {
  const written = [...correct];
  const at = slip.at % (written.length - 1);
  const [here = '', next = ''] = written.slice(at, at + 2);
  if (slip.kind === 'change') written.splice(at, 1, slip.by);
  if (slip.kind === 'drop') written.splice(at, 1);
  if (slip.kind === 'add') written.splice(at, 0, slip.by);
  if (slip.kind === 'swap') written.splice(at, 2, next, here);
  return written.join('');
}

describe('whatever the enterprises are called', () => {
  it('a full name finds its enterprise, alone', () => {
    fc.assert(
      fc.property(district, fc.nat(), around, around, (names, pick, before, after) => {
        const all = names.map((n) => enterprise(n));
        const wanted = all[pick % all.length];
        const found = createEnterpriseMatcher(all, REGIONS).find(`${before}${wanted?.name}${after}`);
        expect(found.exact).toBe(wanted);
      }),
    );
  });

  it('a name of four characters or more is a candidate with one character wrong, missing or too many', () => {
    fc.assert(
      fc.property(district, fc.nat(), typo, fc.boolean(), (names, pick, slip, useShort) => {
        const all = names.map((n) => enterprise(n));
        const wanted = all[pick % all.length] as Enterprise;
        const short = useShort ? deriveShortName(wanted.name, REGIONS) : null;
        const correct = short && short.length >= 4 ? short : wanted.name;
        fc.pre(correct.length >= 4);
        const found = createEnterpriseMatcher(all, REGIONS).find(misspell(correct, slip));
        const isAnothersName = found.foundBy?.endsWith('name') && !found.candidates.includes(wanted);
        fc.pre(!isAnothersName);
        expect(found.candidates.map((e) => e.name)).toContain(wanted.name);
      }),
      { numRuns: 400 },
    );
  });

  it('the same text finds the same, in whatever order the district lists its enterprises', () => {
    fc.assert(
      fc.property(district, fc.nat(), (names, pick) => {
        const text = normaliseName(names[pick % names.length] ?? '').slice(1);
        const find = (list: string[]) =>
          createEnterpriseMatcher(
            list.map((n) => enterprise(n)),
            REGIONS,
          )
            .find(text)
            .candidates.map((e) => e.name)
            .sort();
        expect(find([...names].reverse())).toEqual(find(names));
      }),
    );
  });
});

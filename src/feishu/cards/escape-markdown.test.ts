import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, inline } from './escape-markdown.ts';

/** Texts made of what markup is made of, mixed with ordinary ones. */
const pieces = fc.constantFrom(
  ...[
    '<',
    '>',
    '*',
    '**',
    '_',
    '~~',
    '`',
    '[',
    '](',
    ')',
    '!',
    '#',
    '-',
    '+',
    '=',
    '|',
    '\\',
    '&',
    '&lt;',
    ':OK:',
  ],
  ...[
    '&#60;',
    '1.',
    '2)',
    ' ',
    '\t',
    '\n',
    '://',
    'www.',
    '@',
    '<at id=all></at>',
    '<font color=red>',
    '企业',
    'a.b',
  ],
);
const hostile = fc.oneof(
  fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

const decode = (text: string) =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

describe('escapeMarkdown', () => {
  it('leaves nothing that could start markup', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const bare = escapeMarkdown(text).replace(/&#\d+;/g, '\uE000');
        expect(bare).not.toMatch(/[<>*_~`[\]\\|]/);
        expect(bare).not.toMatch(/&#?\w+;/);
        expect(bare).not.toMatch(/:[\w+-]+:|:\/\/|\bwww\.|\w@\w/i);
        for (const line of escapeMarkdown(text).split('\n')) {
          expect(line).not.toMatch(/^[ \t]/);
          expect(line).not.toMatch(/^(?:&#(?:32|9);)*(?:[#+=-]|\d+[.)])/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('shows the text as it was', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(decode(escapeMarkdown(text))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps ordinary text byte for byte', () => {
    const text =
      '江津府办发〔2022〕92号 二(三)第13条:“专精特新”企业,2022-2025年,增长 10%,R&D 投入;T20261124-0007';
    expect(escapeMarkdown(text)).toBe(text);
  });

  it('neither mentions nor links', () => {
    expect(escapeMarkdown('<at id=all></at>')).toBe('&#60;at id=all&#62;&#60;/at&#62;');
    expect(escapeMarkdown('[点我](https://a.cn)')).toBe('&#91;点我&#93;(https&#58;//a.cn)');
  });
});

describe('inline', () => {
  it('is one line, whatever came in', () => {
    expect(inline('  重庆\n\n# 某某\t公司 ')).toBe('重庆 # 某某 公司');
    fc.assert(fc.property(hostile, (text) => !inline(text).includes('\n')));
  });
});

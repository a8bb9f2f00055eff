import type { UnderstandingCues } from './understanding.knowledge.ts';
import { isHan } from './understanding.text.ts';

/** Where a text names an enterprise; positions in the text, end exclusive. */
export interface NameSpan {
  start: number;
  end: number;
}

interface Candidate extends NameSpan {
  /** The surer the place it stands in, the higher. */
  sureness: number;
}

const LEGAL = /(?:有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|集团公司|有限合伙)/g;
const NAME_CHARACTER = /[一-鿿a-z0-9()·&-]/;
const MAX_NAME = 40;
/** Words that lead up to a name and are no part of it. */
const LEAD_IN =
  /^(?:.{0,12}?(?:服务专员|专员)(?:小[一-鿿]|[一-鿿]{1,2}工)?(?:走访了?|汇总|反映|上报|代报|代为|代|替|帮|报)?|@[^ ]*|.{0,8}?(?:代报|代为|代|替|帮着|帮|为)|.{0,6}?(?:我们|咱们|咱|俺们|我)?(?:联系|对接|服务|包联|挂钩|走访|负责)(?:的|了)|.{0,6}?(?:我们是|我是|这里是|这边是|这是|是|我们|咱们|我司|我厂|本公司|我公司|我)|关于|据|就|企业名称|企业|单位|公司名|登记|反映|报|请帮|.{0,10}?的)/;
/** What a brand never holds: words of speech. */
const SPEECH =
  /[的了在是我们你他她它这那不没有与跟给被把也都就还又要想能会可吗呢嘛啊吧怎么哪什啥个几多少很太让到去来从对问找请求说看做办搞弄买卖租招缺差等着过已每各两最越再将且或]/;
const SUBJECT_FOLLOWS =
  /^(?:公司|厂)?(?:那边|这边|那头|这头|方面)?(?:反映|反馈|上报|报告|表示|提出|来电|来问|询问|咨询|请求|诉求|求助|想|问|打算|准备|计划|希望|需要|申请|申报|请|求|报|说|称|要|的老板|老板|负责人|的负责人|的|老总|财务|员工|职工|厂里|厂房|车间|有|没|缺|差|进|在|被|去年|前年|今年|上周|上月|上个月|这个月|最近|现在|目前|昨天|昨晚|今天|今早|明年|急|因|也|还|新|一直|从|自|正|刚|和|与|,)/;
const STRONG_FOLLOW =
  /^(?:公司|厂)?(?:那边|这边|方面)?(?:反映|反馈|上报|表示|提出|来电|来问|询问|咨询|请求|求助|想|问|打算|准备|计划|希望|申请|的老板|老板|负责人|的负责人|老总)/;
/** Common words that stand before a trade's name without making it an enterprise's. */
const COMMON =
  /(?:隔壁|附近|园区|本地|外地|外省|国外|国内|进口|出口|全国|全区|其他|其它|部分|整个|全部|客户|供应商|工人|员工|老板|政府|银行|专业|传统|先进|现代|二手|老旧|大型|小型|新型|普通|主要|相关|有关|高端|数控|生产|加工|销售|采购|购买|维修|安装|制造业|行业|企业|公司|厂家|工厂|需要|急需|现在|目前|东南亚|欧洲|美国|办公|家用|工业|民用|商业|检测|实验|科研|监测|污染|治理|特种|压力|老|新|旧|大|小|好|整车|新能源|汽车|食品|产品|服务|技术|设备|项目|平台|资金|金融|保险|自动|数字|网络|信息|系统|电力|燃气|供电|供水|供气)$/;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * The enterprise that a message is about, where the text names one.
 * @param folded the folded text
 * @param known names from the directory; the longest one that occurs wins over every pattern
 */
export function findEnterprise(
  folded: string,
  knowledge: UnderstandingCues,
  known: readonly string[] = [],
): NameSpan | null {
  const listed = findKnown(folded, known);
  if (listed) return listed;
  const candidates = [...legalNames(folded), ...tradeNames(folded, knowledge), ...signature(folded)];
  let best: Candidate | undefined;
  for (const candidate of candidates) if (!best || candidate.sureness > best.sureness) best = candidate;
  return best ? { start: best.start, end: best.end } : null;
}

/** An enterprise's name says nothing of its problem: it is blotted out before cues are read. */
export function blotOut(folded: string, { start, end }: NameSpan): string {
  return folded.slice(0, start) + '〓'.repeat(end - start) + folded.slice(end);
}

function findKnown(folded: string, known: readonly string[]): NameSpan | null {
  let best: NameSpan | null = null;
  for (const name of known) {
    if (name.length < 2 || (best && name.length <= best.end - best.start)) continue;
    const start = folded.indexOf(name.toLowerCase());
    if (start >= 0) best = { start, end: start + name.length };
  }
  return best;
}

/** Full names: `重庆……有限公司`. */
function legalNames(folded: string): Candidate[] {
  const found: Candidate[] = [];
  for (const match of folded.matchAll(LEGAL)) {
    const end = match.index + match[0].length;
    let start = match.index;
    while (start > 0 && end - start < MAX_NAME && NAME_CHARACTER.test(folded.charAt(start - 1))) start--;
    const run = folded.slice(start, match.index);
    const city = Math.max(run.lastIndexOf('重庆'), run.lastIndexOf('江津区') === 0 ? 0 : -1);
    const offset = city >= 0 ? city : openBracket(run) + strippedLead(run.slice(openBracket(run)));
    const name = { start: start + offset, end };
    if (match.index - name.start < 2) continue;
    const before = folded.slice(Math.max(0, name.start - 2), name.start);
    const other = /(?:给|被|跟|向|欠|告|隔壁|客户|供应商|对方)$/.test(before);
    found.push({ ...name, sureness: other ? 4 : 10 - found.length * 0.1 });
  }
  return found;
}

/** After a bracket that is not closed, a name begins anew. */
function openBracket(run: string): number {
  const open = run.lastIndexOf('(');
  return open >= 0 && run.indexOf(')', open) < 0 ? open + 1 : 0;
}

function strippedLead(run: string): number {
  let offset = 0;
  for (let i = 0; i < 4; i++) {
    const lead = LEAD_IN.exec(run.slice(offset))?.[0].length ?? 0;
    if (lead === 0 || run.length - offset - lead < 2) break;
    offset += lead;
  }
  return offset;
}

const BREAK = /[,;。!?:\n~…()"“”「」【】 ]|—+/g;

interface Stretch {
  text: string;
  start: number;
  /** The marks around it; empty at the text's ends. */
  before: string;
  after: string;
}

function stretches(folded: string): Stretch[] {
  const found: Stretch[] = [];
  let start = 0;
  let before = '';
  for (const match of folded.matchAll(BREAK)) {
    if (match.index > start) {
      found.push({ text: folded.slice(start, match.index), start, before, after: match[0].charAt(0) });
    }
    if (match.index > start || match[0] !== ' ') before = match[0].charAt(0);
    start = match.index + match[0].length;
  }
  if (start < folded.length) found.push({ text: folded.slice(start), start, before, after: '' });
  return found;
}

/** A name stands early in a message, or at its very end. */
const NAMED_EARLY = 24;

/** Short names that end in a trade: `……机械`, `……食品公司`; and coined ones without, where only a name can stand. */
function tradeNames(folded: string, knowledge: UnderstandingCues): Candidate[] {
  const all = stretches(folded);
  return all.flatMap((stretch, i) => {
    const near = i < NAMED_EARLY || i === all.length - 1;
    if (!near || stretch.text.length > 80) return [];
    const place = { stretch, first: i === 0, last: i === all.length - 1 };
    return [...namesIn(place, knowledge), ...coinedName(place, knowledge)];
  });
}

interface Place {
  stretch: Stretch;
  first: boolean;
  last: boolean;
}

function namesIn(place: Place, knowledge: UnderstandingCues): Candidate[] {
  const { text, start } = place.stretch;
  const hits = knowledge.nameCues.match(text);
  const suffixes = hits.filter(({ group }) => group === 'suffix');
  const excluded = hits.filter(({ group }) => group === 'notName');
  const company = [...text.matchAll(/公司|集团|(?<!工)厂/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  const trades = [...suffixes, ...company];
  const found: Candidate[] = [];
  for (const end of new Set(trades.map((hit) => hit.end))) {
    const trade = tradeStart(trades, end);
    if (/(?:公司|集团)(?=.)/.test(text.slice(trade, end))) continue;
    const lead = strippedLead(text.slice(0, trade));
    const brand = text.slice(lead, trade);
    const onlyCompany = !suffixes.some((hit) => hit.end <= end && hit.end > trade);
    if (!isBrand(brand) || (onlyCompany && excluded.some((hit) => hit.start >= lead && hit.end === trade)))
      continue;
    const sureness = surenessOf(place, {
      brand: brandKind(brand, knowledge),
      tail: text.slice(end),
      led: lead > 0,
    });
    if (sureness > 0)
      found.push({ start: start + lead, end: start + end, sureness: sureness + (end - trade) * 0.01 });
  }
  return found;
}

/** Where the chain of trades that ends here begins: `粮油机械公司` is one. */
function tradeStart(trades: readonly NameSpan[], end: number): number {
  let start = end;
  for (let moved = true; moved; ) {
    const wider = trades.filter((hit) => hit.end === start).map((hit) => hit.start);
    moved = wider.length > 0;
    if (moved) start = Math.min(...wider);
  }
  return start;
}

/** `瀚岳缝制要招人`: two characters that make no word, one of them rare, then words until something is said. */
function coinedName({ stretch, first, last }: Place, knowledge: UnderstandingCues): Candidate[] {
  const lead = strippedLead(stretch.text);
  if (!first && !last && lead === 0) return [];
  const text = stretch.text.slice(lead, lead + 24);
  const head = text.slice(0, 2);
  if (head.length < 2 || brandKind(head, knowledge) !== 'rare' || !isBrand(head)) return [];
  const whole =
    text.length <= 8 && !SPEECH.test(text) && (stretch.after === ':' || (last && !first) || text.length <= 6);
  for (let length = 3; length <= Math.min(9, text.length); length++) {
    if (SPEECH.test(text.charAt(length - 1))) break;
    const follows = length < text.length && length >= 4 && SUBJECT_FOLLOWS.test(text.slice(length));
    if (!follows && !(whole && length === text.length)) continue;
    const start = stretch.start + lead;
    return [{ start, end: start + length, sureness: first || last || lead > 0 ? 5.5 : 2 }];
  }
  return [];
}

function isBrand(brand: string): boolean {
  const plain = withoutRegion(brand);
  if (plain.length < 2 || plain.length > 6 || SPEECH.test(plain) || COMMON.test(plain)) return false;
  return [...plain].every((character) => isHan(character) || /[a-z0-9]/.test(character));
}

function withoutRegion(brand: string): string {
  const plain = brand.replace(/^(?:重庆市?|江津区?|渝)/, '');
  return plain.length >= 2 ? plain : brand;
}

/** `rare`: no word of the language, with characters that messages seldom hold; `coined`: no word; else `plain`. */
type BrandKind = 'rare' | 'coined' | 'plain';

function brandKind(brand: string, { everyday }: UnderstandingCues): BrandKind {
  const plain = withoutRegion(brand);
  const words = [...segmenter.segment(plain)];
  if (words.length < plain.length - 1 || words.length < 2) return 'plain';
  return [...plain].some((character) => !everyday.has(character)) ? 'rare' : 'coined';
}

interface Reading {
  brand: BrandKind;
  /** What follows in its stretch. */
  tail: string;
  /** Whether words lead up to it: `专员代……反映`. */
  led: boolean;
}

/** How sure a name is by the place it stands in; 0 where it is no name. */
function surenessOf(place: Place, reading: Reading): number {
  return reading.tail === '' ? surenessAlone(place, reading) : surenessAsSubject(reading);
}

/** The name ends its stretch: a heading, a signature, an address. */
function surenessAlone({ stretch: { before, after }, first, last }: Place, { brand, led }: Reading): number {
  if (after === ':' && (first || led)) return 8;
  if (before === '—') return 9;
  if (last && !first) return { rare: 8, coined: 6, plain: led ? 0 : 5 }[brand];
  if (first && after !== '') return brand === 'rare' || after === ' ' ? 7 : brand === 'coined' ? 4 : 0;
  if (led) return brand === 'plain' ? 0 : 5;
  return brand === 'rare' ? 3 : 0;
}

/** Something is said of the name. */
function surenessAsSubject({ brand, tail, led }: Reading): number {
  if (led && SUBJECT_FOLLOWS.test(tail))
    return { rare: 7, coined: 4, plain: STRONG_FOLLOW.test(tail) ? 3 : 0 }[brand];
  if (STRONG_FOLLOW.test(tail)) return { rare: 7, coined: 5, plain: 3 }[brand];
  if (SUBJECT_FOLLOWS.test(tail)) return { rare: 6, coined: 0, plain: 0 }[brand];
  return brand === 'rare' && !led ? 2 : 0;
}

/** A name without a trade, signed after a dash at the end. */
function signature(folded: string): Candidate[] {
  const match = /—+\s*([一-鿿a-z0-9()]{2,20})[。!\s]*$/.exec(folded.slice(-40));
  if (!match?.[1] || SPEECH.test(match[1])) return [];
  const start = Math.max(0, folded.length - 40) + match.index + match[0].indexOf(match[1]);
  return [{ start, end: start + match[1].length, sureness: 6 }];
}

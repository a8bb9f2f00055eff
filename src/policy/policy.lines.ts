import { foldWidth } from './policy.fold.ts';
import { NUMERAL, parseNumeral } from './policy.numerals.ts';

/** The ranks of numbering in Chinese official documents, outermost first. */
export const NUMBERING = ['编', '章', '节', '条', '一、', '(一)', '1.'] as const;
export type Numbering = (typeof NUMBERING)[number];

export type LineKind =
  | { kind: 'blank' }
  | { kind: 'numbered'; style: Numbering; number: number; body: string }
  | { kind: 'responsible' }
  | { kind: 'data' }
  | { kind: 'title' }
  | { kind: 'note' }
  | { kind: 'signature' }
  | { kind: 'attachment'; number: number }
  | { kind: 'furniture' }
  | { kind: 'paragraph' };

/** A line with its place in the text; `end` counts its line break. */
export interface Line {
  start: number;
  end: number;
  text: string;
}

/** Cuts a text into lines; joined they are the text. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found + 1;
    lines.push({ start, end, text: text.slice(start, end).trim() });
    start = end;
  }
  return lines;
}

const PART = new RegExp(`^第([${NUMERAL}]{1,6})([编章节])(?:\\s+|$|(?=[^,。;、]{1,24}$))(.*)$`);
const ARTICLE = new RegExp(`^第([${NUMERAL}]{1,6})条(之[${NUMERAL}]{1,2})?([\\s ::].*|【.*|$|.*)$`);
const LEVEL_ONE = new RegExp(`^([${NUMERAL.replace('0-9', '')}]{1,4})、(.+)$`);
const LEVEL_TWO = new RegExp(`^[(]([${NUMERAL.replace('0-9', '')}]{1,4})[)][、.]?\\s*(.*)$`);
const LEVEL_THREE = /^(\d{1,3})(?:[.](?!\d)|、)\s*(.+)$/;
/** What follows 第X条 where a sentence only speaks of the article. */
const REFERENCE =
  /^(?:第?[一二三四五六七八九十\d]*[款项]|规定|所列|所称|所指|中|的|之|和|与|至|到|以及|及|或|、|,|。|执行|要求|办理|条件|情形)/;
/** `一、二级市场`: a list inside a sentence, no heading. */
const LIST_OF_NUMBERS = /^[一二三四五六七八九十](?:、|[级类等期手线流代])/;

const RESPONSIBLE = /^[(]?\s*(?:责任单位|牵头单位|责任部门|牵头部门|主办单位|配合单位)\s*:/;
const DATA = /^[[【]\s*[\p{Script=Han}\s]{2,12}[\]】]/u;
const DATE =
  /(?:\d{4}|[〇零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$/;
const ORGANISATION =
  /^[\p{Script=Han}()\s、]{4,40}(?:政府|办公室|委员会|局|厅|部|院|中心|委)(?:\((?:盖章|公章|印章|章)\))?$/u;
const NOTE = /^[(](?:此件|联系人|此文)[^)]*[)]$/;
const ATTACHMENT = new RegExp(`^附件?\\s*([${NUMERAL}]{0,3})\\s*(?::.{0,60})?$`);
const TITLE = /(?:通知|意见|办法|计划|方案|规定|细则|条例|规划|措施|公告|决定|通告|指南|政策|年\))$/;
const FURNITURE =
  /^(?:https?:\/\/|www\.|扫一扫|一图读懂|部门解读|媒体视角|媒体解读|政策解读|专家解读|图文解读|图解|相关(?:附件|文档|链接|解读|文件|稿件|阅读)|附件下载|国务院部门网站|地方政府网站|市政府部门网站|区县政府网站|其他网站|主办:|承办:|版权所有|网站标识码|网站地图|关注公众号|分享到|分享:|字号:|打印|关闭|返回顶部|上一篇|下一篇|来源:|浏览(?:次数|量)|首页|当前位置|您(?:现在)?的位置|.{0,6}ICP备|.{0,4}公网安备)/;

/** Says what a line is by itself. Its neighbours and the document's course can still overrule that. */
export function classifyLine(text: string): LineKind {
  const line = foldWidth(text)
    .replace(/^#{1,6}\s+/, '')
    .replace(/^\*\*(.+)\*\*$/, '$1');
  if (line === '') return { kind: 'blank' };
  const numbered = classifyNumbered(line);
  if (numbered) return numbered;
  if (RESPONSIBLE.test(line)) return { kind: 'responsible' };
  if (DATA.test(line)) return { kind: 'data' };
  if (NOTE.test(line)) return { kind: 'note' };
  const attachment = ATTACHMENT.exec(line);
  if (attachment) return { kind: 'attachment', number: parseNumeral(attachment[1] ?? '') ?? 1 };
  if (FURNITURE.test(line)) return { kind: 'furniture' };
  if (readSignature(line)) return { kind: 'signature' };
  if (line.length <= 80 && TITLE.test(line) && !/[。;]/.test(line)) return { kind: 'title' };
  return { kind: 'paragraph' };
}

/**
 * Reads the line that dates a document: `2025年9月16日`, spaced or with ○ as printers write it, the office before it or on
 * the line above.
 */
export function readSignature(text: string): { day: string; office: string } | undefined {
  const line = foldWidth(text)
    .replace(/\s/g, '')
    .replace(/(?<=[〇零一二三四五六七八九][○O0]?)[○O0]/g, '〇');
  const day = DATE.exec(line)?.[0];
  if (!day) return undefined;
  const office = line.slice(0, -day.length);
  return office === '' || isOrganisation(office) ? { day, office } : undefined;
}

/** Whether a line can be the office above a date in the signature. */
export function isOrganisation(text: string): boolean {
  return ORGANISATION.test(foldWidth(text));
}

function classifyNumbered(line: string): LineKind | undefined {
  const part = PART.exec(line);
  if (part && !REFERENCE.test(part[3] ?? '')) return numbered(part[2] as Numbering, part[1], part[3]);
  const article = ARTICLE.exec(line);
  if (article) return REFERENCE.test(article[3] ?? '') ? undefined : numbered('条', article[1], article[3]);
  const one = LEVEL_ONE.exec(line);
  if (one) return LIST_OF_NUMBERS.test(one[2] ?? '') ? undefined : numbered('一、', one[1], one[2]);
  const two = LEVEL_TWO.exec(line);
  if (two) return numbered('(一)', two[1], two[2]);
  const three = LEVEL_THREE.exec(line);
  return three ? numbered('1.', three[1], three[2]) : undefined;
}

function numbered(style: Numbering, number: string | undefined, body = ''): LineKind | undefined {
  const value = parseNumeral(number ?? '');
  if (value === undefined) return undefined;
  return { kind: 'numbered', style, number: value, body: body.replace(/^[\s:]+/, '') };
}

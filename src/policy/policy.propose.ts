import { pinyin } from 'pinyin-pro';
import { foldWidth } from './policy.fold.ts';
import { classifyLine, isOrganisation, readSignature, splitLines } from './policy.lines.ts';
import { parseNumeral } from './policy.numerals.ts';
import type { FrontMatter } from './policy.types.ts';

/** What a document says about itself, as far as rules can read it; the rest is for a person. */
export interface ProposedFront {
  front: Partial<FrontMatter>;
  /** Keys that were guessed and should be looked at. */
  unsure: (keyof FrontMatter)[];
}

const NUMBER = /\p{Script=Han}{2,16} *[〔[(] *\d{4} *[〕\])] *第? *\d{1,4} *号/u;
const DAY =
  '(\\d{4}|[〇零一二三四五六七八九]{4})年([\\d一二三四五六七八九十]{1,3})月([\\d一二三四五六七八九十]{1,3})日';
const DATA = /[[【]\s*([\p{Script=Han}\s]{2,12}?)\s*[\]】]\s*([^[【\n]*)/gu;

/**
 * Reads number, title, issuer, dates, period and validity from a document's text.
 * @param given what a person says; what follows from it is proposed as well
 */
export function proposeFrontMatter(text: string, given: Partial<FrontMatter> = {}): ProposedFront {
  const folded = foldWidth(text);
  const data = new Map(
    [...folded.matchAll(DATA)].map(([, key = '', value = '']) => [key.replace(/\s/g, ''), value.trim()]),
  );
  const signature = signatureOf(folded);
  const unsure: (keyof FrontMatter)[] = [];
  const take = <K extends keyof FrontMatter>(
    key: K,
    sure: FrontMatter[K] | undefined,
    guess?: FrontMatter[K],
  ) => {
    if (sure !== undefined) return sure;
    if (guess !== undefined) unsure.push(key);
    return guess;
  };
  const number = given.文号 ?? data.get('发文字号') ?? NUMBER.exec(folded)?.[0].replace(/\s/g, '');
  const written = given.成文日期 ?? asDay(data.get('成文日期')) ?? signature?.day;
  const published = asDay(data.get('发布日期'));
  const front: Partial<FrontMatter> = dropEmpty({
    编号: take('编号', undefined, number ? idOf(number) : undefined),
    文号: take('文号', number || undefined),
    标题: take('标题', undefined, titleOf(text)),
    发布机构: take('发布机构', data.get('发布机构') || undefined, signature?.office),
    成文日期: take('成文日期', written),
    发布日期: take('发布日期', published, written),
    有效性: take('有效性', validityOf(data.get('有效性')), '有效'),
    施行日期: dayAfter(folded, '自'),
    期限: take('期限', undefined, periodOf(folded)),
    索引号: data.get('索引号') || undefined,
  });
  return { front, unsure };
}

function dropEmpty(front: { [K in keyof FrontMatter]?: FrontMatter[K] | undefined }): Partial<FrontMatter> {
  return Object.fromEntries(
    Object.entries(front).filter(([, value]) => value !== undefined),
  ) as Partial<FrontMatter>;
}

/** `江津府办发〔2022〕92号` is `jiangjinfubanfa-2022-92`. */
function idOf(number: string): string | undefined {
  const match = /^([\p{Script=Han}]+)\D*(\d{4})\D+(\d+)号$/u.exec(foldWidth(number));
  if (!match) return undefined;
  const [, office = '', year, serial] = match;
  return `${pinyin(office, { toneType: 'none', type: 'array' }).join('')}-${year}-${serial}`.toLowerCase();
}

/** The title: the lines before the first numbered one that read like a title, joined; the longest name in 《》 else. */
function titleOf(text: string): string | undefined {
  const lines = splitLines(text);
  const first = lines.findIndex((line) => classifyLine(line.text).kind === 'numbered');
  const head = lines.slice(0, first < 0 ? 30 : first).map((line) => line.text.replace(/^#{1,6}\s+/, ''));
  const quoted = head.flatMap((line) => /《([^《》]{6,80})》/.exec(line)?.[1] ?? [])[0];
  const notice = head.find((line) => classifyLine(line).kind === 'title');
  return quoted && notice?.includes(quoted) ? quoted : (notice ?? quoted);
}

/** The first date that stands with an office, on its line or on the one below it. */
function signatureOf(text: string): { office: string; day: string } | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const [at, line] of lines.entries()) {
    const signed = readSignature(line);
    const office = (signed?.office || lines[at - 1]) ?? '';
    const day = signed && asDay(signed.day);
    if (day && isOrganisation(office)) return { office: office.replace(/\s|\([^)]*章\)$/g, ''), day };
  }
  return undefined;
}

/** `2022-07-05` of `2022年7月5日`, `2022-7-5` or 二〇二二年七月五日. */
export function asDay(said: string | undefined): string | undefined {
  const text = said?.replace(/\s/g, '');
  const match = text && (new RegExp(DAY).exec(text) ?? /(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(text));
  if (!match) return undefined;
  const [year, month, day] = match.slice(1, 4).map((part) => parseNumeral(part) ?? 0);
  const two = (value = 0) => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}`;
}

function dayAfter(text: string, word: string): string | undefined {
  const match = new RegExp(`${word}(${DAY})起(?:施行|实施|执行|生效)`).exec(text);
  return asDay(match?.[1]);
}

/** `2022—2025` of `(2022-2025年)` in the head, or of 有效期至 and 执行至. */
function periodOf(text: string): string | undefined {
  const head = /\((\d{4})\s*[-—–~至]+\s*(\d{4})年?\)/.exec(text.slice(0, 3000));
  if (head) return `${head[1]}—${head[2]}`;
  const from = dayAfter(text, '自');
  const until = asDay(new RegExp(`(?:有效期|执行|施行|实施)(?:期限)?至(${DAY})`).exec(text)?.[1]);
  return from && until ? `${from}—${until}` : undefined;
}

function validityOf(word: string | undefined): FrontMatter['有效性'] | undefined {
  if (!word) return undefined;
  if (/废止|失效/.test(word)) return '废止';
  return /有效/.test(word) ? '有效' : undefined;
}

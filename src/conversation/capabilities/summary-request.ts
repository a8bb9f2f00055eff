import type { Capability, Turn } from '#conversation/conversation.types.ts';
import { textPayload } from '#conversation/payloads.ts';
import { parseSpan } from '#summaries/summaries.spans.ts';
import type { Span } from '#summaries/summaries.types.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import { isClosedChat, maySeeFigures } from './figure-rights.ts';

const ASK = '(?:请|麻烦)?(?:给我|帮我|把|我要|我想)?(?:看看?|查看?|发|出|要|拉|生成|推送?)?(?:一下|一份|个)?';
const WEEK = '(?:本|这|上上?)(?:个|一)?(?:周|星期|礼拜)';
const MONTH = '(?:本|这|上上?)(?:个|一)?月';
const NAMED =
  '(?:\\d{4}年)?(?:\\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?|(?:\\d{4}年)?第\\d{1,2}周|\\d{4}-(?:W\\d{2}|\\d{2})';
const END = '(?:发?(?:一下|一份|我|给我|出来|来)?|看看|看一下)?(?:吧|呢|呀|啊)?';
const REPORT = new RegExp(
  `^${ASK}(?:${WEEK}|${MONTH}|${NAMED})?的?(?:区里的?|全区的?)?(?:周报|月报)${END}$`,
  'i',
);
/** A span and nothing else. 本周情况 is answered by the short counts. */
const BARE = new RegExp(`^(?:${WEEK}|${MONTH}|${NAMED})$`, 'i');

/**
 * The span whose summary a message asks for: 周报, 上周, 10月, 上个月用能问题多不多. Null for anything else, for the week
 * that runs, whose counts are shorter, and for a bare 10月 of somebody who may not see it: it may go on from another answer.
 */
export function summaryAsked(turn: Pick<Turn, 'text' | 'person' | 'now' | 'understanding'>): Span | null {
  const plain = turn.text.normalize('NFKC').replace(/[\s,。!?、.]+/g, '');
  const asked =
    REPORT.test(plain) || (BARE.test(plain) && (maySeeFigures(turn) || /周|星期|礼拜/.test(plain)));
  if (asked) return parseSpan(plain, turn.now);
  const named = turn.understanding.intent === 'weekly_report' ? parseSpan(plain, turn.now) : null;
  return named && (named.kind === 'month' || named.to <= turn.now) ? named : null;
}

/** The summary of a span as its card, for those who may see the whole district. */
export function summaryReply(span: Span): Capability {
  return async ({ summaries }, turn) => {
    const say = (text: string) => ({ messages: [{ payload: textPayload(text) }] });
    if (!maySeeFigures(turn)) return say(reportTexts.request.notAllowed);
    if (!isClosedChat(turn)) return say(reportTexts.request.notHere);
    if (!summaries || span.from > turn.now) return say(reportTexts.request.notBegun);
    const shown = await summaries.show(span, turn.now);
    return { messages: [{ payload: await summaries.payload(shown, turn.now) }] };
  };
}

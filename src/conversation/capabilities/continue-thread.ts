import { type Answer, recentAnswers } from '#conversation/conversation.store.ts';
import type { ConversationDeps, Reply, Turn } from '#conversation/conversation.types.ts';
import { textPayload } from '#conversation/payloads.ts';
import type { Intent } from '#conversation/understanding/understanding.knowledge.ts';
import type { Understanding } from '#conversation/understanding/understanding.ts';
import type { CitedClause, PolicyAnswer, PolicyDocument } from '#policy/policy.types.ts';
import { noticesFor } from '#policy/policy.validity.ts';
import { texts } from '#texts/zh-CN.ts';
import { answerQuestion, replyWith, sortingDepartment } from './answer-question.ts';
import { listForTier, readsWhatApplies, whatApplies } from './applicable-policies.ts';
import { askOfLast, askOfTopic } from './frame-question.ts';
import { type Reference, readReference } from './read-reference.ts';
import { readTier } from './read-tier.ts';

/** A message with one of these wants is what it says, whatever was said before. */
const BY_ITSELF: ReadonlySet<Intent> = new Set([
  'ticket_status',
  'urge',
  'weekly_report',
  'out_of_scope',
  'help',
]);
/** A report that is clearer than this is one, and leans on nothing. */
const CLEAR_REPORT = 0.5;

/** A wish for something new takes more characters than this. */
const SHORTEST_WISH = 5;

/** How many clauses 还有吗 looks at. */
const MORE = 12;

/**
 * The reply to a message that goes on from what this person was last answered in this chat; undefined where the
 * message stands by itself.
 */
export async function continueThread(deps: ConversationDeps, turn: Turn): Promise<Reply | undefined> {
  const { understanding, text, message, now } = turn;
  if (understanding.command) return undefined;
  const tier = readTier(text);
  const read = readReference(text, understanding.ordinal);
  const reference = read && !standsByItself(understanding, text, read) ? read : undefined;
  if (!tier && !reference) return undefined;
  const of = { chatId: message.chatId, openId: message.sender.openId };
  const thread = await recentAnswers(deps.db, of, now);
  if (tier && thread[0]?.outcome === 'asked') return listForTier(deps, turn, tier);
  if (!reference) return undefined;
  const last = thread.find((answer) => answer.outcome !== 'asked');
  return last ? follow(deps, turn, reference, last, thread) : askWhat(reference);
}

function standsByItself(
  { intent, confidence, followUp, ticketNumbers }: Understanding,
  text: string,
  { kind }: Reference,
): boolean {
  // 还有吗 and 电话呢 are nothing but a look back, whatever their few characters resemble.
  const looksBack = followUp !== undefined || kind === 'detail';
  if (looksBack && ticketNumbers.length === 0 && text.length <= SHORTEST_WISH) return false;
  return BY_ITSELF.has(intent) || (intent === 'report_issue' && confidence >= CLEAR_REPORT);
}

/** Nothing was said before: what to ask, politely. `第22条` is a number of the document, then. */
function askWhat(reference: Reference): Reply | undefined {
  if (reference.kind === 'item') return undefined;
  if ('ordinal' in reference && reference.ordinal !== undefined) return undefined;
  const words = texts.policy.nothingBefore;
  const text = reference.kind === 'topic' ? words.topic(reference.topic) : words[reference.kind];
  return { messages: [{ payload: textPayload(text) }] };
}

async function follow(
  deps: ConversationDeps,
  turn: Turn,
  reference: Reference,
  last: Answer,
  thread: readonly Answer[],
): Promise<Reply | undefined> {
  switch (reference.kind) {
    case 'topic': {
      const question = askOfTopic(last.question, reference.topic);
      return (await whatApplies(deps, turn, question)) ?? answerQuestion(deps, turn, question);
    }
    case 'detail':
      return answerQuestion(deps, turn, askOfLast(last.question, reference.ask));
    case 'more':
      return showMore(deps, turn, last, thread);
  }
  const { kind, ordinal } = reference;
  if (ordinal === undefined) {
    const seen = kind === 'original' ? (thread.find((answer) => hasText(deps, answer)) ?? last) : last;
    return lookAgain(deps, turn, kind, seen, wholeClauses(deps, seen));
  }
  const list = thread.find(isList) ?? last;
  const clauses = wholeClauses(deps, list);
  const chosen = clauses[ordinal - 1];
  if (!chosen) return beyond(turn, ordinal, clauses.length);
  if (kind === 'departments') return showDepartments(deps, turn, list.question, [chosen]);
  const lead = texts.policy.item(ordinal, `${chosen.documentNumber} ${chosen.place}`);
  return show(deps, turn, { question: list.question, lead, clauses: [chosen] });
}

/** What people count in: an answer, not a look at one of its clauses. */
const isList = ({ outcome }: Answer) => outcome === 'answered' || outcome === 'no-basis';

/** Whether an answer shows what a clause says, and not only who is responsible for it. */
function hasText({ district: { policy } }: ConversationDeps, { clauses }: Answer): boolean {
  return clauses.some(({ documentId, clauseId }) => {
    const clause = policy.document(documentId)?.clauses.find(({ id }) => id === clauseId);
    return clause !== undefined && clause.kind !== 'responsible';
  });
}

/** A number that the last answer does not have may be the document's own, which is asked for as such. */
function beyond(turn: Turn, ordinal: number, shown: number): Reply | undefined {
  if (ordinal > 10 || /原文|文件|计划/.test(turn.text)) return undefined;
  return { messages: [{ payload: textPayload(texts.policy.itemBeyond(shown)) }] };
}

function lookAgain(
  deps: ConversationDeps,
  turn: Turn,
  kind: 'departments' | 'original' | 'item',
  last: Answer,
  clauses: CitedClause[],
): Reply {
  const { question } = last;
  const supported = last.outcome !== 'no-basis';
  if (kind === 'departments') return showDepartments(deps, turn, question, supported ? clauses : []);
  if (supported) return show(deps, turn, { question, lead: texts.policy.original, clauses });
  const answer = { ...blank(deps, turn, question, clauses), outcome: 'no-basis' as const, related: clauses };
  const lead = texts.policy.nearestOriginal;
  return replyWith(deps, turn, { ...answer, version: LOOK }, { question, lead, outcome: 'followed' });
}

/** What another look at an answer is kept under: nothing was searched. */
const LOOK = 'rules';

/** Who is responsible, with the lines of the document that say so. */
function showDepartments(
  deps: ConversationDeps,
  turn: Turn,
  question: string,
  clauses: readonly CitedClause[],
): Reply {
  const { policy } = deps.district;
  const lines = clauses.flatMap((cited) => {
    if (cited.departments.length === 0) return [];
    const clause = policy.document(cited.documentId)?.clauses.find(({ id }) => id === cited.clauseId);
    const line = clause?.responsibleId && policy.clause(cited.documentId, clause.responsibleId);
    return [line || cited];
  });
  const [first, ...others] = lines.filter((line, at) => at === lines.findIndex((l) => isSame(l, line)));
  if (!first) {
    const text = texts.policy.departmentsUnknown(sortingDepartment(deps));
    return { messages: [{ payload: textPayload(text) }] };
  }
  const lead =
    others.length > 0 ? texts.policy.departmentsBySource : texts.policy.departments(first.departments);
  return show(deps, turn, { question, lead, clauses: [first, ...others] });
}

const isSame = (a: CitedClause, b: CitedClause) => a.documentId === b.documentId && a.clauseId === b.clauseId;

/** 还有吗: what else rests on a basis and was not shown yet. */
async function showMore(
  deps: ConversationDeps,
  turn: Turn,
  last: Answer,
  thread: readonly Answer[],
): Promise<Reply> {
  const { question } = last;
  const noMore = { messages: [{ payload: textPayload(texts.policy.noMore(question)) }] };
  // A list of all that applies is whole.
  if (readsWhatApplies(question) !== undefined) return noMore;
  const found = await deps.district.policy.answer(question, { now: turn.now, limit: MORE });
  const shown = thread.filter((answer) => answer.question === question).flatMap((answer) => answer.clauses);
  const fresh = found.clauses.filter(
    (clause) => !shown.some((s) => s.documentId === clause.documentId && s.clauseId === clause.clauseId),
  );
  if (fresh.length === 0) return noMore;
  const departments = [...new Set(fresh.flatMap((clause) => clause.departments))];
  const { gap: _gap, ...answer } = { ...found, clauses: fresh, departments, version: LOOK };
  return replyWith(deps, turn, answer, { question, lead: texts.policy.more(question) });
}

/** Clauses of the last answer again, under a sentence of their own. */
function show(
  deps: ConversationDeps,
  turn: Turn,
  { question, lead, clauses }: { question: string; lead: string; clauses: CitedClause[] },
): Reply {
  const answer = { ...blank(deps, turn, question, clauses), clauses, version: LOOK };
  return replyWith(deps, turn, answer, { question, lead, outcome: 'followed' });
}

function blank(
  { district: { policy } }: ConversationDeps,
  { now }: Turn,
  question: string,
  clauses: readonly CitedClause[],
): PolicyAnswer {
  const present = (document: PolicyDocument | undefined): document is PolicyDocument =>
    document !== undefined;
  const all = policy
    .documents(now)
    .map(({ id }) => policy.document(id))
    .filter(present);
  const about = all.filter(({ id }) => clauses.some((clause) => clause.documentId === id));
  return {
    question,
    outcome: 'answered',
    clauses: [],
    related: [],
    departments: [...new Set(clauses.flatMap((clause) => clause.departments))],
    notices: about.flatMap((document) => noticesFor(document, all, now)),
  };
}

/** The clauses of an answer as they stand today, uncut; one that is gone is left out. */
function wholeClauses({ district: { policy } }: ConversationDeps, { clauses }: Answer): CitedClause[] {
  return clauses.flatMap(({ documentId, clauseId }) => {
    const cited = policy.clause(documentId, clauseId);
    const clause = policy.document(documentId)?.clauses.find(({ id }) => id === clauseId);
    return cited && clause ? [{ ...cited, quote: clause.text }] : [];
  });
}

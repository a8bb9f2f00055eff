import { z } from 'zod';
import type { ConversationDeps } from '#conversation/conversation.types.ts';
import { draftEnterprise, reroute } from '#conversation/draft-report.ts';
import type { CardCommand, Press } from '#conversation/handle-card-action.ts';
import { tellChange } from '#conversation/notify.ts';
import { draftSubject, liveDraft } from '#conversation/payloads.ts';
import { factsOf } from '#conversation/people.ts';
import type { Database, Statement } from '#database/database.ts';
import { getChat, getPerson } from '#directory/directory.store.ts';
import { enqueueUpdate, messagesOfSubject } from '#outbox/outbox.store.ts';
import { Forbidden, InvalidInput, NotFound } from '#shared/errors.ts';
import { texts } from '#texts/zh-CN.ts';
import { openTickets } from '#tickets/open-tickets.ts';
import { changeDraft, getDraft } from '#tickets/tickets.drafts.ts';
import type { PersonFacts } from '#tickets/tickets.roles.ts';
import type { TicketDraft } from '#tickets/tickets.tables.ts';
import { type DraftData, URGENCIES } from '#tickets/tickets.types.ts';

const valueSchema = z.looseObject({ d: z.string() });

/** 提交: the draft, as the form corrected it, becomes tickets. */
export const submitDraft: CardCommand = async (deps, press) => {
  const { db, district } = deps;
  const { draft, person } = await draftOfPress(deps, press);
  const data = await corrected(deps, draft.data, press.action.form);
  const { rules } = district;
  const result = await openTickets(db, {
    data,
    draftId: draft.id,
    actor: { openId: person.openId, name: person.name, roles: [] },
    source: { chatId: draft.chatId, messageId: draft.messageId },
    now: press.now,
    rules,
  });
  const changes = result.tickets.map((after) => ({ before: null, after }));
  const told = await tellChange({ db, rules, now: press.now }, changes, result.notices);
  const numbers = result.tickets.map((ticket) => ticket.number);
  return {
    statements: [...result.statements, ...told, ...(await redrawDraft(db, draft.id, press.now))],
    answer: {
      toast: { type: 'success', content: texts.toasts.draftSubmitted(numbers) },
      show: liveDraft(draft.id),
    },
  };
};

/** 取消: the draft stays as it was, and can no longer be submitted. */
export const discardDraft: CardCommand = async (deps, press) => {
  const { draft } = await draftOfPress(deps, press);
  const { statements } = await changeDraft(deps.db, { id: draft.id, change: 'discard', now: press.now });
  return {
    statements: [...statements, ...(await redrawDraft(deps.db, draft.id, press.now))],
    answer: { toast: { type: 'info', content: texts.toasts.draftDiscarded }, show: liveDraft(draft.id) },
  };
};

/** @throws NotFound, or Forbidden where the draft is not this person's to decide */
async function draftOfPress({ db }: ConversationDeps, { action }: Press) {
  const value = valueSchema.safeParse(action.value);
  const draft = value.success ? await getDraft(db, value.data.d) : null;
  if (!draft) throw new NotFound('ticket.draft', texts.errors.outdated);
  const { openId } = action.operator;
  const person = factsOf(await getPerson(db, openId), openId);
  if (!(await mayDecide(db, draft, person))) throw new Forbidden('ticket.draft', texts.tickets.draftNotYours);
  return { draft, person };
}

/** Who wrote it, who belongs to the enterprise of the draft or its chat, or the dispatcher. */
async function mayDecide(db: Database, draft: TicketDraft, person: PersonFacts): Promise<boolean> {
  if (draft.authorOpenId === person.openId || person.dispatcher) return true;
  const chat = await getChat(db, draft.chatId);
  const own = [...person.enterpriseIds, ...person.commissionerOf];
  return [chat?.enterpriseId, draft.data.enterprise?.id].some((id) => id && own.includes(id));
}

/** Draws the draft's messages anew. */
async function redrawDraft(db: Database, draftId: string, now: Date): Promise<Statement[]> {
  const shown = await messagesOfSubject(db, draftSubject(draftId));
  return shown.flatMap((message) => enqueueUpdate(db, message, message.payload, now));
}

const fieldSchema = z.string().trim().max(2_000);
const urgencySchema = z.enum(URGENCIES);

/** The draft's data with what was filled in; a field that did not come is as it was. */
async function corrected(
  deps: ConversationDeps,
  data: DraftData,
  form: Readonly<Record<string, unknown>>,
): Promise<DraftData> {
  const text = (name: string, before: string) => {
    if (form[name] === undefined || form[name] === null) return before;
    const checked = fieldSchema.safeParse(form[name]);
    if (!checked.success) throw new InvalidInput('ticket.draft_field', texts.errors.invalid);
    return checked.data;
  };
  const enterprise = await enterpriseNamed(deps, data, text('enterprise', data.enterprise?.name ?? ''));
  let rerouted = enterprise?.id !== data.enterprise?.id;
  const items = data.items.map((item, i) => {
    const category = text(`category_${i}`, item.category);
    if (category !== item.category) rerouted = true;
    const urgency = urgencySchema.safeParse(form[`urgency_${i}`]);
    return {
      ...item,
      category,
      description: unlessShortened(text(`description_${i}`, item.description), item.description),
      urgency: urgency.success ? urgency.data : item.urgency,
    };
  });
  const changed = { enterprise, items };
  return rerouted ? reroute(deps.district, changed) : changed;
}

/** The form shows a long description cut; one that comes back as it was shown has not been changed. */
function unlessShortened(filled: string, before: string): string {
  return filled.endsWith('…') && before.startsWith(filled.slice(0, -1)) ? before : filled;
}

async function enterpriseNamed(
  deps: ConversationDeps,
  data: DraftData,
  name: string,
): Promise<DraftData['enterprise']> {
  if (name === '') return null;
  if (name === data.enterprise?.name) return data.enterprise;
  const { exact } = await deps.enterprises.find(name);
  return exact ? draftEnterprise(exact) : { id: null, name, park: null, town: null, tier: null };
}

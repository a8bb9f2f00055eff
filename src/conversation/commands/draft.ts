import { z } from 'zod';
import type { ConversationDeps } from '#conversation/conversation.types.ts';
import { draftEnterprise, reroute } from '#conversation/draft-report.ts';
import type { CardCommand, Press } from '#conversation/handle-card-action.ts';
import { tellChange } from '#conversation/notify.ts';
import { draftSubject, liveDraft } from '#conversation/payloads.ts';
import { factsOf } from '#conversation/people.ts';
import type { Database } from '#database/database.ts';
import { getChat, getPerson } from '#directory/directory.store.ts';
import { enqueueRedraw } from '#outbox/outbox.store.ts';
import { Forbidden, InvalidInput, NotFound } from '#shared/errors.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import { texts } from '#texts/zh-CN.ts';
import { actOnTicket } from '#tickets/act-on-ticket.ts';
import { openTickets } from '#tickets/open-tickets.ts';
import { changeDraft, getDraft } from '#tickets/tickets.drafts.ts';
import { actorFor, type PersonFacts } from '#tickets/tickets.roles.ts';
import { getTicket } from '#tickets/tickets.store.ts';
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
    statements: [...result.statements, ...told, ...enqueueRedraw(db, draftSubject(draft.id), press.now)],
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
    statements: [...statements, ...enqueueRedraw(deps.db, draftSubject(draft.id), press.now)],
    answer: { toast: { type: 'info', content: texts.toasts.draftDiscarded }, show: liveDraft(draft.id) },
  };
};

const supplementSchema = z.looseObject({ i: z.number().int().nonnegative(), t: z.string() });

/** 补充到 T…: a problem of the draft is added to the ticket that it repeats; what is left stays a draft. */
export const supplementFromDraft: CardCommand = async (deps, press) => {
  const { db, district } = deps;
  const { draft, person } = await draftOfPress(deps, press);
  const value = supplementSchema.safeParse(press.action.value);
  const ticket = value.success ? await getTicket(db, value.data.t) : null;
  const data = await corrected(deps, draft.data, press.action.form);
  const item = value.success ? data.items[value.data.i] : undefined;
  if (!value.success || !ticket || !item) throw new NotFound('ticket.draft', texts.errors.outdated);
  const { rules } = district;
  const rest = data.items.filter((_, index) => index !== value.data.i);
  const supplemented = [...(data.supplemented ?? []), ticket.number];
  const change =
    rest.length > 0
      ? { data: { ...data, items: rest, supplemented } }
      : { data: { ...data, supplemented }, state: 'submitted' as const };
  const changed = await changeDraft(db, { id: draft.id, change, now: press.now });
  const result = await actOnTicket(db, {
    ticketId: ticket.id,
    action: 'supplement',
    actor: actorFor(ticket, person),
    input: { note: item.description },
    now: press.now,
    rules,
  });
  const { before, after } = result;
  const told = await tellChange({ db, rules, now: press.now }, [{ before, after }], result.notices);
  return {
    statements: [
      ...result.statements,
      ...changed.statements,
      ...told,
      ...enqueueRedraw(db, draftSubject(draft.id), press.now),
    ],
    answer: {
      toast: { type: 'success', content: ticketTexts.draft.supplemented([ticket.number]) },
      show: liveDraft(draft.id),
    },
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
  const chosen = text('enterprise_choice', '') || text('enterprise', data.enterprise?.name ?? '');
  const enterprise = await enterpriseNamed(deps, data, chosen);
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
  const changed = { ...data, enterprise, items };
  return rerouted ? reroute(deps.district, changed) : changed;
}

/** The form shows a long description cut; one that comes back as it was shown has not been changed. */
function unlessShortened(filled: string, before: string): string {
  return filled.endsWith('…') && before.startsWith(filled.slice(0, -1)) ? before : filled;
}

/** A name that ends like this was meant to be whole, so that it is not asked for again. */
const WHOLE_NAME = /(?:公司|厂|社|中心|集团|店|院|所)$/;

/** @throws InvalidInput where several may be meant */
async function enterpriseNamed(
  deps: ConversationDeps,
  data: DraftData,
  name: string,
): Promise<DraftData['enterprise']> {
  if (name === '') return null;
  if (data.enterprise && data.enterprise.id !== null && name === data.enterprise.name) return data.enterprise;
  const { exact, candidates } = await deps.enterprises.find(name);
  if (exact) return draftEnterprise(exact);
  if (candidates.length > 0 && !WHOLE_NAME.test(name)) {
    const names = candidates.slice(0, 5).map((candidate) => candidate.name);
    throw new InvalidInput('ticket.enterprise', ticketTexts.draft.ambiguous(name, names));
  }
  return { id: null, name, park: null, town: null, tier: null };
}

import { z } from 'zod';
import { preparedOnce } from '#database/prepared.ts';
import type { CardAnswer } from '#feishu/events.ts';
import { type Payload, payloadSchema, type RenderedMessage } from '#outbox/outbox.types.ts';
import { NotFound } from '#shared/errors.ts';
import { texts } from '#texts/zh-CN.ts';
import { countAttachments, standingOf } from '#tickets/tickets.attachments.ts';
import { getDraft } from '#tickets/tickets.drafts.ts';
import { getTicket, historyUpTo, ticketsOfDraft } from '#tickets/tickets.store.ts';
import type { ConversationDeps } from './conversation.types.ts';
import { draftPayload, duplicatesOf } from './draft-card.ts';
import { ticketCardPayload } from './ticket-card.ts';
import { type LiveList, listPayload, liveListSchema } from './ticket-lists.ts';

const liveTicketSchema = z.object({
  ticketId: z.string(),
  audience: z.enum(['enterprise', 'department', 'dispatcher', 'leader']),
  department: z.string().optional(),
  headline: z.string().optional(),
  reader: z.string().optional(),
  version: z.number().int().optional(),
});
const liveDraftSchema = z.object({ draftId: z.string() });

/** Fills in what a payload only names, as it stands now; other payloads stay as they are. */
export async function fillIn(deps: ConversationDeps, payload: Payload): Promise<Payload> {
  switch (payload.kind) {
    case 'live-ticket':
      return fillInTicket(deps, liveTicketSchema.parse(payload.data));
    case 'live-tickets':
      return fillInList(deps, liveListSchema.parse(payload.data));
    case 'live-draft':
      return fillInDraft(deps, liveDraftSchema.parse(payload.data).draftId);
    default:
      return payload;
  }
}

const CARDS_REMEMBERED = 200;
const MINUTE_MS = 60_000;
const cardsOf = preparedOnce(() => new Map<string, Payload>());

/**
 * The card of a ticket. A change is drawn at once wherever the ticket is shown, mostly for the same readers: a card is
 * worked out once for as long as the ticket stands as it did, within the minute to which times are told.
 */
async function fillInTicket(
  { db, clock, district }: ConversationDeps,
  card: z.output<typeof liveTicketSchema>,
): Promise<Payload> {
  const standing = await standingOf(db, card.ticketId);
  if (!standing) throw new NotFound('ticket.not_found', texts.errors.outdated);
  const { version, attachments } = standing;
  const now = clock.now();
  const key = JSON.stringify([card, version, attachments, Math.floor(now.getTime() / MINUTE_MS)]);
  const known = cardsOf(db);
  const remembered = known.get(key);
  if (remembered) return remembered;
  const ticket = await getTicket(db, card.ticketId);
  if (!ticket) throw new NotFound('ticket.not_found', texts.errors.outdated);
  const { rules, departments } = district;
  const history = await historyUpTo(db, ticket);
  const payload = ticketCardPayload({ rules, departments, now, attachments }, ticket, history, card);
  known.set(key, payload);
  if (known.size > CARDS_REMEMBERED) known.delete(known.keys().next().value ?? '');
  return payload;
}

function fillInList({ db, clock, district }: ConversationDeps, list: LiveList): Promise<Payload> {
  return listPayload(db, list, { rules: district.rules, now: clock.now() });
}

async function fillInDraft(deps: ConversationDeps, draftId: string): Promise<Payload> {
  const { db, clock, district } = deps;
  const draft = await getDraft(db, draftId);
  if (!draft) throw new NotFound('ticket.draft', texts.errors.outdated);
  const tickets = draft.state === 'submitted' ? await ticketsOfDraft(db, draftId) : [];
  return draftPayload(draft, {
    ...{ rules: district.rules, now: clock.now() },
    numbers: tickets.map((ticket) => ticket.number),
    duplicates: await duplicatesOf(db, draft),
    attachments: await countAttachments(db, { draftId }),
  });
}

/** What a handler answers a press with: kept as data, drawn when Feishu is answered. */
export interface PressAnswer {
  toast?: NonNullable<CardAnswer['toast']>;
  /** The card that was pressed, as it is to be seen now. */
  show?: Payload;
}

const pressAnswerSchema = z.object({
  toast: z.object({ type: z.enum(['info', 'success', 'error', 'warning']), content: z.string() }).optional(),
  show: payloadSchema.optional(),
});

/** Draws the answer to a press; `undefined` is one that is still being worked on. */
export async function presentAnswer(
  deps: ConversationDeps,
  answered: { answer: unknown } | undefined,
  render: (payload: Payload) => RenderedMessage,
): Promise<CardAnswer> {
  if (!answered) return { toast: { type: 'info', content: texts.toasts.stillWorking } };
  const checked = pressAnswerSchema.safeParse(answered.answer);
  if (!checked.success) return {};
  const { toast, show } = checked.data;
  const told = toast ? { toast } : {};
  if (!show) return told;
  const { content } = render(await fillIn(deps, show));
  return { ...told, card: { type: 'raw', data: content } };
}

import type { Database } from '#database/database.ts';
import { beijingParts } from '#shared/beijing.ts';
import { createFixedClock } from '#shared/clock.ts';
import { ticketsOfDraft } from '#tickets/tickets.store.ts';
import { enterEnterprises, type SimulatedEnterprise } from './year-people.ts';
import { actorOf, openProduct } from './year-product.ts';
import { createStory, type Step } from './year-story.ts';

export interface YearOptions {
  from: Date;
  to: Date;
  enterprises: number;
  tickets: number;
  /** Told after each working hour. */
  onHour?(now: Date, soFar: { events: number; sent: number }): void;
}

export interface YearRun {
  /** The instants at which the jobs were run. */
  ran: Date[];
  events: number;
  /** Presses that the rules refused. */
  refused: number;
  /** Messages of the bot, updates of cards not counted. */
  sent: number;
}

const HOUR_MS = 3_600_000;

/**
 * Lets a time of tickets pass through the whole product: every press an event, every hour a look of the jobs. What
 * leads to it is written by dice that fall the same way in each run.
 */
export async function runYear(db: Database, folder: string, options: YearOptions): Promise<YearRun> {
  const { from, to } = options;
  const clock = createFixedClock(from);
  const { app, district, shown } = await openProduct(db, folder, clock, from);
  const enterprises = await enterEnterprises(db, options.enterprises, from);
  const story = createStory({
    ...{ from, to, tickets: options.tickets },
    isWorkday: district.rules.calendar.isWorkday,
  });
  const ran: Date[] = [];
  let events = 0;
  let refused = 0;

  const idle = async () => {
    await app.inbox.idle();
    await app.outbox.idle();
  };
  const press = async (openId: string, messageId: string, value: object, form: object = {}) => {
    events++;
    const answer = await app.accept({
      ...{ eventId: `press_${events}`, eventType: 'card.action.trigger' },
      event: {
        operator: { open_id: openId },
        action: { tag: 'button', value, form_value: form },
        context: { open_message_id: messageId, open_chat_id: 'oc_any' },
      },
    });
    if (answer.toast?.type !== 'success') refused++;
  };
  let recent: string | null = null;
  const submit = (draft: string, contact: string) =>
    press(contact, `draft_${draft}`, { a: 'draft.submit', d: draft });

  /** Everybody writes, and is shown a draft. */
  const reportAll = async (reports: Step[]) => {
    const written = await Promise.all(
      reports.map(async (step) => {
        const enterprise = enterprises[step.enterprise % enterprises.length];
        return enterprise ? [{ step, ...enterprise, messageId: await report(enterprise, step.words) }] : [];
      }),
    );
    await idle();
    return written.flat().flatMap(({ step, contact, messageId }) => {
      const draft = shown.drafts.get(messageId);
      shown.drafts.delete(messageId);
      return draft ? [{ step, contact, draft }] : [];
    });
  };
  const report = async ({ chatId, contact }: SimulatedEnterprise, words: string): Promise<string> => {
    events++;
    const messageId = `om_report_${events}`;
    await app.accept({
      ...{ eventId: `say_${events}`, eventType: 'im.message.receive_v1' },
      event: {
        sender: { sender_id: { open_id: contact }, sender_type: 'user' },
        message: {
          ...{ message_id: messageId, chat_id: chatId, chat_type: 'group', message_type: 'text' },
          content: JSON.stringify({ text: `@_user_1 登记:${words}` }),
          mentions: [{ key: '@_user_1', id: { open_id: 'ou_bot' }, name: '机器人' }],
        },
      },
    });
    return messageId;
  };

  const tell = async (step: Step) => {
    const enterprise = enterprises[step.enterprise % enterprises.length];
    if (!enterprise || step.action === 'report') return;
    const who = await actorOf(db, step, enterprise);
    if (!who) return;
    const value = { a: 'ticket.act', t: step.ticketId, x: step.action, n: 0 };
    await press(who, shown.cards.get(step.ticketId) ?? 'om_none', value, step.form);
  };

  /** Everybody who does something in these minutes does it at once. */
  const happen = async (steps: Step[]) => {
    const reports = steps.filter((step) => step.action === 'report');
    const drafts = await reportAll(reports);
    await Promise.all([...steps.map(tell), ...drafts.map(({ draft, contact }) => submit(draft, contact))]);
    await idle();
    for (const { step, draft } of drafts) {
      const [ticket] = await ticketsOfDraft(db, draft);
      if (ticket) story.logged(step, ticket.id, recent);
      recent = ticket?.number ?? recent;
    }
  };

  for (let hour = from.getTime(); hour <= to.getTime(); hour += HOUR_MS) {
    const now = new Date(hour);
    clock.set(now);
    const { hour: beijingHour } = beijingParts(now);
    if (beijingHour < 9 || beijingHour > 18) continue;
    ran.push(now);
    await app.jobs.run();
    await app.outbox.idle();
    for (const slot of story.slotsOf(hour)) {
      const steps = story.at(slot);
      if (steps.length === 0) continue;
      clock.set(new Date(slot));
      await happen(steps);
    }
    options.onHour?.(now, { events, sent: shown.sent });
  }
  await app.stop();
  return { ran, events, refused, sent: shown.sent };
}

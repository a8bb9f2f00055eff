import { Hono } from 'hono';
import type { FeishuApp } from '#config/parse-config.ts';
import type { ConversationDeps } from '#conversation/conversation.types.ts';
import { handleEvent } from '#conversation/handle-event.ts';
import { type AttachmentJob, createAttachmentJob } from '#conversation/jobs/attachment-job.ts';
import { createTicketJobs, type TicketJobs } from '#conversation/jobs/ticket-jobs.ts';
import { fillIn, presentAnswer } from '#conversation/live-cards.ts';
import { createQuestionReader } from '#conversation/question-figures.ts';
import { tellSender } from '#conversation/refused-content.ts';
import { type Database, runBatch } from '#database/database.ts';
import { runAlone, type Sharing } from '#database/leases.ts';
import { renderPayload } from '#feishu/cards/render-payload.ts';
import { createWebhookReader } from '#feishu/envelope.ts';
import { normaliseEvent } from '#feishu/normalise.ts';
import type { WebhookCrypto } from '#feishu/webhook-crypto.ts';
import { createInbox, type Inbox } from '#inbox/drain-inbox.ts';
import { createEventKeeper } from '#inbox/keep-events.ts';
import type { Journal } from '#inbox/overflow.ts';
import { type AcceptEvent, createAcceptEvent } from '#ingress/feishu/accept-event.ts';
import { createTakeWebhook, type TakeWebhook } from '#ingress/feishu/take-webhook.ts';
import { createWebhookRoute } from '#ingress/feishu/webhook.route.ts';
import { createConsole } from '#ingress/web/console.route.tsx';
import type { ConsoleSetup } from '#ingress/web/console.types.ts';
import { createExports } from '#ingress/web/exports.route.ts';
import { createProbes } from '#ingress/web/probes.route.ts';
import { createOutbox } from '#outbox/deliver-outbox.ts';
import { DeliveryError, type Messenger, type Payload, type RenderedMessage } from '#outbox/outbox.types.ts';
import { createSendLimits } from '#outbox/rate-limit.ts';
import { errorCode } from '#shared/errors.ts';
import type { LaneRunner } from '#shared/lanes.ts';
import type { Metrics } from '#shared/metrics.ts';
import { remember } from '#shared/remember.ts';
import { createRightOfWay } from '#shared/right-of-way.ts';
import { createSummaryDelivery } from '#summaries/summaries.delivery.ts';
import { createSummaryDesk, type DeskNeeds } from '#summaries/summaries.desk.ts';
import { createFiguresKeeper } from '#summaries/summaries.keeper.ts';
import type { AttachmentFiles, AttachmentSource } from '#tickets/tickets.attachments.ts';

export interface AppDeps extends ConversationDeps {
  db: Database;
  metrics: Metrics & { text(): Promise<string> };
  messenger: Messenger;
  feishu: Pick<FeishuApp, 'appId' | 'encryptKey' | 'verificationToken'>;
  /** How webhooks are checked; WebCrypto without it. */
  crypto?: WebhookCrypto;
  limits: { app: number; chat: number };
  /** Where images and files of reports come from and go to; without it they stay unfetched. */
  attachments?: { source: AttachmentSource; files: AttachmentFiles };
  /** How summaries are handed up; without it none are. */
  reports?: Pick<DeskNeeds, 'narrate' | 'secret' | 'baseUrl' | 'rasterise'>;
  /** The pages for a browser; without it there are none. */
  console?: ConsoleSetup;
  /** Runs a function after the current turn of the event loop: what arrives together commits together. */
  schedule(run: () => void): void;
  /** Where events of a flood are kept until the database takes them; without it they go straight there. */
  journal?: Journal;
  /** Where other processes or isolates work on the same database. */
  sharing?: Sharing;
  /** Told, in place of this app's own queues, that there is something to handle or to send: somebody else does it. */
  handOver?(): void;
}

/** Longer than a look takes, and than the pause until the next: where nobody dies, the same one goes on looking. */
const JOBS_MS = 180_000;
/** Between the queries of what is counted ahead of being asked for: the longest takes a few times as long. */
const COUNTING_PAUSE_MS = 100;
/** The event of a press on a card. */
export const PRESS = 'card.action.trigger';

export interface App {
  http: Hono;
  /** The webhook without HTTP, for a server that brings its requests another way than `http`. */
  takeWebhook: TakeWebhook;
  /** For events that come another way than the webhook. */
  accept: AcceptEvent;
  inbox: Inbox;
  outbox: LaneRunner;
  /** What the clock brings about: to be run every minute. */
  jobs: TicketJobs;
  /** Counts what summaries will ask for, so that nobody waits: to be run every minute, where a process may take its time. */
  figures: { run(): Promise<void> };
  /** Fetches the images and files of reports. */
  attachments: AttachmentJob | null;
  /** Looks for work that nobody has told of: at start, after a crash, from another process. */
  sweep(): void;
  /** Events that are kept but not in the database yet. */
  overflowing(): number;
  /** Takes nothing more and finishes what is in hand. */
  stop(): Promise<void>;
}

/** A change is shown on every card of a ticket, and most of them look the same. */
const CARDS_REMEMBERED = 200;

/** A card that cannot be drawn will not be drawn at the next try either. */
function draw(payload: Payload, render: typeof renderPayload): RenderedMessage {
  try {
    return render(payload);
  } catch (error) {
    throw new DeliveryError('permanent', errorCode(error), { cause: error });
  }
}

/** The house: routes in front, the two durable queues beside them, the conversation in between. */
export function createApp(deps: AppDeps): App {
  const { db, clock, logger, metrics } = deps;

  const way = createRightOfWay(deps.schedule);
  const { giveWay } = way;
  const render = remember(renderPayload, CARDS_REMEMBERED);
  const { sharing, handOver } = deps;
  const beside = sharing ? { sharing } : {};

  const outbox = createOutbox({
    ...beside,
    db,
    giveWay,
    clock,
    logger,
    metrics,
    messenger: deps.messenger,
    limits: createSendLimits(deps.limits),
    render: async (message) => draw(await fillIn(deps, message.payload), render),
    onContentRefused: (message) => tellSender(db, message, clock.now()),
  });
  const onCommitted = handOver ?? (() => outbox.wake());
  const { rules, departments, policy } = deps.district;
  const desk = deps.reports
    ? createSummaryDesk({
        ...{ ...deps.reports, db, rules },
        questions: createQuestionReader(db, policy),
        district: departments.district.fullName,
      })
    : null;
  const answering: ConversationDeps = desk ? { ...deps, summaries: desk } : deps;
  const conversation: ConversationDeps = deps.answerer.slow
    ? {
        ...answering,
        commitEarly: async (rows) => {
          await runBatch(db, rows);
          onCommitted();
        },
      }
    : answering;
  const inbox = createInbox({
    ...beside,
    onlyPressing: handOver !== undefined,
    db,
    giveWay,
    isPressing: (event) => event.eventType === PRESS,
    clock,
    logger,
    metrics,
    handle: (row) =>
      handleEvent(conversation, normaliseEvent(row.eventType, JSON.parse(row.payload)), row.receivedAt),
    onCommitted,
  });
  const keeper = createEventKeeper({
    db,
    schedule: deps.schedule,
    onNew: (events) => {
      if (!handOver) inbox.offer(events);
      // A press is handled here, where its answer is waited for.
      else if (events.some((event) => !event.lane.startsWith('card:'))) handOver();
    },
    onDuplicate: ({ eventType }) => metrics.count('events_duplicate', { type: eventType }),
    ...(deps.journal
      ? {
          overflow: {
            journal: deps.journal,
            isFlood: way.isFlood,
            giveWay,
            onError: (error: unknown) => logger.error('inbox.overflow', { code: errorCode(error) }),
          },
        }
      : {}),
  });
  const accept = createAcceptEvent({
    keep: keeper.keep,
    inbox,
    clock,
    metrics,
    present: (answer) => presentAnswer(deps, answer, render),
  });

  const alone = (name: string, run: () => Promise<void>) =>
    runAlone(sharing, name, JOBS_MS, run).catch((error: unknown) =>
      logger.error(`jobs.${name}`, { code: errorCode(error) }),
    );
  const ticketJobs = createTicketJobs({ db, clock, logger, rules, onCommitted });
  const summaries = desk
    ? createSummaryDelivery({ db, clock, logger, desk, onCommitted, calendar: rules.calendar })
    : null;
  const jobs: TicketJobs = {
    ...ticketJobs,
    run: () =>
      alone('jobs', async () => {
        await ticketJobs.run();
        await summaries?.run();
      }),
  };

  const figures = createFiguresKeeper({
    ...{ db, rules, clock, logger, questions: createQuestionReader(db, policy) },
    pause: async () => {
      await new Promise((resolve) => setTimeout(resolve, COUNTING_PAUSE_MS));
      await giveWay();
    },
  });

  const attachments = deps.attachments
    ? createAttachmentJob({ db, clock, logger, ...deps.attachments, onCommitted })
    : null;

  const http = new Hono();
  const takeWebhook = createTakeWebhook({
    read: createWebhookReader(deps.feishu, clock, deps.crypto),
    accept,
    first: way.first,
    logger,
    metrics,
  });
  http.route('/', createWebhookRoute(takeWebhook));
  http.route('/', createProbes({ db, metrics }));
  if (desk && deps.reports) {
    http.route('/', createExports({ clock, logger, desk, secret: deps.reports.secret }));
  }
  if (deps.console) {
    const { district } = deps;
    http.route(
      '/',
      createConsole({
        ...deps.console,
        db,
        clock,
        logger,
        district,
        desk,
        answerer: deps.answerer,
        onCommitted,
      }),
    );
  }

  return {
    http,
    takeWebhook,
    accept,
    inbox,
    outbox,
    jobs,
    figures: { run: () => alone('figures', figures.run) },
    attachments,
    sweep: () => {
      if (attachments) void alone('attachments', attachments.run);
      inbox.wake();
      outbox.wake();
    },
    overflowing: () => keeper.overflow?.held() ?? 0,
    stop: async () => {
      await keeper.overflow?.stop();
      await inbox.stop();
      await jobs.stop();
      await figures.stop();
      await attachments?.stop();
      await outbox.stop();
    },
  };
}

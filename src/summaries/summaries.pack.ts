import { and, desc, gte, inArray, or, sql } from 'drizzle-orm';
import { beijingText, DAY_MS } from '#shared/beijing.ts';
import { maskPhones } from '#shared/masking.ts';
import { packTexts as words } from '#texts/pack.zh-CN.ts';
import { STATE_NAMES } from '#tickets/tickets.lifecycle.ts';
import { WORKDAY_MS, workingTimeBetween } from '#tickets/tickets.service-time.ts';
import { getHistory } from '#tickets/tickets.store.ts';
import { type Ticket, tickets } from '#tickets/tickets.tables.ts';
import { OPEN_STATES } from '#tickets/tickets.types.ts';
import { historyLine } from '#tickets/tickets.view.ts';
import type { Block, Report } from './exports/exports.report.ts';
import { summaryOf } from './summaries.cache.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { monthAt } from './summaries.spans.ts';
import { nameOfDepartment } from './summaries.wording.ts';

/** When a problem is for the leaders: working days over the limit, returns, departments, enterprises. */
export const DECISION = { overdueDays: 3, returns: 3, departments: 3, enterprises: 3 } as const;
/** More than these no meeting decides; how many there are is said. */
const MOST = 30;
const STEPS = 6;

type Reason = 'overdue' | 'returned' | 'departments';
interface Problem {
  ticket: Ticket;
  overdueDays: number;
  reasons: Reason[];
}

/**
 * The material of a joint meeting: open problems that need the leaders' decision, each with its history in short, and
 * what many enterprises of one place have in common. Texts of people are masked.
 */
export async function packReport(deps: SummaryDeps, district: string, now: Date): Promise<Report> {
  const problems = (await openProblems(deps, now)).sort(
    (a, b) => b.overdueDays - a.overdueDays || b.ticket.returns - a.ticket.returns,
  );
  const shown = problems.slice(0, MOST);
  const { repeated } = await summaryOf(deps, monthAt(now), now);
  const common = repeated.filter(
    ({ kind, enterprises }) => kind === 'place' && enterprises >= DECISION.enterprises,
  );
  const blocks = await Promise.all(shown.map((problem) => problemBlocks(deps, problem, now)));
  return {
    title: words.title(district),
    subtitle: words.asOf(beijingText(now, now)),
    sections: [
      { title: words.overview, blocks: overview(problems, common.length) },
      {
        title: words.problems,
        blocks: [
          ...(shown.length === 0 ? [text(words.none)] : blocks.flat()),
          ...(problems.length > MOST ? [text(words.more(problems.length - MOST))] : []),
        ],
      },
      {
        title: words.common,
        blocks:
          common.length === 0
            ? [text(words.none)]
            : common.map((row) => text(words.commonLine(row.name, row.category, row.enterprises, row.total))),
      },
    ],
    notes: [words.rule(DECISION.overdueDays, DECISION.returns, DECISION.departments, DECISION.enterprises)],
  };
}

async function openProblems({ db, rules }: SummaryDeps, now: Date): Promise<Problem[]> {
  const rows = await db
    .select()
    .from(tickets)
    .where(
      and(
        inArray(tickets.state, [...OPEN_STATES]),
        or(
          sql`${tickets.resolveDueAt} <= ${now.getTime() - DECISION.overdueDays * DAY_MS}`,
          gte(tickets.returns, DECISION.returns),
          sql`json_array_length(${tickets.supporting}) >= ${DECISION.departments - 1}`,
        ),
      ),
    )
    .orderBy(desc(tickets.createdAt));
  return rows
    .map((ticket) => {
      const { resolveDueAt, state } = ticket;
      const runs = resolveDueAt !== null && state !== 'awaiting_enterprise' && resolveDueAt < now;
      const overdueDays = runs
        ? Math.floor(workingTimeBetween(rules.calendar, resolveDueAt, now) / WORKDAY_MS)
        : 0;
      const reasons: Reason[] = [];
      if (overdueDays >= DECISION.overdueDays) reasons.push('overdue');
      if (ticket.returns >= DECISION.returns) reasons.push('returned');
      if (ticket.supporting.length + 1 >= DECISION.departments) reasons.push('departments');
      return { ticket, overdueDays, reasons };
    })
    .filter(({ reasons }) => reasons.length > 0);
}

function overview(problems: readonly Problem[], common: number): Block[] {
  const count = (reason: Reason) => problems.filter(({ reasons }) => reasons.includes(reason)).length;
  return [
    text(words.sentence(problems.length, common)),
    {
      type: 'table',
      caption: words.overview,
      columns: [
        { title: words.reason, width: 12 },
        { title: words.count, width: 4, align: 'center' },
      ],
      rows: [
        [words.reasons.overdue, count('overdue')],
        [words.reasons.returned, count('returned')],
        [words.reasons.departments, count('departments')],
        [words.reasons.common, common],
      ],
    },
  ];
}

async function problemBlocks(
  { db, rules }: SummaryDeps,
  { ticket, overdueDays, reasons }: Problem,
  now: Date,
): Promise<Block[]> {
  const history = (await getHistory(db, ticket.id)).map((entry) => historyLine(entry, now));
  const category = rules.categories.get(ticket.category) ?? ticket.category;
  const departments = [nameOfDepartment(ticket.leadDepartment), ...ticket.supporting].join('、');
  return [
    { type: 'heading', text: `${ticket.enterpriseName}:${category}` },
    text(maskPhones(ticket.description)),
    {
      type: 'table',
      caption: '',
      columns: [
        { title: words.item, width: 5, align: 'center' },
        { title: words.content, width: 21 },
      ],
      rows: [
        [words.number, ticket.number],
        [words.why, reasons.map((reason) => words.reasonOf(reason, overdueDays, ticket.returns)).join(';')],
        [words.departments, departments],
        [words.state, STATE_NAMES[ticket.state]],
        [
          words.history,
          history
            .slice(-STEPS)
            .map(({ time, who, what, note }) => `${time} ${who}${what}${note ? `:${note}` : ''}`)
            .join('\n'),
        ],
        [words.decision, ''],
      ],
    },
  ];
}

const text = (content: string): Block => ({ type: 'text', text: content });

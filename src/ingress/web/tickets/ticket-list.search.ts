import { z } from 'zod';
import { InvalidInput } from '#shared/errors.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { LIVE_STATES, type TicketFilter } from '#tickets/tickets.search.ts';
import { TICKET_STATES } from '#tickets/tickets.types.ts';
import type { TicketListQuery } from './ticket-pages.ts';

const blank = (value: unknown) => (value === '' ? undefined : value);
const flag = z.preprocess((value) => value === '1', z.boolean());

const searchSchema = z.object({
  q: z.preprocess(blank, z.string().trim().max(60).optional()),
  state: z.preprocess(blank, z.enum(['live', 'all', ...TICKET_STATES]).default('live')),
  category: z.preprocess(blank, z.string().max(40).optional()),
  department: z.preprocess(blank, z.string().max(60).optional()),
  enterprise: z.preprocess(blank, z.string().max(60).optional()),
  overdue: flag,
  urgent: flag,
  page: z.preprocess(blank, z.coerce.number().int().min(1).max(50_000).default(1)),
  /** A figure of a summary, and which summary. */
  figure: z.preprocess(blank, z.string().max(120).optional()),
  span: z.preprocess(blank, z.string().max(20).optional()),
});

export type ListSearch = z.output<typeof searchSchema> & {
  /** The same search on another page, as the query of an address. */
  queryFor(page: number): string;
};

/** What an address asks for. @throws InvalidInput */
export function readSearch(query: Record<string, string>): ListSearch {
  const checked = searchSchema.safeParse(query);
  if (!checked.success) throw new InvalidInput('console.search', consoleTexts.errors.badSearch);
  const kept = Object.entries(query).filter(([name, value]) => name !== 'page' && value !== '');
  return {
    ...checked.data,
    queryFor: (page) => new URLSearchParams([...kept, ['page', String(page)]]).toString(),
  };
}

export function queryOf(search: ListSearch, now: Date): TicketListQuery {
  const { state } = search;
  const ended = state === 'closed' || state === 'cancelled' || state === 'merged' ? state : undefined;
  const states = state === 'live' ? LIVE_STATES : state === 'all' || ended ? undefined : [state];
  const filter: TicketFilter = {
    ...(search.category ? { category: search.category } : {}),
    ...(search.department ? { leadDepartments: [search.department] } : {}),
    ...(search.enterprise ? { enterpriseId: search.enterprise } : {}),
    ...(search.overdue ? { overdueAt: now } : {}),
    ...(search.urgent ? { urgent: true } : {}),
    ...(states ? { states } : {}),
  };
  return {
    filter,
    ...(search.q ? { text: search.q } : {}),
    ...(ended ? { ended } : {}),
    order: states ? 'due' : 'newest',
    page: search.page,
  };
}

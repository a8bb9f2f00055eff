import type { Context } from 'hono';
import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { page } from '#ingress/web/pages/layout.tsx';
import { Conflict, Forbidden, InvalidInput, NotFound } from '#shared/errors.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { actionRule, isActionCode } from '#tickets/tickets.lifecycle.ts';
import { getTicket } from '#tickets/tickets.store.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';
import { actFromConsole } from './act.ts';
import type { Filled } from './action-form.tsx';
import { serveAttachment } from './attachment.ts';
import { showFigure } from './figure-list.tsx';
import { TicketPage } from './ticket.page.tsx';
import { attachmentOf, ticketPageFacts, visibleTicket } from './ticket-facts.ts';
import { TicketListView } from './ticket-list.page.tsx';
import { queryOf, readSearch } from './ticket-list.search.ts';
import { ticketListPage } from './ticket-pages.ts';

/** Tickets: the list, one of them, what can be done with it, its attachments. */
export function ticketRoutes(deps: ConsoleDeps): ConsoleRoute[] {
  const { db, district } = deps;
  const { rules } = district;
  const departments = district.departments.units.map((unit) => unit.name);

  async function list(c: Context, visitor: Visitor) {
    const search = readSearch(c.req.query());
    if (search.figure !== undefined) return showFigure(c, deps, visitor, search);
    const found = await ticketListPage(db, visitor.facts, queryOf(search, visitor.now));
    return page(c, <TicketListView {...{ visitor, rules, departments, search }} list={found} />);
  }

  async function show(
    c: Context,
    visitor: Visitor,
    ticket: Ticket,
    { done = null, filled = null, status = 200 }: Shown = {},
  ) {
    const facts = await ticketPageFacts(db, rules, ticket, visitor);
    return page(c, <TicketPage {...facts} {...{ visitor, rules, departments, done, filled }} />, status);
  }

  async function act(c: Context, visitor: Visitor) {
    const ticket = await visibleTicket(db, c.req.param('number') ?? '', visitor);
    const code = c.req.param('code') ?? '';
    if (!isActionCode(code)) throw new NotFound('console.action', consoleTexts.errors.notFound);
    const { csrf: _csrf, version, ...form } = await c.req.parseBody({ all: true });
    const input = valuesOf(code, form);
    try {
      const asked = { ticket, action: code, input, version: Number(version), visitor };
      const done = await actFromConsole(db, rules, asked);
      deps.onCommitted();
      return c.redirect(`/console/tickets/${ticket.number}?done=${done}`, 303);
    } catch (error) {
      const status = statusOf(error);
      if (!status) throw error;
      const fresh = (await getTicket(db, ticket.id)) ?? ticket;
      const filled: Filled = { action: code, message: (error as Error).message, values: input };
      return show(c, visitor, fresh, { filled, status });
    }
  }

  return [
    { method: 'GET', path: '/tickets', access: 'everybody', handle: list },
    {
      method: 'GET',
      path: '/tickets/:number',
      access: 'everybody',
      handle: async (c, visitor) => {
        const ticket = await visibleTicket(db, c.req.param('number') ?? '', visitor);
        const code = c.req.query('done') ?? '';
        return show(c, visitor, ticket, { done: isActionCode(code) ? actionRule(code).label : null });
      },
    },
    { method: 'POST', path: '/tickets/:number/actions/:code', access: 'everybody', handle: act },
    {
      method: 'GET',
      path: '/tickets/:number/attachments/:id',
      access: 'everybody',
      handle: async (c, visitor) => {
        const ticket = await visibleTicket(db, c.req.param('number') ?? '', visitor);
        return serveAttachment(deps, await attachmentOf(db, ticket, c.req.param('id') ?? ''));
      },
    },
  ];
}

interface Shown {
  done?: string | null;
  filled?: Filled | null;
  status?: 200 | 400 | 403 | 409;
}

/** A form's fields as the action table names them; a list stays a list when one box is ticked. */
function valuesOf(code: Parameters<typeof actionRule>[0], form: Record<string, unknown>): Filled['values'] {
  const values: Record<string, string | string[]> = {};
  for (const { name, kind } of actionRule(code).fields) {
    const given = [form[name]].flat().filter((value) => typeof value === 'string');
    const [first] = given;
    if (first !== undefined) values[name] = kind === 'departments' ? given : first;
  }
  return values;
}

/** What is shown on the ticket's own page; anything else is an error of its own. */
function statusOf(error: unknown): 400 | 403 | 409 | null {
  if (error instanceof InvalidInput) return 400;
  if (error instanceof Forbidden) return 403;
  return error instanceof Conflict ? 409 : null;
}

import type { Departments } from '#directory/directory.departments.ts';
import type { Payload } from '#outbox/outbox.types.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import type { Field, TicketRole, TicketRules } from '#tickets/tickets.action-rule.ts';
import { type ActionCode, availableActions } from '#tickets/tickets.lifecycle.ts';
import type { HistoryEntry, Ticket } from '#tickets/tickets.tables.ts';
import { type TicketView, ticketView } from '#tickets/tickets.view.ts';
import type { LiveTicket } from './payloads.ts';

/** What everybody in a chat may take for granted of its readers: a press is checked by who pressed. */
function rolesOf(ticket: Ticket, card: Pick<LiveTicket, 'audience' | 'department'>): TicketRole[] {
  switch (card.audience) {
    case 'enterprise':
      return ['enterprise', 'commissioner'];
    case 'dispatcher':
      return ['dispatcher'];
    case 'leader':
      return ['leader'];
    case 'department':
      if (card.department === ticket.leadDepartment) return ['lead-department'];
      return ticket.supporting.includes(card.department ?? '') ? ['supporting-department'] : [];
  }
}

/** The actions that a card of this audience offers now. */
export function actionsOn(
  ticket: Ticket,
  card: Pick<LiveTicket, 'audience' | 'department'>,
  rules: TicketRules,
  now: Date,
): ActionCode[] {
  return availableActions(ticket, { now, rules, actor: cardReader(ticket, card) });
}

function cardReader(ticket: Ticket, card: Pick<LiveTicket, 'audience' | 'department'>) {
  const departments = card.department ? [card.department] : [];
  return { openId: null, name: '', roles: rolesOf(ticket, card), departments };
}

const FEW_ACTIONS = 3;

/** Where an unsure ticket could go, as buttons for the dispatcher; what is no unit that takes tickets is left out. */
function suggestionsOf(ticket: Ticket, view: TicketView, card: LiveTicket) {
  if (card.audience !== 'dispatcher' || ticket.state !== 'pending_dispatch') return [];
  return view.candidates.map((label, index) => ({ label: ticketTexts.card.suggestion(label), index }));
}

export interface TicketCardDeps {
  rules: TicketRules;
  departments: Departments;
  now: Date;
  /** How many images and files are kept with it. */
  attachments?: number;
}

/** The card of a ticket as it stands now, for one audience. */
export function ticketCardPayload(
  { rules, departments, now, attachments = 0 }: TicketCardDeps,
  ticket: Ticket,
  history: readonly HistoryEntry[],
  card: LiveTicket,
): Payload {
  const view = ticketView(ticket, history, {
    ...{ now, rules, actor: cardReader(ticket, card) },
    unmasked: card.reader !== undefined && card.reader === ticket.handlerOpenId,
  });
  return {
    kind: 'ticket',
    v: 1,
    data: {
      ...factsOf(view, card.department),
      version: view.version,
      attachments,
      ...(card.headline && (card.version ?? view.version) === view.version
        ? { headline: card.headline }
        : {}),
      request: card.audience === 'dispatcher' || card.audience === 'department' ? view.request : null,
      suggestions: suggestionsOf(ticket, view, card),
      actions: view.actions.map((action) => ({
        ...action,
        // Few actions stand side by side, whichever they are.
        seldom: action.seldom && view.actions.length > FEW_ACTIONS,
        fields: action.fields.map((field) => cardField(field, rules, departments)),
      })),
    },
  };
}

/** The answer to 到哪一步了. */
export function ticketStatusPayload(
  { rules, now }: Pick<TicketCardDeps, 'rules' | 'now'>,
  ticket: Ticket,
  history: readonly HistoryEntry[],
): Payload {
  const view = ticketView(ticket, history, { now, rules, actor: { openId: null, name: '', roles: [] } });
  const lines = view.history.map(({ time, who, what, note }) => ({ at: time, who, what, note }));
  return { kind: 'ticket-status', v: 1, data: { ...factsOf(view), history: lines } };
}

/** Several tickets in short, as rows of a list. */
export function ticketRows(
  { rules, now }: Pick<TicketCardDeps, 'rules' | 'now'>,
  tickets: readonly Ticket[],
) {
  return tickets.map((ticket) => {
    const view = ticketView(ticket, [], { now, rules, actor: { openId: null, name: '', roles: [] } });
    const { id, number, enterprise, category, urgent, overdue, description } = view;
    const due = view.due === '—' ? null : view.due;
    return { id, number, enterprise, category, urgent, overdue, description, state: view.stateName, due };
  });
}

/** A supporting department's limit is shown to that department; to the others it is the lead's affair. */
function factsOf(view: TicketView, department?: string) {
  const limits = view.limits.filter(
    ({ label }) => !view.supporting.some((name) => label.startsWith(name) && name !== department),
  );
  const { number, urgent, enterprise, category, description, supporting, handler, reporter } = view;
  return {
    ticketId: view.id,
    state: { code: view.state, label: view.stateName },
    ...{ number, urgent, enterprise, category, description, supporting, handler, reporter },
    lead: view.lead === '—' ? null : view.lead,
    due: limits.map(({ label, text, overdue }) => ({ label, at: text, overdue })),
    lastStep: view.lastStep,
    nextStep: view.nextStep,
  };
}

function cardField(field: Field, rules: TicketRules, departments: Departments) {
  const { name, label, required } = field;
  switch (field.kind) {
    case 'text':
      return { name, label, required, kind: 'text', placeholder: field.placeholder };
    case 'ticket':
      return { name, label, required, kind: 'text' };
    case 'date':
      return { name, label, required, kind: 'date' };
    case 'choice':
      return { name, label, required, kind: 'select', options: field.options };
    case 'category': {
      const options = [...rules.categories].map(([value, text]) => ({ value, label: text }));
      return { name, label, required, kind: 'select', options };
    }
    case 'department':
    case 'departments': {
      const options = departments.units.map((unit) => ({ value: unit.name, label: unit.name }));
      const kind = field.kind === 'department' ? 'select' : 'multi-select';
      return { name, label, required, kind, options };
    }
  }
}

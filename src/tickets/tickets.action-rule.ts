import type { WorkCalendar } from './tickets.calendar.ts';
import type { ServiceStandards } from './tickets.standards.ts';
import type { Ticket } from './tickets.tables.ts';
import type { ClockKind, TicketState } from './tickets.types.ts';

/** What a person is to one ticket. `former-department` returned it: it may look, not act. */
export const TICKET_ROLES = {
  enterprise: '企业',
  commissioner: '服务专员',
  'lead-department': '主办单位经办人',
  'supporting-department': '协办单位经办人',
  'former-department': '原承办单位经办人',
  dispatcher: '派单员',
  leader: '分管领导',
  system: '系统',
} as const;
export type TicketRole = keyof typeof TICKET_ROLES;

/** Who acts. `openId` null is the system itself. */
export interface Actor {
  openId: string | null;
  name: string;
  roles: readonly TicketRole[];
  /** The departments they handle for: tells which supporting department answers. */
  departments?: readonly string[];
}

export const SYSTEM: Actor = { openId: null, name: '系统', roles: ['system'] };

/** One input of an action's form. `note` is always the free text that goes into the history. */
export type Field =
  | { name: 'note'; kind: 'text'; label: string; required: boolean; placeholder?: string }
  | {
      name: string;
      kind: 'department' | 'departments' | 'category' | 'date' | 'ticket';
      label: string;
      required: boolean;
    }
  | { name: string; kind: 'choice'; label: string; required: boolean; options: readonly Option[] };

export interface Option {
  value: string;
  label: string;
}

/** A form's checked values; what was left empty is absent. */
export type ActionInput = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the rules need to know beside the ticket. */
export interface TicketRules {
  calendar: WorkCalendar;
  standards: ServiceStandards;
  /** Category code → 名称. */
  categories: ReadonlyMap<string, string>;
  /** Whether a department of that name takes tickets. */
  isDepartment(name: string): boolean;
}

export interface ActionContext {
  now: Date;
  actor: Actor;
  rules: TicketRules;
}

/** The context with what was filled in, and what it refers to. */
export interface InputContext extends ActionContext {
  input: ActionInput;
  /** The ticket that a `ticket` field names. */
  other: Ticket | null;
  /** How many tickets were merged into this one. */
  followers: number;
}

/** Whom a notice goes to; the caller knows their chats. */
export type Audience =
  | 'enterprise'
  | 'commissioner'
  | 'department'
  | 'supporting'
  | 'handler'
  | 'head'
  | 'dispatcher'
  | 'leaders';

export interface NoticeRule {
  to: Audience;
  /** What they are told; null for nothing this time. */
  text(change: Change): string | null;
  /** The department that is meant, where it is not the one in charge afterwards. */
  department?(change: Change): string | null;
}

export interface Change extends InputContext {
  before: Ticket | null;
  after: Ticket;
}

/** Somebody to tell, in words that are ready to be sent. */
export interface Notice {
  audience: Audience;
  ticketId: string;
  number: string;
  /** The department, where the audience is one, its handler or its head; each supporting one has a notice of its own. */
  department: string | null;
  text: string;
}

/** The fields that an action changes. */
export type TicketChanges = Partial<
  Omit<Ticket, 'id' | 'day' | 'seq' | 'number' | 'createdAt' | 'state' | 'version'>
>;

/** One way a ticket can move. Buttons, forms, permissions, history wording and the documents come from these. */
export interface ActionRule {
  /** What a button says: 签收. */
  label: string;
  /** What the history says: 签收. After 已由李强…. */
  past: string;
  /** What it does, for the documents. */
  about: string;
  /** Whether it stands behind 更多操作 on a card with many actions. */
  seldom?(ticket: Ticket): boolean;
  /** Empty for the entry that begins a ticket. */
  from: readonly TicketState[];
  to: TicketState | 'same';
  who: readonly TicketRole[];
  style: 'primary' | 'default' | 'danger';
  fields: readonly Field[];
  /** The clock whose work this does; other clocks that it stops fall away. */
  fulfils?: ClockKind;
  /** Why it cannot be done now, before anything is filled in; null where it can. */
  guard?(ticket: Ticket, context: ActionContext): string | null;
  /** Why what was filled in cannot be. */
  check?(ticket: Ticket, context: InputContext): string | null;
  /** Another action that this input means: 不满意 while confirming is a dispute. */
  instead?(input: ActionInput): string | null;
  effect(ticket: Ticket, context: InputContext): TicketChanges;
  notices: readonly NoticeRule[];
}

/** Keeps the codes of a table as literal types while checking each rule. */
export function defineActions<Code extends string>(
  rules: Record<Code, ActionRule>,
): Record<Code, ActionRule> {
  return rules;
}

/** A text of a form, `''` where it was left empty. */
export function textOf(input: ActionInput, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value : '';
}

export function listOf(input: ActionInput, name: string): string[] | undefined {
  const value = input[name];
  return Array.isArray(value) ? [...value] : undefined;
}

import type { Database, Statement } from '#database/database.ts';
import { atBeijing, beijingDay } from '#shared/beijing.ts';
import { newId } from '#shared/ids.ts';
import { statementsOf } from './act-on-ticket.ts';
import { BLANK_TICKET } from './open-tickets.ts';
import { type Actor, SYSTEM, type TicketRules } from './tickets.action-rule.ts';
import { SATISFACTION_OPTIONS } from './tickets.actions-end.ts';
import { beginReminders } from './tickets.ledger-reminders.ts';
import { type ActionCode, type Applied, applyAction, beginTicket } from './tickets.lifecycle.ts';
import { formatNumber } from './tickets.number.ts';
import { findTickets, insertTicket, nextSeq } from './tickets.store.ts';
import type { Ticket } from './tickets.tables.ts';
import type { DraftEnterprise } from './tickets.types.ts';

/** A row of an old ledger, its words already looked up in directory, categories and departments. */
export interface LedgerRow {
  enterprise: DraftEnterprise;
  category: string;
  description: string;
  urgent: boolean;
  reporter: string;
  lead: string | null;
  supporting: string[];
  handler: string;
  loggedAt: Date;
  assignedAt: Date | null;
  signedAt: Date | null;
  resolvedAt: Date | null;
  /** What the ledger says of its end. */
  ended: boolean;
  /** Withdrawn, or recorded twice. */
  cancelled: boolean;
  closedAt: Date | null;
  result: string;
  satisfaction: string;
}

export interface LedgerImport {
  /** To be committed in one batch. */
  statements: Statement[];
  tickets: Ticket[];
  /** Rows that are there already: the same enterprise, words and time. */
  known: number;
}

/**
 * Brings old rows in as tickets, through the same actions as everything else, each at the time that the ledger gives:
 * so their history can be read and counted like any other's. Bringing in the same again adds nothing. What was ended
 * less than the time for confirming ago still waits for it.
 */
export async function importLedger(
  db: Database,
  rows: readonly LedgerRow[],
  { rules, now }: { rules: TicketRules; now: Date },
): Promise<LedgerImport> {
  const result: LedgerImport = { statements: [], tickets: [], known: 0 };
  const seqs = new Map<string, number>();
  const seen = new Set<string>();
  const inOrder = [...rows].sort((a, b) => a.loggedAt.getTime() - b.loggedAt.getTime());
  for (const row of inOrder) {
    const day = beijingDay(row.loggedAt);
    const key = JSON.stringify([row.enterprise.name, row.description, row.loggedAt]);
    if (seen.has(key) || (await isKnown(db, row))) {
      result.known++;
      continue;
    }
    seen.add(key);
    const seq = seqs.get(day) ?? (await nextSeq(db, day));
    seqs.set(day, seq + 1);
    const steps = stepsOf(row, { day, seq }, { rules, now });
    const [first] = steps;
    const last = steps.at(-1);
    if (!first || !last) continue;
    // The ticket is written as it began; each further step updates it.
    result.statements.push(
      insertTicket(db, first.after),
      ...steps.flatMap((step) => statementsOf(db, step)),
      ...beginReminders(db, steps, { rules, now }),
    );
    result.tickets.push(last.after);
  }
  return result;
}

async function isKnown(db: Database, row: LedgerRow): Promise<boolean> {
  const same = await findTickets(db, { loggedAt: row.loggedAt, limit: 100 });
  return same.some(
    ({ enterpriseName, description }) =>
      enterpriseName === row.enterprise.name && description === row.description,
  );
}

function stepsOf(
  row: LedgerRow,
  { day, seq }: { day: string; seq: number },
  { rules, now }: { rules: TicketRules; now: Date },
): Applied[] {
  const { enterprise, loggedAt } = row;
  const reporter: Actor = { openId: null, name: row.reporter, roles: ['enterprise'] };
  const begun = beginTicket(
    {
      ...{ id: newId(), day, seq, number: formatNumber(day, seq) },
      ...{ draftId: null, draftItem: null, linkedGroup: null },
      ...{ enterpriseId: enterprise.id, enterpriseName: enterprise.name },
      ...{ park: enterprise.park, town: enterprise.town, tier: enterprise.tier },
      ...{ category: row.category, description: row.description, details: {} },
      ...{ urgency: row.urgent ? 'urgent' : 'normal', reporterOpenId: '', reporterName: row.reporter },
      ...{ sourceChatId: '', sourceMessageId: null, createdAt: loggedAt },
      ...BLANK_TICKET,
    },
    { actor: reporter, now: loggedAt, rules },
  );
  const steps = [begun];
  const act = (action: ActionCode, actor: Actor, at: Date | null, input: Record<string, unknown> = {}) => {
    const before = steps.at(-1) ?? begun;
    // A ledger's times need not be in order; a history's are.
    const time = new Date(Math.max((at ?? before.entry.at).getTime(), before.entry.at.getTime()));
    steps.push(applyAction(before.after, { action, actor, input, now: time, rules }));
  };
  if (row.cancelled) {
    act('cancel', reporter, row.closedAt ?? row.resolvedAt, { note: row.result || '(台账记为撤销)' });
    return steps;
  }
  if (row.lead === null) return steps;
  act('dispatch', SYSTEM, row.assignedAt, { department: row.lead, supporting: row.supporting });
  const handler: Actor = {
    ...{ openId: null, name: row.handler || row.lead },
    roles: ['lead-department'],
  };
  if (row.signedAt || row.handler || row.ended) act('accept', handler, row.signedAt);
  if (!row.ended) return steps;
  act('resolve', handler, row.resolvedAt, { note: row.result || '(台账未写明办理结果)' });
  const rating = SATISFACTION_OPTIONS.find(({ label }) => label === row.satisfaction)?.value;
  if (rating === 'satisfied' || rating === 'fair') {
    act('confirm', reporter, row.closedAt, { satisfaction: rating });
    return steps;
  }
  const due = steps.at(-1)?.after.confirmDueAt ?? now;
  const closing = row.closedAt && row.closedAt > due ? row.closedAt : due;
  if (closing <= now) act('default_confirm', SYSTEM, closing);
  return steps;
}

const DATE =
  /^(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?(?:[T\s]*(\d{1,2})[::时](\d{1,2}))?/;
const EXCEL_EPOCH_DAYS = 25_569;

/** A date as ledgers write it, as an instant: `2026-03-01 10:00`, `2026年3月1日`, `2026.3.1`, `20260301`, Excel's days. */
export function ledgerTime(text: string): Date | null {
  const plain = text.normalize('NFKC').trim();
  if (/^\d{5}(?:\.\d+)?$/.test(plain)) {
    const at = new Date((Number(plain) - EXCEL_EPOCH_DAYS) * 86_400_000);
    return atBeijing(at.toISOString().slice(0, 10), at.getUTCHours() || 9, at.getUTCMinutes());
  }
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  const [, year = '', month = '', day = '', hour, minute] = compact ?? DATE.exec(plain) ?? [];
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = Date.parse(`${iso}T00:00:00Z`);
  if (Number.isNaN(parsed) || !new Date(parsed).toISOString().startsWith(iso)) return null;
  return atBeijing(iso, Number(hour ?? 9), Number(minute ?? 0));
}

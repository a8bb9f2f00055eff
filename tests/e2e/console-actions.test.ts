import { and, eq, isNull } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { liveTicket, ticketSubject } from '#conversation/payloads.ts';
import { runBatch } from '#database/database.ts';
import { enqueue } from '#outbox/outbox.store.ts';
import { outboxMessages } from '#outbox/outbox.tables.ts';
import { type ConsoleWorld, openConsole, type Visit } from '#tests/builders/console-world.ts';
import { ticketAttachments } from '#tickets/ticket-attachments.tables.ts';
import { getHistory } from '#tickets/tickets.store.ts';
import { type Ticket, tickets } from '#tickets/tickets.tables.ts';
import type { TicketState } from '#tickets/tickets.types.ts';

const HANDLER = 'ou_sample_jingxin_handler';
const DISPATCHER = 'ou_sample_dispatcher';
const CONTACT = 'ou_sample_contact_xinhong';

async function ticketIn({ db }: ConsoleWorld, state: TicketState, lead: string | null): Promise<Ticket> {
  const [ticket] = await db
    .select()
    .from(tickets)
    .where(
      and(
        eq(tickets.state, state),
        lead === null ? isNull(tickets.leadDepartment) : eq(tickets.leadDepartment, lead),
      ),
    );
  if (!ticket) throw new Error(`no ticket is ${state} at ${lead}`);
  return ticket;
}

const now = async ({ db }: ConsoleWorld, { id }: Ticket) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.id, id));
  if (!row) throw new Error('gone');
  return row;
};

const act = (visit: Visit, ticket: Ticket, action: string, form: Record<string, string | string[]> = {}) =>
  visit.post(`/console/tickets/${ticket.number}/actions/${action}`, {
    version: String(ticket.version),
    ...form,
  });

describe('acting on a ticket in the console', () => {
  it('does what the card does: history, notices and cards drawn anew in one go', async () => {
    const world = await openConsole();
    const ticket = await ticketIn(world, 'assigned', '区经济信息委');
    const card = { target: { type: 'chat', chatId: 'oc_sample_department_jingxin' } as const };
    const payload = liveTicket({ ticketId: ticket.id, audience: 'department', department: '区经济信息委' });
    const sent = enqueue(
      world.db,
      { ...card, payload, subject: ticketSubject(ticket.id) },
      world.clock.now(),
      'the-card',
    );
    await runBatch(world.db, [sent]);
    await world.db
      .update(outboxMessages)
      .set({ state: 'sent', messageId: 'om_card' })
      .where(eq(outboxMessages.id, 'the-card'));
    const before = (await world.db.select().from(outboxMessages)).length;

    const visit = await world.as(HANDLER);
    const page = await (await visit.get(`/console/tickets/${ticket.number}`)).text();
    expect(page).toContain('>签收</button>');
    const answer = await act(visit, ticket, 'accept');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/console/tickets/${ticket.number}?done=accept`);
    const after = await now(world, ticket);
    expect(after).toMatchObject({ state: 'in_progress', handlerOpenId: HANDLER });
    expect((await getHistory(world.db, ticket.id)).at(-1)).toMatchObject({
      action: 'accept',
      actorOpenId: HANDLER,
    });
    const messages = await world.db.select().from(outboxMessages);
    expect(messages.length).toBeGreaterThan(before);
    expect(messages.some(({ target }) => target.type === 'update')).toBe(true);
    expect(world.committed()).toBe(1);
    const told = await (await visit.get(answer.headers.get('location') ?? '')).text();
    expect(told).toContain('签收成功');
    expect(told).not.toContain('>签收</button>');
  });

  it('tells whoever was slower what has happened, keeps their words, and changes nothing', async () => {
    const world = await openConsole();
    const ticket = await ticketIn(world, 'pending_dispatch', null);
    const [first, second] = [await world.as(DISPATCHER), await world.as(DISPATCHER)];
    expect((await act(first, ticket, 'dispatch', { department: '区科技局' })).status).toBe(303);
    const late = await act(second, ticket, 'dispatch', { department: '区商务委', note: '请尽快' });
    expect(late.status).toBe(409);
    const page = await late.text();
    expect(page).toContain(`${ticket.number} 在您打开之后已有新的进展`);
    expect((await now(world, ticket)).leadDepartment).toBe('区科技局');
    expect(world.committed()).toBe(1);
  });

  it('lets one of two at the same moment win', async () => {
    const world = await openConsole();
    const ticket = await ticketIn(world, 'pending_dispatch', null);
    const visits = await Promise.all([1, 2, 3].map(() => world.as(DISPATCHER)));
    const names = ['区科技局', '区商务委', '区教委'];
    const answers = await Promise.all(
      visits.map((visit, i) => act(visit, ticket, 'dispatch', { department: names[i] ?? '' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
    const history = await getHistory(world.db, ticket.id);
    expect(history.filter(({ seq }) => seq > ticket.version)).toHaveLength(1);
  });

  it('shows what is missing in a form, with what was filled in', async () => {
    const world = await openConsole();
    const ticket = await ticketIn(world, 'pending_dispatch', null);
    const visit = await world.as(DISPATCHER);
    const answer = await act(visit, ticket, 'dispatch', { note: '先看现场<b>' });
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('请选择主办单位');
    expect(page).toContain('先看现场&lt;b&gt;');
    expect(page).not.toContain('先看现场<b>');
  });

  it('takes several supporting departments, and refuses a unit that there is not', async () => {
    const world = await openConsole();
    const ticket = await ticketIn(world, 'pending_dispatch', null);
    const visit = await world.as(DISPATCHER);
    expect((await act(visit, ticket, 'dispatch', { department: '没有的单位' })).status).toBe(409);
    const form = { department: '区科技局', supporting: ['区商务委', '区教委'] };
    expect((await act(visit, ticket, 'dispatch', form)).status).toBe(303);
    expect(await now(world, ticket)).toMatchObject({ supporting: ['区商务委', '区教委'] });
  });

  it('refuses who may look but not act, and actions that there are not', async () => {
    const world = await openConsole({ days: 40 });
    const own = await world.db
      .select()
      .from(tickets)
      .where(eq(tickets.enterpriseName, '重庆鑫宏铝业有限公司'));
    const ticket = own.find(({ state }) => state === 'assigned' || state === 'in_progress');
    if (!ticket) throw new Error('the story has none');
    const visit = await world.as(CONTACT);
    const refused = await act(visit, ticket, ticket.state === 'assigned' ? 'accept' : 'resolve', {
      note: 'x',
    });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('须由主办单位经办人操作');
    expect((await act(visit, ticket, 'constructor')).status).toBe(404);
    expect((await now(world, ticket)).version).toBe(ticket.version);
  });
});

describe('what a ticket page shows', () => {
  it('masks phone numbers for everybody but the handler in person', async () => {
    const world = await openConsole();
    const ticket = await ticketIn(world, 'assigned', '区经济信息委');
    await world.db
      .update(tickets)
      .set({
        description: '请打 13812345678 联系',
        handlerOpenId: HANDLER,
        handlerName: '王海峰',
        state: 'in_progress',
      })
      .where(eq(tickets.id, ticket.id));
    const asHandler = await (await (await world.as(HANDLER)).get(`/console/tickets/${ticket.number}`)).text();
    expect(asHandler).toContain('13812345678');
    for (const other of [DISPATCHER, 'ou_sample_leader_gao', 'ou_sample_jingxin_head']) {
      const page = await (await (await world.as(other)).get(`/console/tickets/${ticket.number}`)).text();
      expect(page).toContain('138****5678');
      expect(page).not.toContain('13812345678');
    }
  });

  it('serves attachments of the ticket alone, pictures to look at, all else to save', async () => {
    const contents = new Map([
      ['2026-11/a.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47])],
      ['2026-11/b.docx', new Uint8Array([0x50, 0x4b, 3, 4])],
    ]);
    const world = await openConsole({ attachment: async (path) => contents.get(path) ?? null });
    const ticket = await ticketIn(world, 'assigned', '区经济信息委');
    const other = await ticketIn(world, 'pending_dispatch', null);
    const row = (id: string, ticketId: string, path: string, mime: string, name: string) => ({
      ...{ id, ticketId, path, mime, name, chatId: 'oc', messageId: id, key: id, kind: 'file' as const },
      ...{
        senderOpenId: 'ou',
        at: world.clock.now(),
        state: 'kept' as const,
        nextAttemptAt: world.clock.now(),
        bytes: 4,
      },
    });
    await world.db
      .insert(ticketAttachments)
      .values([
        row('picture', ticket.id, '2026-11/a.png', 'image/png', '现场"1".png'),
        row('paper', ticket.id, '2026-11/b.docx', 'text/html', 'x.html'),
        row('lost', ticket.id, '2026-11/none.png', 'image/png', ''),
        row('foreign', other.id, '2026-11/a.png', 'image/png', ''),
      ]);
    const visit = await world.as(HANDLER);
    const get = (id: string) => visit.get(`/console/tickets/${ticket.number}/attachments/${id}`);
    const picture = await get('picture');
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.headers.get('content-disposition')).toBe(
      "inline; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%221%22.png",
    );
    expect(new Uint8Array(await picture.arrayBuffer())).toEqual(contents.get('2026-11/a.png'));
    const paper = await get('paper');
    expect(paper.headers.get('content-type')).toBe('application/octet-stream');
    expect(paper.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(paper.headers.get('x-content-type-options')).toBe('nosniff');
    for (const id of ['lost', 'foreign', 'none']) expect((await get(id)).status).toBe(404);
    const stranger = await world.as('ou_sample_keji_handler');
    const path = `/console/tickets/${ticket.number}/attachments/picture`;
    expect((await stranger.get(path)).status).toBe(404);
  });
});

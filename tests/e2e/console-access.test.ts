import { and, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { consoleRoutes } from '#ingress/web/console.routes.ts';
import { type ConsoleWorld, openConsole } from '#tests/builders/console-world.ts';
import { tickets } from '#tickets/tickets.tables.ts';

const PEOPLE = {
  contact: 'ou_sample_contact_xinhong',
  otherContact: 'ou_sample_contact_xinyu',
  commissioner: 'ou_sample_commissioner_yang',
  otherCommissioner: 'ou_sample_commissioner_huang',
  handler: 'ou_sample_jingxin_handler',
  otherHandler: 'ou_sample_keji_handler',
  dispatcher: 'ou_sample_dispatcher',
  leader: 'ou_sample_leader_gao',
  administrator: 'ou_sample_administrator',
} as const;
type Role = keyof typeof PEOPLE;
const ROLES = Object.keys(PEOPLE) as Role[];

const EVERYBODY = ROLES;
const OF_THE_TICKET: Role[] = ['contact', 'commissioner', 'handler', 'dispatcher', 'leader'];
const DISTRICT: Role[] = ['dispatcher', 'leader'];
const FIGURES: Role[] = [...DISTRICT, 'administrator'];
const COMMISSIONERS: Role[] = ['commissioner', 'otherCommissioner'];

/** Every route of the console: an address of it, who may come there, and what the others are told. */
const TABLE: Record<string, { at: string; who: Role[]; others: 403 | 404; answer?: number }> = {
  'GET /': { at: '', who: EVERYBODY, others: 403 },
  'GET /queue': { at: '/queue', who: ['dispatcher'], others: 403 },
  'GET /tickets': { at: '/tickets', who: EVERYBODY, others: 403 },
  'GET /tickets/:number': { at: '/tickets/NUMBER', who: OF_THE_TICKET, others: 404 },
  // Whoever sees the ticket is told by the action table what may be done with it: here the form is incomplete.
  'POST /tickets/:number/actions/:code': {
    at: '/tickets/NUMBER/actions/cancel',
    who: OF_THE_TICKET,
    others: 404,
    answer: 409,
  },
  // There is no such attachment: who may look for it and who may not are told the same.
  'GET /tickets/:number/attachments/:id': {
    at: '/tickets/NUMBER/attachments/none',
    who: OF_THE_TICKET,
    others: 404,
    answer: 404,
  },
  'GET /summaries': { at: '/summaries', who: FIGURES, others: 403, answer: 302 },
  'GET /summaries/:span': { at: '/summaries/2026-W47', who: FIGURES, others: 403 },
  // This world makes no files.
  'GET /summaries/:span/files/:format': {
    at: '/summaries/2026-W47/files/docx',
    who: DISTRICT,
    others: 403,
    answer: 404,
  },
  'GET /trends': { at: '/trends', who: FIGURES, others: 403 },
  'GET /enterprises': { at: '/enterprises', who: COMMISSIONERS, others: 403 },
  'GET /directory': { at: '/directory', who: ['administrator'], others: 403 },
  // No file is sent.
  'POST /directory/preview': { at: '/directory/preview', who: ['administrator'], others: 403, answer: 400 },
  'POST /directory/confirm': { at: '/directory/confirm', who: ['administrator'], others: 403, answer: 400 },
  'GET /directory/export/:kind': { at: '/directory/export/csv', who: ['administrator'], others: 403 },
  'GET /directory/template': { at: '/directory/template', who: ['administrator'], others: 403 },
  'GET /knowledge': { at: '/knowledge', who: ['administrator'], others: 403 },
  'POST /knowledge': { at: '/knowledge', who: ['administrator'], others: 403 },
  'GET /standards': { at: '/standards', who: ['administrator'], others: 403 },
  'GET /events': { at: '/events', who: ['administrator'], others: 403 },
  'POST /events/:queue/replay': {
    at: '/events/inbox/replay',
    who: ['administrator'],
    others: 403,
    answer: 303,
  },
  'GET /audit': { at: '/audit', who: ['administrator'], others: 403 },
};

/** A ticket of 鑫宏铝业 that 区经济信息委 leads, alone. */
async function ticketOfContact({ db }: ConsoleWorld) {
  const [ticket] = await db
    .select()
    .from(tickets)
    .where(
      and(eq(tickets.enterpriseName, '重庆鑫宏铝业有限公司'), eq(tickets.leadDepartment, '区经济信息委')),
    );
  if (!ticket) throw new Error('the story has no such ticket');
  return ticket;
}

describe('who may open what in the console', () => {
  it('has an entry in this table for every route', async () => {
    const world = await openConsole({ days: 1 });
    const routes = consoleRoutes(world.deps).map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(TABLE).sort()).toEqual(routes.sort());
  });

  it('serves nothing but what the table names, the way in and the files of pages', async () => {
    const world = await openConsole({ days: 1 });
    const known = new Set(
      Object.keys(TABLE).map((route) => route.replace(/ \/?/, ' /console/').replace(/\/$/, '')),
    );
    const beside = [/\/sign-in/, /\/sign-out$/, /\/assets\/:file$/, /\/console\/\*$/];
    const others = world.console.routes
      .filter(({ method, path }) => !known.has(`${method} ${path}`) && !beside.some((way) => way.test(path)))
      .map(({ method, path }) => `${method} ${path}`);
    expect(others).toEqual([]);
  });

  it('lets each role where the table says, and nobody else', async () => {
    const world = await openConsole({ days: 40 });
    const { number } = await ticketOfContact(world);
    const wrong: string[] = [];
    for (const role of ROLES) {
      const visit = await world.as(PEOPLE[role]);
      for (const [route, { at, who, others, answer = 200 }] of Object.entries(TABLE)) {
        const path = `/console${at.replace('NUMBER', number)}`;
        const { status } = route.startsWith('POST') ? await visit.post(path) : await visit.get(path);
        const wanted = who.includes(role) ? answer : others;
        if (status !== wanted) wrong.push(`${role} ${route}: ${status}, not ${wanted}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('sends those who have not signed in to the way in, for every route', async () => {
    const world = await openConsole({ days: 1 });
    for (const [route, { at }] of Object.entries(TABLE)) {
      const visit = world.browser();
      const path = `/console${at}`;
      const answer = route.startsWith('POST') ? await visit.postFromElsewhere(path) : await visit.get(path);
      expect([302, 303], route).toContain(answer.status);
      expect(answer.headers.get('location'), route).toMatch(/^\/console\/sign-in/);
    }
  });

  it('shows a contact only what is of their enterprise', async () => {
    const world = await openConsole({ days: 40 });
    const visit = await world.as(PEOPLE.contact);
    const all = await world.db.select().from(tickets);
    const seen = new Set<string>();
    for (const path of ['/console', '/console/tickets?state=all', '/console/tickets?state=all&page=2']) {
      const text = await (await visit.get(path)).text();
      for (const [number] of text.matchAll(/T\d{8}-\d{4}/g)) seen.add(number);
    }
    const own = all.filter(({ enterpriseName }) => enterpriseName === '重庆鑫宏铝业有限公司');
    expect([...seen].sort()).toEqual(own.map(({ number }) => number).sort());
    for (const { number } of all.filter((ticket) => !own.includes(ticket)).slice(0, 15)) {
      expect((await visit.get(`/console/tickets/${number}`)).status).toBe(404);
    }
  });

  it('does not widen what is seen by any filter', async () => {
    const world = await openConsole({ days: 40 });
    const visit = await world.as(PEOPLE.otherHandler);
    const others = (await world.db.select().from(tickets)).filter(
      ({ leadDepartment, supporting }) => leadDepartment !== '区科技局' && !supporting.includes('区科技局'),
    );
    const [one] = others;
    const queries = [
      `department=${encodeURIComponent('区经济信息委')}`,
      `enterprise=${one?.enterpriseId}`,
      `q=${one?.number}`,
      'category=energy',
      'overdue=1',
    ];
    for (const query of queries) {
      const text = await (await visit.get(`/console/tickets?state=all&${query}`)).text();
      for (const { number } of others) expect(text, query).not.toContain(`/console/tickets/${number}`);
    }
    expect((await visit.get('/console/tickets?figure=open&span=2026-W47')).status).toBe(403);
  });

  it('links a page only to what its reader may open', async () => {
    const world = await openConsole({ days: 40 });
    for (const role of ROLES) {
      const visit = await world.as(PEOPLE[role]);
      const links = new Set<string>();
      for (const { at } of Object.values(TABLE).slice(0, 3)) {
        const text = await (await visit.get(`/console${at}`)).text();
        for (const [, href = ''] of text.matchAll(/<a [^>]*href="(\/console[^"]*)"/g)) links.add(href);
      }
      for (const href of links) {
        const { status } = await visit.get(href.replaceAll('&amp;', '&'));
        expect([200, 302], `${role} ${href}`).toContain(status);
      }
    }
  });
});

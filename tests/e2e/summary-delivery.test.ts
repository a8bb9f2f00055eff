import mammoth from 'mammoth';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRasteriser } from '#adapters/resvg/rasterise-png.ts';
import { silentLogger } from '#shared/log.ts';
import { createSummaryDelivery } from '#summaries/summaries.delivery.ts';
import { createSummaryDesk } from '#summaries/summaries.desk.ts';
import { ruleNarrator } from '#summaries/summaries.narrator.ts';
import { listSent } from '#summaries/summaries.store.ts';
import { noQuestions } from '#summaries/summaries.test-builders.ts';
import { createCalendar } from '#tickets/tickets.calendar.ts';
import {
  COMMISSIONER,
  CONTACT,
  GROUP,
  LEADER,
  LEADERS,
  openWorld,
  titleOf,
  usePolicy,
  valuesOf,
  type World,
  wordsOf,
} from './conversation-world.ts';

const policy = usePolicy();
const BASE = 'https://yiqi.example.gov.cn';
const reports = { narrate: ruleNarrator, secret: 's3cret', baseUrl: BASE, rasterise: createRasteriser() };
const DAY = 24 * 60;

let world: World;
beforeEach(async () => {
  world = await openWorld(policy(), undefined, { reports });
});

/** Looks as the minute's timer does. @returns what the leaders' chat got */
async function tick() {
  const before = inLeaders().length;
  await world.app.jobs.run();
  await world.idle();
  return inLeaders().slice(before);
}
const inLeaders = () =>
  world.sandbox.store.messagesOf(LEADERS).filter((message) => message.sender.type === 'app');

async function logTicket() {
  const draft = await world.ask(COMMISSIONER, GROUP, '登记:鑫宏铝业 夏季限电,生产线停了,急');
  const enterprise = '重庆鑫宏铝业有限公司';
  await world.press(COMMISSIONER, draft, '提交', { enterprise, ...valuesOf(draft.content) });
}

/** The links of a card's buttons. */
function urlsOf(content: string): URL[] {
  return [...content.matchAll(/"default_url":"([^"]+)"/g)].map(([, url]) => new URL(JSON.parse(`"${url}"`)));
}

describe('the summary handed up', () => {
  it('comes on Monday 09:00, once, and stays as it was sent', async () => {
    await logTicket();
    // Tuesday 2026-11-24 10:00 → Monday 2026-11-30 08:59 → 09:00
    await world.pass(6 * DAY - 61);
    expect((await tick()).map(titleOf)).not.toContain('企业诉求周报');
    await world.pass(1);
    const sent = (await tick()).filter((message) => titleOf(message) === '企业诉求周报');
    expect(sent).toHaveLength(1);
    expect(wordsOf(sent[0] as never)).toContain('新增企业诉求 1 件');
    expect(JSON.stringify(sent[0])).toContain('chart_spec');
    await world.pass(1);
    expect((await tick()).map(titleOf)).not.toContain('企业诉求周报');
    expect((await listSent(world.db)).map(({ id }) => id)).toEqual(['2026-W48']);
    // Asked for later, it is the one that was sent.
    await world.pass(2 * DAY);
    const again = await world.ask(LEADER, LEADERS, '上周');
    expect(wordsOf(again)).toContain('本期已于 11月30日 09:00 报送');
  });

  it('is made up for later in the week where the service was down, and not for a chat that was bound since', async () => {
    expect((await tick()).map(titleOf)).not.toContain('企业诉求周报');
    await world.pass(9 * DAY);
    const titles = (await tick()).map(titleOf).filter((title) => title?.startsWith('企业诉求'));
    expect(titles.sort()).toEqual(['企业诉求周报', '企业诉求月报']);
  });

  it('is sent by one of two machines that look at the same time', async () => {
    await world.pass(6 * DAY);
    const { db } = world;
    const rules = { calendar: createCalendar(), categories: new Map() };
    const clock = { now: () => new Date('2026-11-30T09:00:00+08:00') };
    const machine = () => {
      const desk = createSummaryDesk({ db, rules, questions: noQuestions, district: '江津区', ...reports });
      return createSummaryDelivery({
        db,
        clock,
        desk,
        logger: silentLogger,
        calendar: rules.calendar,
        onCommitted() {},
      });
    };
    await Promise.all([machine().run(), machine().run(), machine().run()]);
    world.app.outbox.wake();
    await world.idle();
    expect(inLeaders().filter((message) => titleOf(message) === '企业诉求周报')).toHaveLength(1);
  });
});

describe('a summary on demand', () => {
  it.each([
    ['周报', '2026年第47周'],
    ['上周', '2026年第47周'],
    ['本周', '2026年第48周'],
    ['10月', '2026年10月'],
    ['月报', '2026年10月'],
    ['给我发一下上周的周报', '2026年第47周'],
    ['上个月用能问题多不多', '2026年10月'],
    ['上周新增和办结了多少件', '2026年第47周'],
  ])('%s', async (text, span) => {
    const reply = await world.ask(LEADER, LEADERS, text);
    expect(JSON.parse(reply.content).header.subtitle.content).toContain(span);
  });

  it('is politely refused to others', async () => {
    expect(wordsOf(await world.ask(CONTACT, GROUP, '周报'))).toContain('仅供分管领导');
    const own = await world.privateChat(CONTACT);
    expect(wordsOf(await world.ask(CONTACT, own, '上周'))).toContain('仅供分管领导');
  });

  it('leaves 本周情况 to the short counts', async () => {
    expect(titleOf(await world.ask(LEADER, LEADERS, '本周情况'))).toBe('本周情况');
  });
});

describe('the files behind a card', () => {
  it('open by the link until it expires; an altered link opens nothing', async () => {
    await logTicket();
    const reply = await world.ask(LEADER, LEADERS, '本周');
    const [page, docx, xlsx] = urlsOf(reply.content);
    expect(page?.href).toBe(`${BASE}/console/summaries/2026-W48`);
    const get = (url: URL | undefined) => world.app.http.request(`${url?.pathname}${url?.search}`);
    const file = await get(docx);
    expect(file.status).toBe(200);
    expect(decodeURIComponent(file.headers.get('content-disposition') ?? '')).toContain(
      '企业诉求周报 2026-W48.docx',
    );
    const { value } = await mammoth.extractRawText({ buffer: Buffer.from(await file.arrayBuffer()) });
    expect(value).toContain('一、总体情况');
    expect((await get(xlsx)).headers.get('content-type')).toContain('spreadsheetml');

    const other = new URL(docx?.href.replace('W48', 'W47') ?? '');
    const altered = await get(other);
    expect(altered.status).toBe(403);
    expect(await altered.text()).toContain('下载链接无效');
    await world.pass(15 * DAY);
    const late = await get(docx);
    expect(late.status).toBe(403);
    expect(await late.text()).toContain('下载链接已过期');
  });
});

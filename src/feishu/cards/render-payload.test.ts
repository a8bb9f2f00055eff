import { describe, expect, it } from 'vitest';
import type { Payload } from '#outbox/outbox.types.ts';
import { InvalidInput } from '#shared/errors.ts';
import { measure } from './check-card.ts';
import { renderPayload } from './render-payload.ts';

const draw = (kind: string, data: unknown): Record<string, unknown> => {
  const payload: Payload = { kind, v: 1, data };
  return renderPayload(payload).content;
};

/** Every string of a card that is the `content` of a component with the tag. */
function contents(value: unknown, tag: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => contents(item, tag));
  if (typeof value !== 'object' || value === null) return [];
  const record = value as Record<string, unknown>;
  const own = record.tag === tag && typeof record.content === 'string' ? [record.content] : [];
  return [...own, ...Object.values(record).flatMap((child) => contents(child, tag))];
}

const clause = (i: number, length: number) => ({
  place: `第${i}条`,
  documentNumber: '某府发〔2026〕1号',
  documentTitle: '某计划',
  quote: `${i}.${'字'.repeat(length)}`,
  departments: ['某局'],
});
const answer = (clauses: unknown[]) => ({ answerId: 'a', question: '问', clauses, departments: ['某局'] });

describe('texts', () => {
  it('are sent as they are', () => {
    const rendered = renderPayload({ kind: 'text', v: 1, data: { text: '您好,2 < 3' } });
    expect(rendered).toEqual({ type: 'text', content: { text: '您好,2 < 3' } });
  });

  it('mention nobody, whatever somebody wrote', () => {
    const { content } = renderPayload({
      kind: 'text',
      v: 1,
      data: { text: '<at user_id="all"></at>[x](http://a.cn)' },
    });
    expect(content.text).not.toMatch(/<\/?[a-z]|\]\(/i);
  });
});

describe('what nobody can draw', () => {
  it.each([
    ['an unknown kind', { kind: 'riddle', v: 1, data: {} }, 'riddle'],
    ['an unknown version', { kind: 'ticket', v: 99, data: {} }, '版本 99'],
    ['data that does not fit', { kind: 'notice', v: 1, data: { title: '标题' } }, 'lines'],
    ['a text without text', { kind: 'text', v: 1, data: {} }, '缺少内容'],
  ])('%s is said clearly', (_name, payload, expected) => {
    expect(() => renderPayload(payload)).toThrow(InvalidInput);
    expect(() => renderPayload(payload)).toThrow(expected);
  });
});

describe('what is too large', () => {
  it('of an answer: the last clauses are left out and counted, none is cut', () => {
    const clauses = Array.from({ length: 40 }, (_, i) => clause(i + 1, 400));
    const card = draw('policy-answer', answer(clauses));
    const shown = contents(card, 'plain_text').filter((content) => /^\d+\.字/.test(content));
    expect(shown.length).toBeGreaterThan(10);
    expect(shown).toEqual(clauses.slice(0, shown.length).map((c) => c.quote));
    expect(contents(card, 'plain_text').join()).toContain(`另有 ${40 - shown.length} 条`);
  });

  it('of an answer: a single clause that is larger than a card is named by count', () => {
    const texts = contents(draw('policy-answer', answer([clause(1, 12_000)])), 'plain_text');
    expect(texts.join()).toContain('另有 1 条');
  });

  it('of a ticket: a long description is shortened, a usual one is not', () => {
    const ticket = (description: string) => ({
      ticketId: 't',
      number: 'T20261124-0001',
      state: { code: 'assigned', label: '待签收' },
      urgent: false,
      enterprise: '某公司',
      category: '用能',
      description,
      lead: '某局',
      version: 1,
    });
    const usual = '字'.repeat(2_000);
    expect(contents(draw('ticket', ticket(usual)), 'plain_text')).toContain(usual);
    const long = contents(draw('ticket', ticket('字'.repeat(20_000))), 'plain_text');
    expect(long).toContain(`${'字'.repeat(2_999)}…`);
  });

  it('of a ticket: where a district has very many units, names are typed instead of chosen', () => {
    const units = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ value: `u${i}`, label: `单位${i}` }));
    const ticket = (count: number) => {
      const department = { name: 'department', kind: 'select', label: '主办单位', required: true };
      const supporting = { name: 'supporting', kind: 'multi-select', label: '协办单位', required: false };
      const fields = [department, supporting].map((field) => ({ ...field, options: units(count) }));
      const actions = [{ code: 'dispatch', label: '派单', style: 'primary', fields }];
      const facts = { ticketId: 't', number: 'T1', state: { code: 'pending_dispatch', label: '待派单' } };
      const words = { enterprise: '某公司', category: '用能', description: '限电', lead: null };
      return JSON.stringify(draw('ticket', { ...facts, ...words, urgent: false, version: 1, actions }));
    };
    expect(ticket(60)).toContain('multi_select_static');
    expect(ticket(120)).not.toContain('multi_select_static');
    expect(ticket(120)).toContain('select_static');
    expect(ticket(300)).not.toContain('select_static');
    expect(ticket(300)).toContain('"name":"department"');
  });

  it('of a draft: five problems with the longest descriptions and many categories still fit', () => {
    const item = {
      category: 'c1',
      urgency: 'normal',
      description: '字'.repeat(1_500),
      lead: '某局',
      due: '明天',
    };
    const categories = Array.from({ length: 30 }, (_, i) => ({ value: `c${i}`, label: `类别${i}` }));
    const draft = { draftId: 'd', state: 'open', enterprise: '某公司', items: Array(5).fill(item) };
    const many = draw('ticket-draft', { ...draft, categories });
    expect(measure(many).fits).toBe(true);
    expect(JSON.stringify(many)).not.toContain('category_0');
    const usual = draw('ticket-draft', { ...draft, categories: categories.slice(0, 16) });
    expect(JSON.stringify(usual)).toContain('category_4');
    expect(JSON.stringify(draw('ticket-draft', { ...draft, state: 'submitted', categories }))).toContain(
      '字…',
    );
  });

  it('of a list, a notice, a history: the counts say what is not shown', () => {
    const row = { number: 'T1', enterprise: '某公司', category: '用能', state: '办理中' };
    expect(JSON.stringify(draw('ticket-list', { tickets: Array(60).fill(row) }))).toContain(
      '共 60 件,显示前 20 件',
    );
    const lines = Array(90).fill('字'.repeat(900));
    expect(JSON.stringify(draw('notice', { title: '标题', lines }))).toContain('另有 60 条');
  });
});

import { describe, expect, it } from 'vitest';
import { card } from './card.ts';
import { CARD_LIMITS, CardRefused, checkCard, measure } from './check-card.ts';
import {
  barChart,
  box,
  button,
  type Element,
  form,
  input,
  markdown,
  row,
  submitButton,
  table,
  text,
} from './elements.ts';

const of = (...elements: Element[]) => card({ title: '标题', template: 'blue', summary: '摘要', elements });
const press = { a: 'x' };
const submit = submitButton('go', '提交', press);
const asked = input({ name: 'note', label: '说明', placeholder: '请填写', required: true });

function problemsOf(candidate: unknown): string {
  try {
    checkCard(candidate);
  } catch (error) {
    expect(error).toBeInstanceOf(CardRefused);
    return (error as CardRefused).problems.join('\n');
  }
  return '';
}

describe('checkCard', () => {
  it('takes a card with everything that we use', () => {
    const good = of(
      markdown('**a**'),
      box([text('原文')]),
      row([button('好', press)]),
      form('f', [asked, row([submit])]),
      table([{ name: 'n', title: '名', type: 'text' }], [{ n: 'a' }]),
      barChart('图', [{ name: 'a', value: 1 }]),
    );
    expect(problemsOf(good)).toBe('');
  });

  const { header: _header, ...headless } = of(text('a'));
  const mini = { tag: 'table', columns: [{ name: 'n', data_type: 'text' }], rows: [] };

  it.each<[string, unknown, string]>([
    ['schema 1.0', { ...of(text('a')), schema: '1.0' }, 'schema'],
    ['no header', headless, 'header'],
    ['an unknown property', of({ ...text('a'), colour: 'red' }), 'colour'],
    ['an unknown tag', of({ tag: 'marquee', content: 'a' }), 'tag'],
    ['the note of 1.0', of({ tag: 'note', elements: [] }), 'tag'],
    ['no elements', of(), 'body.elements'],
    ['an empty text', of(text('')), 'content'],
    [
      'update_multi off',
      { ...of(text('a')), config: { update_multi: false, summary: { content: 'a' } } },
      'update_multi',
    ],
    ['a form in a column', of(box([form('f', [submit])])), 'form 只能放在根节点下'],
    [
      'a form in a form',
      of(form('f', [form('g', [submit]), { ...submit, name: 'other' }])),
      'form 只能放在根节点下',
    ],
    ['a table in a column', of(box([mini])), 'table 只能放在根节点下'],
    ['a form without a submit button', of(form('f', [asked])), '缺少提交按钮'],
    ['a nameless button in a form', of(form('f', [submit, button('x', press)])), '缺少 name'],
    ['the same name twice', of(form('f', [asked, { ...asked }, submit])), 'name「note」重复'],
    ['the same name in two forms', of(form('f', [submit]), form('g', [{ ...submit }])), 'name「go」重复'],
    ['a submit button outside of a form', of(submit), '提交按钮必须在表单内'],
    ['a required input outside of a form', of(asked), 'required 只能用于表单内'],
    [
      'a button that does nothing',
      of({ tag: 'button', text: { tag: 'plain_text', content: 'x' } }),
      'behaviors',
    ],
    ['a row with an unknown column', of({ ...mini, rows: [{ m: 'a' }] }), '未定义的列'],
    ['an element_id that starts with a digit', of({ ...text('a'), element_id: '1a' }), 'element_id'],
    ['an element_id that is too long', of({ ...text('a'), element_id: 'a'.repeat(21) }), 'element_id'],
    [
      'the same element_id twice',
      of({ ...text('a'), element_id: 'a' }, { ...text('b'), element_id: 'a' }),
      'element_id「a」重复',
    ],
    [
      'more than 5 charts',
      of(...Array.from({ length: 6 }, () => barChart('a', [{ name: 'a', value: 1 }]))),
      '图表共 6',
    ],
    ['more than 5 tables', of(...Array.from({ length: 6 }, () => mini)), '表格共 6'],
    ['more than 200 components', of(...Array.from({ length: 100 }, () => text('a'))), '组件共 201'],
    ['more than 30 KB', of(text('字'.repeat(10_000))), '字节共'],
    [
      'columns 6 deep',
      of([1, 2, 3, 4, 5].reduce((inner) => box([inner]), box([text('a')]))),
      '嵌套超过 5 层',
    ],
    [
      'a link to a script',
      of({ ...button('x', press), behaviors: [{ type: 'open_url', default_url: 'javascript:1' }] }),
      'default_url',
    ],
  ])('refuses %s', (_name, candidate, expected) => {
    expect(problemsOf(candidate)).toContain(expected);
  });

  it('never repeats what is written in the card', () => {
    expect(problemsOf(of(text('甲乙丙'.repeat(5_000)), { tag: 'marquee', content: '甲乙丙' }))).not.toContain(
      '甲乙丙',
    );
  });
});

describe('measure', () => {
  it('counts bytes as they are sent, and texts and options as components', () => {
    const small = of(text('企业'));
    expect(measure(small)).toEqual({
      bytes: Buffer.byteLength(JSON.stringify(small)),
      elements: 3,
      fits: true,
    });
    expect(measure(of(text('字'.repeat(CARD_LIMITS.bytes / 3)))).fits).toBe(false);
  });
});

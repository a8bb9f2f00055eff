import { describe, expect, test } from 'vitest';
import { CARD_LIMITS, checkCard } from './card-check.ts';

const text = (content: string) => ({ tag: 'plain_text', content });
const markdown = (content = '内容') => ({ tag: 'markdown', content });
const withElements = (...elements: unknown[]) => ({
  schema: '2.0',
  config: { update_multi: true },
  header: { title: text('标题'), template: 'blue' },
  body: { elements },
});
const submit = (name = 'submit') => ({
  tag: 'button',
  name,
  text: text('提交'),
  form_action_type: 'submit',
  behaviors: [{ type: 'callback', value: { action: 'submit' } }],
});
const form = (...elements: unknown[]) => ({ tag: 'form', name: 'draft', elements: [...elements, submit()] });
const columns = (...elements: unknown[]) => ({
  tag: 'column_set',
  columns: [{ tag: 'column', width: 'weighted', weight: 1, elements }],
});
const chart = { tag: 'chart', chart_spec: { type: 'bar', data: { values: [{ x: 'a', y: 1 }] } } };
const table = {
  tag: 'table',
  columns: [{ name: 'a', display_name: 'A', data_type: 'text' }],
  rows: [{ a: '1' }],
};

describe('good cards', () => {
  test.each([
    [
      'texts',
      withElements(markdown(), { tag: 'div', text: { tag: 'lark_md', content: '**粗**' } }, { tag: 'hr' }),
    ],
    ['columns in columns', withElements(columns(columns(markdown())))],
    [
      'a form with all kinds of fields',
      withElements(
        form(
          {
            tag: 'input',
            name: 'text',
            required: true,
            label: text('说明'),
            input_type: 'multiline_text',
            rows: 3,
          },
          {
            tag: 'select_static',
            name: 'one',
            options: [{ text: text('甲'), value: 'a' }],
            initial_option: 'a',
          },
          { tag: 'multi_select_static', name: 'many', options: [{ text: text('甲'), value: 'a' }] },
          { tag: 'date_picker', name: 'day', initial_date: '2026-11-24' },
          { tag: 'checker', name: 'urgent', text: text('紧急'), checked: false },
          columns(submit('again')),
        ),
      ),
    ],
    [
      'a panel',
      withElements({
        tag: 'collapsible_panel',
        expanded: false,
        header: { title: markdown('**经过**'), icon_position: 'right', icon_expanded_angle: -180 },
        elements: [markdown()],
      }),
    ],
    ['five charts and five tables', withElements(...Array(5).fill(chart), ...Array(5).fill(table))],
    [
      'a button that asks first',
      withElements({
        tag: 'button',
        text: text('退回'),
        type: 'danger',
        confirm: { title: text('退回?'), text: text('需填写原因') },
      }),
    ],
  ])('%s', (_name, card) => {
    expect(checkCard(card)).toBeNull();
  });
});

describe('cards that Feishu refuses', () => {
  test.each([
    ['another version', { ...withElements(markdown()), schema: '1.0' }, 200621, 'schema'],
    ['an unknown property of the card', { ...withElements(), i18n_elements: {} }, 200621, 'i18n_elements'],
    [
      'an unknown property of a component',
      withElements({ ...markdown(), text_color: 'red' }),
      200621,
      'text_color',
    ],
    ['an unknown property deep inside', withElements(columns({ tag: 'hr', color: 'red' })), 200621, 'color'],
    ['a component that does not exist', withElements({ tag: 'textarea' }), 200621, 'elements'],
    [
      'update_multi switched off',
      { ...withElements(), config: { update_multi: false } },
      200621,
      'update_multi',
    ],
    ['a note', withElements({ tag: 'note', elements: [] }), 200861, 'note'],
    ['an action module', withElements(columns({ tag: 'action', actions: [] })), 200861, 'action'],
    [
      'a button with a value outside of behaviors',
      withElements({ tag: 'button', text: text('x'), value: {} }),
      200621,
      'value',
    ],
    [
      'an element_id that is too long',
      withElements({ ...markdown(), element_id: 'a'.repeat(21) }),
      200621,
      'element_id',
    ],
    [
      'an element_id that starts with a digit',
      withElements({ ...markdown(), element_id: '1a' }),
      200621,
      'element_id',
    ],
    [
      'the same element_id twice',
      withElements({ ...markdown(), element_id: 'a' }, { ...markdown(), element_id: 'a' }),
      200621,
      'element_id',
    ],
    ['a form in columns', withElements(columns(form())), 200621, 'form'],
    ['a table in a form', withElements(form(table)), 200621, 'table'],
    ['a field without a name', withElements(form({ tag: 'input' })), 200530, 'input'],
    ['the same name twice', withElements(form({ tag: 'input', name: 'submit' })), 200530, 'button'],
    [
      'a form without a submit button',
      withElements({ tag: 'form', name: 'f', elements: [markdown()] }),
      200621,
      'form',
    ],
    ['a submit button outside of a form', withElements(submit()), 200621, 'button'],
    ['six charts', withElements(...Array(6).fill(chart)), 11310, 'ROOT'],
    ['six tables', withElements(...Array(6).fill(table)), 11310, 'ROOT'],
    ['201 elements', withElements(...Array(200).fill(markdown())), 11310, 'ROOT'],
    [
      'a row with a column that is not declared',
      withElements({ ...table, rows: [{ b: 1 }] }),
      200915,
      'table',
    ],
    ['too many bytes', withElements(markdown('长'.repeat(CARD_LIMITS.bytes / 3))), 230025, 'ROOT'],
    ['no card at all', 'card', 200621, 'ROOT'],
  ])('%s', (_name, card, code, where) => {
    const problem = checkCard(card);
    expect(problem?.code).toBe(code);
    expect(`${problem?.path} ${problem?.message}`).toContain(where);
  });
});

test('199 markdown components and the title are the most that fit', () => {
  expect(checkCard(withElements(...Array(199).fill(markdown())))).toBeNull();
});

test('containers nest five deep', () => {
  const nest = (depth: number): unknown => (depth === 0 ? markdown() : columns(nest(depth - 1)));
  expect(checkCard(withElements(nest(5)))).toBeNull();
  expect(checkCard(withElements(nest(6)))?.code).toBe(11310);
});

import { TICKET_ROLES } from './tickets.action-rule.ts';
import { ACTION_CODES, actionRule, STATE_NAMES } from './tickets.lifecycle.ts';
import { TICKET_STATES } from './tickets.types.ts';

/** The lifecycle as Markdown: a diagram of the states and a table of the actions, from the one table of actions. */
export function lifecycleMarkdown(): string {
  return [
    '# 工单流转',
    '',
    '<!-- 由动作表 src/tickets/tickets.actions-*.ts 生成,请勿手改 -->',
    '',
    '```mermaid',
    lifecycleDiagram(),
    '```',
    '',
    actionTable(),
    '',
  ].join('\n');
}

/** A Mermaid state diagram; what leaves the state as it is stands in the table alone. */
export function lifecycleDiagram(): string {
  const names = TICKET_STATES.map((state) => `  state "${STATE_NAMES[state]}" as ${state}`);
  const arrows = ACTION_CODES.flatMap((code) => {
    const { from, to, label } = actionRule(code);
    if (to === 'same') return [];
    const sources = from.length === 0 ? ['[*]'] : from.filter((state) => state !== to);
    return sources.map((source) => `  ${source} --> ${to}: ${label}`);
  });
  return ['stateDiagram-v2', ...names, ...arrows].join('\n');
}

function actionTable(): string {
  const rows = ACTION_CODES.map((code) => {
    const rule = actionRule(code);
    const from = rule.from.map((state) => STATE_NAMES[state]).join('、') || '(新)';
    const to = rule.to === 'same' ? '不变' : STATE_NAMES[rule.to];
    const who = rule.who.map((role) => TICKET_ROLES[role]).join('、');
    const fields = rule.fields
      .map((field) => (field.required ? field.label : `${field.label}(可不填)`))
      .join('、');
    return `| ${rule.label} | ${from} | ${to} | ${who} | ${fields || '—'} | ${rule.about} |`;
  });
  return ['| 动作 | 从 | 到 | 谁可以 | 需要填写 | 说明 |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import { card, defineCard } from './card.ts';
import { barChart, columns, type Element, markdown, note, table } from './elements.ts';
import { inline } from './escape-markdown.ts';

const words = texts.cards.week;
const ROWS_SHOWN = 40;

const count = z.number().int().nonnegative();
const groupSchema = z.object({ name: z.string(), created: count, open: count, overdue: count });
const schema = z.object({
  /** `11月23日至11月24日` */
  period: z.string(),
  /** When it was counted: `11月24日 09:30`. */
  asOf: z.string(),
  totals: z.object({ created: count, resolved: count, closed: count, open: count, overdue: count }),
  /** In the order in which they are shown. */
  byCategory: z.array(groupSchema),
  byLead: z.array(groupSchema),
  notices: z.array(z.string()).default([]),
});
type Data = z.output<typeof schema>;
type Group = z.output<typeof groupSchema>;

/** The answer to 本周情况: the counts so far. */
export const weekCountsCard = defineCard({
  kind: 'week-counts',
  version: 1,
  schema,
  render: (data) => {
    const { totals } = data;
    return card({
      title: words.title,
      subtitle: data.period,
      template: totals.overdue > 0 ? 'orange' : 'blue',
      summary: `${words.title}:${words.created} ${totals.created},${words.open} ${totals.open},${words.overdue} ${totals.overdue}`,
      elements: [
        columns([
          figure(words.created, totals.created),
          figure(words.resolved, totals.resolved),
          figure(words.closed, totals.closed),
          figure(words.open, totals.open),
          figure(words.overdue, totals.overdue, totals.overdue > 0),
        ]),
        ...chart(data),
        ...groupTable(words.byCategory, words.category, data.byCategory),
        ...groupTable(words.byLead, words.lead, data.byLead),
        ...data.notices.map(note),
        note(words.asOf(data.asOf)),
      ],
    });
  },
});

function figure(label: string, value: number, alarm = false): Element {
  const shown = alarm ? `<font color='red'>${value}</font>` : String(value);
  return { ...markdown(`**${shown}**\n${inline(label)}`), text_align: 'center' };
}

function chart(data: Data): Element[] {
  const values = data.byCategory
    .filter((group) => group.created > 0)
    .map((group) => ({ name: group.name, value: group.created }));
  return values.length > 0 ? [barChart(words.newByCategory, values)] : [note(words.none)];
}

function groupTable(title: string, first: string, groups: readonly Group[]): Element[] {
  if (groups.length === 0) return [];
  const left = groups.length - ROWS_SHOWN;
  return [
    markdown(`**${title}**`),
    table(
      [
        { name: 'name', title: first, type: 'text' },
        { name: 'created', title: words.created, type: 'number' },
        { name: 'open', title: words.open, type: 'number' },
        { name: 'overdue', title: words.overdue, type: 'number' },
      ],
      groups
        .slice(0, ROWS_SHOWN)
        .map(({ name, created, open, overdue }) => ({ name, created, open, overdue })),
    ),
    ...(left > 0 ? [note(texts.cards.more(left))] : []),
  ];
}

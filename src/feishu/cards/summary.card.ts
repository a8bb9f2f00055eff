import { z } from 'zod';
import { reportTexts } from '#texts/report.zh-CN.ts';
import { type Card, card, defineCard, firstThatFits } from './card.ts';
import {
  columns,
  type Element,
  linkButton,
  markdown,
  note,
  panel,
  row,
  seriesChart,
  text,
} from './elements.ts';
import { inline } from './escape-markdown.ts';

const count = z.number().int().nonnegative();
const chartSchema = z.object({
  title: z.string(),
  form: z.enum(['bars', 'lying', 'stacked', 'lines']),
  labels: z.array(z.string()),
  series: z.array(
    z.object({ name: z.string(), color: z.string().regex(/^#[0-9a-f]{6}$/), values: z.array(count) }),
  ),
});
const schema = z.object({
  title: z.string(),
  /** `2026年第47周(11月16日—11月22日)` */
  period: z.string(),
  sentence: z.string(),
  points: z.array(z.string()),
  counts: z.array(z.object({ name: z.string(), now: count, change: z.string(), alarm: z.boolean() })),
  /** What the changes are against: 上周. */
  before: z.string(),
  rates: z.array(z.object({ name: z.string(), value: z.string(), counted: z.string(), change: z.string() })),
  charts: z.array(chartSchema),
  lists: z.array(z.object({ title: z.string(), lines: z.array(z.string()) })),
  links: z.array(z.object({ label: z.string(), url: z.url({ protocol: /^https?$/ }) })),
  notes: z.array(z.string()),
});
type Data = z.output<typeof schema>;

/** The weekly and monthly summary: the sentence, the figures with their change, charts, lists, and where to read on. */
export const summaryCard = defineCard({
  kind: 'summary',
  version: 1,
  schema,
  render: (data) => firstThatFits(drawings(data)),
});

/** The fullest first; then without the lists, and with fewer and fewer charts. */
function* drawings(data: Data): Generator<Card> {
  yield draw(data);
  for (let charts = data.charts.length; charts >= 0; charts--) {
    yield draw({ ...data, charts: data.charts.slice(0, charts), lists: [] });
  }
  yield draw({ ...data, charts: [], lists: [], points: data.points.slice(0, 3) });
}

function draw(data: Data): Card {
  const alarm = data.counts.some((one) => one.alarm);
  return card({
    title: data.title,
    subtitle: data.period,
    template: alarm ? 'orange' : 'blue',
    summary: data.sentence,
    elements: [
      text(data.sentence),
      columns(data.counts.map((one) => figure(one, data.before))),
      ...(data.points.length > 0
        ? [markdown(data.points.map((point) => `- ${inline(point)}`).join('\n'))]
        : []),
      markdown(rateLines(data)),
      ...data.charts.map(seriesChart),
      ...data.lists.map(({ title, lines }) =>
        panel(title, [markdown(lines.map((line) => `- ${inline(line)}`).join('\n'))]),
      ),
      ...(data.links.length > 0
        ? [row(data.links.map(({ label, url }, i) => linkButton(label, url, i === 0)))]
        : []),
      ...data.notes.map(note),
    ],
  });
}

function figure({ name, now, change, alarm }: Data['counts'][number], before: string): Element {
  const shown = alarm ? `<font color='red'>${now}</font>` : String(now);
  const lines = [`**${shown}**`, inline(name), inline(reportTexts.card.against(before, change))];
  return { ...markdown(lines.join('\n')), text_align: 'center' };
}

function rateLines({ rates }: Data): string {
  const words = reportTexts.card;
  return rates
    .map(({ name, value, counted, change }) => {
      const moved = change === reportTexts.none ? '' : `,${change}`;
      const [label, ...rest] = words.rate(name, value, counted, moved).split(' ');
      return `**${inline(label ?? '')}** ${inline(rest.join(' '))}`;
    })
    .join('\n');
}

import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { remember } from '#shared/remember.ts';
import { type ChartData, chartTable } from '#summaries/charts/charts.data.ts';
import { type ChartSize, drawChart } from '#summaries/charts/charts.svg.ts';
import type { FigureRef } from '#summaries/summaries.types.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';

const words = consoleTexts.summary;

/** Opens what a figure counts; null where the reader may not. */
export type FigureLink = (ref: FigureRef) => string | null;

/** A figure that opens the tickets it counts. */
export function Figure({
  value,
  of,
  link,
  label,
}: {
  value: number;
  of: FigureRef;
  link: FigureLink;
  label?: string;
}) {
  const href = value === 0 ? null : link(of);
  if (href === null) return <span>{value}</span>;
  return (
    <a href={href} aria-label={label ? `${label} ${value}` : undefined}>
      {value}
    </a>
  );
}

const NARROW = { width: 560 };
const WIDE = { width: 1080, height: 340 };
/** Drawing takes longer than all the rest of a page; the charts of a few spans are looked at again and again. */
const CHARTS_REMEMBERED = 60;
const drawn = remember(
  ({ data, size }: { data: ChartData; size: ChartSize }) => withoutStyles(drawChart(data, size)),
  CHARTS_REMEMBERED,
);

/** A chart, and its figures as a table for who cannot see it. */
export function Chart({ data, wide }: { data: ChartData; wide?: boolean }) {
  const { columns, rows } = chartTable(data);
  const drawing = raw(drawn({ data, size: wide ? WIDE : NARROW }));
  return (
    <figure class={wide ? 'chart wide-chart' : 'chart'}>
      <figcaption>{data.title}</figcaption>
      {wide ? (
        <section class="drawing" tabindex={0} aria-label={data.title}>
          {drawing}
        </section>
      ) : (
        <div class="drawing">{drawing}</div>
      )}
      <details class="no-print">
        <summary>{words.chartData}</summary>
        <section class="scroll" tabindex={0} aria-label={data.title}>
          <table>
            <caption class="unseen">{data.title}</caption>
            <thead>
              <tr>
                {columns.map((column, index) => (
                  <th scope="col" class={index === 0 ? undefined : 'figure'}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([label, ...values]) => (
                <tr>
                  <th scope="row">{label}</th>
                  {values.map((value) => (
                    <td class="figure">{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  );
}

/** Styles become attributes: the pages allow no inline style, and SVG knows the same properties as attributes. */
function withoutStyles(svg: string): string {
  return svg.replace(/ style="([^"]*)"/g, (_, style: string) =>
    style.replace(
      /\s*([\w-]+)\s*:\s*([^;]+);?/g,
      (_all, name: string, value: string) => ` ${name}="${value}"`,
    ),
  );
}

export interface Column {
  title: string;
  figure?: boolean;
}

/**
 * A plain table of the summary. On a narrow screen it is moved sideways under its first column.
 * @param props.cards for rows that read better one by one: there they become cards
 */
export function DataTable(props: { caption: string; columns: Column[]; rows: Child[][]; cards?: boolean }) {
  const { caption, columns, rows, cards = false } = props;
  if (rows.length === 0) {
    return (
      <p class="quiet">
        {caption}:{words.nothing}
      </p>
    );
  }
  const table = (
    <table class={cards ? 'cards plain' : 'plain'}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, figure }) => (
            <th scope="col" class={figure ? 'figure' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([head, ...cells]) => (
          <tr>
            <th scope="row">{head}</th>
            {cells.map((cell, index) => {
              const column = columns[index + 1];
              return (
                <td data-label={column?.title} class={column?.figure ? 'figure' : undefined}>
                  <span>{cell}</span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
  return cards ? (
    table
  ) : (
    <section class="sideways" tabindex={0} aria-label={caption}>
      {table}
    </section>
  );
}

export function Section({ id, title, children }: { id: string; title: string; children?: Child }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

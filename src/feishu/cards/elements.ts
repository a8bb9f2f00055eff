import { inline } from './escape-markdown.ts';

/** A component of a card. What Feishu takes is checked when the whole card is there: see check-card.ts. */
export interface Element {
  tag: string;
  [property: string]: unknown;
}

/** What a pressed button tells us: `a` says what is wanted. */
export type CallbackValue = { a: string } & Record<string, string | number>;
export type ButtonStyle = 'primary' | 'default' | 'danger';
export interface Choice {
  value: string;
  label: string;
}

/** Feishu takes at most this many characters in an input. */
export const INPUT_MAX = 1000;

const plainText = (content: string) => ({ tag: 'plain_text', content });

/** Markdown. Values within it must have gone through `inline` or `escapeMarkdown`. */
export const markdown = (content: string): Element => ({ tag: 'markdown', content });

/** Text of people or documents, shown character by character: no markup is read in it. */
export const text = (content: string): Element => ({ tag: 'div', text: plainText(content) });

/** Small grey text. */
export const note = (content: string): Element => ({
  tag: 'div',
  text: { ...plainText(content), text_size: 'notation', text_color: 'grey' },
});

export const rule = (): Element => ({ tag: 'hr' });

/** `**label** value` on one line, the value escaped; nothing where there is no value. */
export function fact(label: string, value: string | null | undefined): string[] {
  return value ? [`**${label}** ${inline(value)}`] : [];
}

/** Lines of facts as one component; none where there are no lines. */
export const facts = (lines: readonly string[]): Element[] =>
  lines.length > 0 ? [markdown(lines.join('\n'))] : [];

/** A box with a grey ground, as for a quotation. */
export const box = (elements: readonly Element[]): Element => ({
  tag: 'column_set',
  background_style: 'grey',
  columns: [
    {
      tag: 'column',
      width: 'weighted',
      weight: 1,
      padding: '8px 12px 8px 12px',
      vertical_spacing: '4px',
      elements: [...elements],
    },
  ],
});

/** Components beside each other, as many on a line as fit. */
export const row = (elements: readonly Element[]): Element => ({
  tag: 'column_set',
  flex_mode: 'flow',
  horizontal_spacing: '8px',
  columns: elements.map((element) => ({ tag: 'column', width: 'auto', elements: [element] })),
});

/** Components that are folded away under a title. */
export const panel = (title: string, elements: readonly Element[]): Element => ({
  tag: 'collapsible_panel',
  expanded: false,
  header: {
    title: plainText(title),
    vertical_align: 'center',
    icon: { tag: 'standard_icon', token: 'down-small-ccm_outlined', size: '16px 16px' },
    icon_position: 'follow_text',
    icon_expanded_angle: -180,
  },
  border: { color: 'grey', corner_radius: '5px' },
  padding: '8px 8px 8px 8px',
  vertical_spacing: '8px',
  elements: [...elements],
});

/** A component that takes the room, and a small one at its right. */
export const beside = (wide: Element, small: Element): Element => ({
  tag: 'column_set',
  flex_mode: 'none',
  horizontal_spacing: '8px',
  columns: [
    { tag: 'column', width: 'weighted', weight: 1, elements: [wide] },
    { tag: 'column', width: 'auto', vertical_align: 'center', elements: [small] },
  ],
});

/** Components beside each other in columns of the same width. */
export const columns = (elements: readonly Element[]): Element => ({
  tag: 'column_set',
  flex_mode: 'none',
  horizontal_spacing: '8px',
  columns: elements.map((element) => ({ tag: 'column', width: 'weighted', weight: 1, elements: [element] })),
});

export const button = (label: string, value: CallbackValue, style: ButtonStyle = 'default'): Element => ({
  tag: 'button',
  text: plainText(label),
  type: style,
  behaviors: [{ type: 'callback', value }],
});

/** A button that sends what its form holds. `name` is unique within the card. */
export const submitButton = (
  name: string,
  label: string,
  value: CallbackValue,
  style: ButtonStyle = 'default',
): Element => ({ ...button(label, value, style), name, form_action_type: 'submit' });

export const form = (name: string, elements: readonly Element[]): Element => ({
  tag: 'form',
  name,
  elements: [...elements],
});

interface FieldOptions {
  name: string;
  required: boolean;
  placeholder: string;
}

export const input = (
  options: FieldOptions & { label: string; value?: string; lines?: number },
): Element => ({
  tag: 'input',
  name: options.name,
  required: options.required,
  label: plainText(options.label),
  label_position: 'top',
  placeholder: plainText(options.placeholder),
  width: 'fill',
  max_length: INPUT_MAX,
  ...(options.value ? { default_value: shorten(options.value, INPUT_MAX) } : {}),
  ...(options.lines ? { input_type: 'multiline_text', rows: options.lines } : {}),
});

const choices = (options: readonly Choice[]) =>
  options.map(({ value, label }) => ({ text: plainText(label), value }));

export const select = (
  options: FieldOptions & { options: readonly Choice[]; value?: string | undefined },
): Element => ({
  tag: 'select_static',
  name: options.name,
  required: options.required,
  placeholder: plainText(options.placeholder),
  width: 'fill',
  options: choices(options.options),
  // A value that is not offered would be refused.
  ...(options.options.some((o) => o.value === options.value) ? { initial_option: options.value } : {}),
});

export const multiSelect = (options: FieldOptions & { options: readonly Choice[] }): Element => ({
  tag: 'multi_select_static',
  name: options.name,
  required: options.required,
  placeholder: plainText(options.placeholder),
  width: 'fill',
  options: choices(options.options),
});

export const datePicker = (options: FieldOptions): Element => ({
  tag: 'date_picker',
  name: options.name,
  required: options.required,
  placeholder: plainText(options.placeholder),
  width: 'fill',
});

export type ColumnSpec = { name: string; title: string; type: 'text' | 'number' };

export const table = (
  columnSpecs: readonly ColumnSpec[],
  rows: readonly Record<string, string | number>[],
): Element => ({
  tag: 'table',
  page_size: 10,
  row_height: 'low',
  header_style: { background_style: 'grey', bold: true },
  columns: columnSpecs.map(({ name, title, type }) => ({ name, display_name: title, data_type: type })),
  rows: [...rows],
});

/** A lying bar for each value. */
export const barChart = (title: string, values: readonly { name: string; value: number }[]): Element => ({
  tag: 'chart',
  aspect_ratio: '16:9',
  color_theme: 'brand',
  chart_spec: {
    type: 'bar',
    title: { text: title },
    data: { values: values.map(({ name, value }) => ({ name, value })) },
    direction: 'horizontal',
    xField: 'value',
    yField: 'name',
    label: { visible: true },
  },
});

export interface SeriesChart {
  title: string;
  form: 'bars' | 'lying' | 'stacked' | 'lines';
  labels: readonly string[];
  series: readonly { name: string; color: string; values: readonly number[] }[];
}

/** Bars or lines of one or several series, each figure written at its bar (VChart). */
export function seriesChart({ title, form, labels, series }: SeriesChart): Element {
  const values = labels.flatMap((x, i) =>
    series.map(({ name, values: of }) => ({ x, s: name, y: of[i] ?? 0 })),
  );
  const lying = form === 'lying' || form === 'stacked';
  // Side by side, the series is a second level of the axis.
  const band = form === 'bars' || form === 'lying' ? ['x', 's'] : 'x';
  return {
    tag: 'chart',
    aspect_ratio: labels.length > 8 && lying ? '4:3' : '16:9',
    chart_spec: {
      type: form === 'lines' ? 'line' : 'bar',
      title: { text: title },
      data: { values },
      ...(lying ? { direction: 'horizontal', xField: 'y', yField: band } : { xField: band, yField: 'y' }),
      seriesField: 's',
      ...(form === 'stacked' ? { stack: true } : {}),
      color: series.map(({ color }) => color),
      label: { visible: form !== 'lines' && labels.length <= 16 },
      legends: { visible: series.length > 1, orient: 'bottom' },
    },
  };
}

/** A button that opens a page of our own. */
export const linkButton = (label: string, url: string, primary = false): Element => ({
  tag: 'button',
  text: plainText(label),
  type: primary ? 'primary' : 'default',
  behaviors: [{ type: 'open_url', default_url: url }],
});

/** Mentions people, who are then notified. Only open_ids pass; there is no way to mention everybody. */
export function mentions(openIds: readonly string[]): Element[] {
  const known = openIds.filter((id) => /^ou_\w+$/.test(id));
  return known.length > 0 ? [markdown(known.map((id) => `<at id=${id}></at>`).join(' '))] : [];
}

/** At most `limit` characters, the last one `…` where something was cut; characters beyond the BMP stay whole. */
export function shorten(value: string, limit: number): string {
  if (value.length <= limit) return value;
  const kept = value.slice(0, limit - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

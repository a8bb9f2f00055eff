// @ts-check
import { h, svg } from './dom.js';

/**
 * Charts of a card, drawn from their VChart description: bars, lines, areas, pies; for others a table of the data.
 * @typedef {{ label: string, series: string, value: number }} Point
 */

/** The width to draw for: that of a card, or of a phone. */
const width = () => Math.min(560, Math.max(280, innerWidth - 56));
const HEIGHT = 240;
const COLORS = ['#3370ff', '#14a89d', '#f77f00', '#7f3bf5', '#d6336c', '#5b8c00', '#0095c7', '#a65f00'];

/** @param {Record<string, any>} spec @returns {HTMLElement} */
export function chart(spec) {
  const values = valuesOf(spec.data);
  const title = typeof spec.title?.text === 'string' ? spec.title.text : '';
  colors = Array.isArray(spec.color) ? spec.color.filter((c) => /^#[0-9a-f]{6}$/i.test(c)) : [];
  const drawing = draw(spec, values);
  return h(
    'figure',
    { class: 'chart' },
    title && h('figcaption', {}, title),
    drawing ? drawing.picture : dataTable(values),
    drawing && drawing.names.length > 1 && legend(drawing.names),
  );
}

/** @param {any} data @returns {Record<string, any>[]} */
function valuesOf(data) {
  const sets = Array.isArray(data) ? data : [data];
  return sets.flatMap((set) => (Array.isArray(set?.values) ? set.values : []));
}

/** @param {Record<string, any>} spec @param {Record<string, any>[]} values */
function draw(spec, values) {
  if (values.length === 0) return null;
  if (spec.type === 'pie') {
    const points = pointsOf(values, spec.categoryField, spec.valueField, undefined);
    return { picture: pie(points), names: points.map((p) => `${p.label} ${p.value}`) };
  }
  if (!['bar', 'line', 'area'].includes(spec.type)) return null;
  const lying = spec.type === 'bar' && spec.direction === 'horizontal';
  const labelField = lying ? spec.yField : spec.xField;
  const points = pointsOf(values, labelField, lying ? spec.xField : spec.yField, spec.seriesField);
  const names = unique(points.map((p) => p.series));
  const stacked = spec.stack === true;
  if (lying) return { picture: stacked ? lyingStacks(points, names) : lyingBars(points, names), names };
  return {
    picture: spec.type === 'bar' ? bars(points, names, stacked) : lines(points, names, spec.type === 'area'),
    names,
  };
}

/**
 * @param {Record<string, any>[]} values @param {any} labelField @param {any} valueField @param {any} seriesField
 * @returns {Point[]}
 */
function pointsOf(values, labelField, valueField, seriesField) {
  const label = Array.isArray(labelField) ? labelField[0] : labelField;
  const value = Array.isArray(valueField) ? valueField[0] : valueField;
  return values.map((v) => ({
    label: String(v[label] ?? ''),
    series: seriesField === undefined ? '' : String(v[seriesField] ?? ''),
    value: Number(v[value]) || 0,
  }));
}

/** @template T @param {T[]} items */
const unique = (items) => [...new Set(items)];
/** The chart's own colours go before the theme's. @type {string[]} */
let colors = [];
/** @param {number} i */
const color = (i) => colors[i % colors.length] ?? COLORS[i % COLORS.length];
/** @param {string} text @param {number} length */
const short = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** @param {Point[]} points */
const spoken = (points) => points.map((p) => `${p.label}${p.series && ` ${p.series}`} ${p.value}`).join(',');

/** @param {Point[]} points @param {number} height @param {(Node | boolean)[]} parts */
function picture(points, height, parts) {
  return svg(
    'svg',
    { viewBox: `0 0 ${width()} ${height}`, role: 'img', 'aria-label': `图表:${spoken(points)}` },
    ...parts.filter((part) => part instanceof Node),
  );
}

/** A round number at or above a maximum. @param {number} most */
function niceTop(most) {
  if (most <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 8, 10].map((step) => step * power).find((top) => top >= most) ?? most;
}

const FRAME = { left: 36, right: 8, top: 16, bottom: 28 };

/** `11月16日` and the like. */
const DAY_WIDTH = 60;
/** About, in pixels of the picture. @param {string} text */
const textWidth = (text) => [...text].reduce((sum, c) => sum + (c > '\u2e80' ? 12 : 7), 0);

/** @param {number} top @param {string[]} labels */
function axes(top, labels) {
  const inner = HEIGHT - FRAME.top - FRAME.bottom;
  const step = (width() - FRAME.left - FRAME.right) / labels.length;
  const widest = Math.max(...labels.map(textWidth));
  // Days are left out where they would not fit; names are shortened.
  const every = Math.ceil(widest <= DAY_WIDTH ? (widest + 6) / step : labels.length / 12);
  return [
    ...[0, 1, 2, 3, 4].map((i) => {
      const y = FRAME.top + inner - (inner * i) / 4;
      const value = (top * i) / 4;
      return svg(
        'g',
        {},
        svg('line', { x1: FRAME.left, x2: width() - FRAME.right, y1: y, y2: y, class: 'grid' }),
        svg('text', { x: FRAME.left - 6, y: y + 4, 'text-anchor': 'end' }, String(Number(value.toFixed(1)))),
      );
    }),
    ...labels.map((label, i) =>
      i % every === 0
        ? svg(
            'text',
            { x: FRAME.left + step * (i + 0.5), y: HEIGHT - 8, 'text-anchor': 'middle' },
            widest <= DAY_WIDTH ? label : short(label, Math.max(2, Math.floor((step * every) / 12))),
          )
        : false,
    ),
  ];
}

/** @param {Point[]} points @param {string[]} names @param {boolean} stacked */
function bars(points, names, stacked) {
  const labels = unique(points.map((p) => p.label));
  const sums = labels.map((l) => points.filter((p) => p.label === l).reduce((sum, p) => sum + p.value, 0));
  const top = niceTop(Math.max(...(stacked ? sums : points.map((p) => p.value))));
  const inner = HEIGHT - FRAME.top - FRAME.bottom;
  const step = (width() - FRAME.left - FRAME.right) / labels.length;
  const slots = stacked ? 1 : names.length;
  const thick = Math.min(36, (step * 0.7) / slots);
  const raised = labels.map(() => 0);
  const drawn = points.flatMap((p) => {
    const at = labels.indexOf(p.label);
    const series = names.indexOf(p.series);
    const height = (inner * p.value) / top;
    const x = FRAME.left + step * (at + 0.5) + ((stacked ? 0 : series) - slots / 2) * thick;
    const y = FRAME.top + inner - height - (stacked ? (raised[at] ?? 0) : 0);
    raised[at] = (raised[at] ?? 0) + height;
    const number = !stacked && thick >= 9;
    return [
      svg('rect', { x: x + 1, y, width: thick - 2, height, rx: 2, fill: color(series) }),
      number
        ? svg(
            'text',
            { x: x + thick / 2, y: y - 4, 'text-anchor': 'middle', class: 'number' },
            String(p.value),
          )
        : false,
    ];
  });
  return picture(points, HEIGHT, [...axes(top, labels), ...drawn]);
}

/** @param {Point[]} points @param {string[]} names */
function lyingBars(points, names) {
  const labels = unique(points.map((p) => p.label));
  const left = 132;
  const row = 26 * names.length + 6;
  const most = Math.max(1, ...points.map((p) => p.value));
  const drawn = points.map((p) => {
    const series = names.indexOf(p.series);
    const y = labels.indexOf(p.label) * row + series * 26 + 4;
    const long = ((width() - left - 44) * p.value) / most;
    return svg(
      'g',
      {},
      series === 0 && svg('text', { x: left - 8, y: y + 15, 'text-anchor': 'end' }, short(p.label, 10)),
      svg('rect', { x: left, y, width: Math.max(long, 1), height: 20, rx: 3, fill: color(series) }),
      svg('text', { x: left + long + 6, y: y + 15, class: 'number' }, String(p.value)),
    );
  });
  return picture(points, labels.length * row + 4, drawn);
}

/** Parts of a whole, one after another on a line. @param {Point[]} points @param {string[]} names */
function lyingStacks(points, names) {
  const labels = unique(points.map((p) => p.label));
  const left = 132;
  const sums = labels.map((l) => points.filter((p) => p.label === l).reduce((sum, p) => sum + p.value, 0));
  const scale = (width() - left - 16) / Math.max(1, ...sums);
  const reached = labels.map(() => left);
  const drawn = points.flatMap((p) => {
    const at = labels.indexOf(p.label);
    const y = at * 32 + 4;
    const x = reached[at] ?? left;
    const long = scale * p.value;
    reached[at] = x + long;
    return [
      names.indexOf(p.series) === 0 &&
        svg('text', { x: left - 8, y: y + 15, 'text-anchor': 'end' }, short(p.label, 10)),
      p.value > 0 && svg('rect', { x, y, width: long, height: 20, fill: color(names.indexOf(p.series)) }),
      p.value > 0 &&
        svg(
          'text',
          { x: x + long / 2, y: y + 15, 'text-anchor': 'middle', class: 'number' },
          String(p.value),
        ),
    ];
  });
  return picture(points, labels.length * 32 + 4, drawn);
}

/** @param {Point[]} points @param {string[]} names @param {boolean} filled */
function lines(points, names, filled) {
  const labels = unique(points.map((p) => p.label));
  const top = niceTop(Math.max(...points.map((p) => p.value)));
  const inner = HEIGHT - FRAME.top - FRAME.bottom;
  const step = (width() - FRAME.left - FRAME.right) / labels.length;
  const drawn = names.map((name, series) => {
    const dots = points
      .filter((p) => p.series === name)
      .map((p) => [
        FRAME.left + step * (labels.indexOf(p.label) + 0.5),
        FRAME.top + inner - (inner * p.value) / top,
      ]);
    const path = dots.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x},${y}`).join('');
    const floor = FRAME.top + inner;
    return svg(
      'g',
      {},
      filled === true &&
        svg('path', {
          d: `${path}L${dots.at(-1)?.[0]},${floor}L${dots[0]?.[0]},${floor}Z`,
          fill: color(series),
          opacity: 0.15,
        }),
      svg('path', { d: path, fill: 'none', stroke: color(series), 'stroke-width': 2 }),
      ...dots.map(([x, y]) => svg('circle', { cx: x, cy: y, r: 3, fill: color(series) })),
    );
  });
  return picture(points, HEIGHT, [...axes(top, labels), ...drawn]);
}

/** @param {Point[]} points */
function pie(points) {
  const total = points.reduce((sum, p) => sum + p.value, 0) || 1;
  const [cx, cy, radius] = [width() / 2, 100, 88];
  let turned = -Math.PI / 2;
  const slices = points.map((p, i) => {
    const angle = Math.min((p.value / total) * 2 * Math.PI, 2 * Math.PI - 1e-4);
    const from = `${cx + radius * Math.cos(turned)},${cy + radius * Math.sin(turned)}`;
    turned += angle;
    const to = `${cx + radius * Math.cos(turned)},${cy + radius * Math.sin(turned)}`;
    const large = angle > Math.PI ? 1 : 0;
    return svg('path', {
      d: `M${cx},${cy}L${from}A${radius},${radius} 0 ${large} 1 ${to}Z`,
      fill: color(i),
      class: 'slice',
    });
  });
  return picture(points, 200, slices);
}

/** @param {string[]} names */
function legend(names) {
  return h(
    'ul',
    { class: 'legend' },
    ...names.map((name, i) => {
      const mark = h('span', { class: 'legend-mark', 'aria-hidden': 'true' });
      mark.style.backgroundColor = color(i) ?? '';
      return h('li', {}, mark, name);
    }),
  );
}

/** @param {Record<string, any>[]} values */
function dataTable(values) {
  const columns = unique(values.flatMap((v) => Object.keys(v)));
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      { class: 'card-table' },
      h('thead', {}, h('tr', {}, ...columns.map((c) => h('th', { scope: 'col' }, c)))),
      h(
        'tbody',
        {},
        ...values.map((v) => h('tr', {}, ...columns.map((c) => h('td', {}, String(v[c] ?? ''))))),
      ),
    ),
  );
}

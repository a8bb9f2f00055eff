import { z } from 'zod';
import { chart, div, hr, img, markdown, person, personList, table } from './card-display.schema.ts';
import {
  button,
  checker,
  datePicker,
  datetimePicker,
  input,
  multiSelectPerson,
  multiSelectStatic,
  overflow,
  selectPerson,
  selectStatic,
  timePicker,
} from './card-fields.schema.ts';
import {
  common,
  horizontalAlign,
  icon,
  interactive,
  layout,
  padding,
  panelTitle,
  plainText,
  richText,
  spacing,
  verticalAlign,
} from './card-parts.schema.ts';

/** Cards of JSON 2.0, component by component, from the open platform's pages on each of them. */

const column = z.strictObject({
  tag: z.literal('column'),
  ...common,
  ...layout,
  width: z.string().optional(),
  weight: z.number().int().min(1).max(5).optional(),
  background_style: z.string().optional(),
  get elements() {
    return z.array(element);
  },
});
const columnSet = z.strictObject({
  tag: z.literal('column_set'),
  ...common,
  flex_mode: z.enum(['none', 'stretch', 'flow', 'bisect', 'trisect']).optional(),
  horizontal_spacing: spacing.optional(),
  horizontal_align: horizontalAlign.optional(),
  background_style: z.string().optional(),
  columns: z.array(column),
});
const form = z.strictObject({
  tag: z.literal('form'),
  ...common,
  ...layout,
  name: z.string().min(1),
  get elements() {
    return z.array(element);
  },
});
const interactiveContainer = z.strictObject({
  tag: z.literal('interactive_container'),
  ...interactive,
  ...layout,
  width: z.string().optional(),
  height: z.string().optional(),
  background_style: z.string().optional(),
  has_border: z.boolean().optional(),
  border_color: z.string().optional(),
  corner_radius: z.string().optional(),
  get elements() {
    return z.array(element);
  },
});
const collapsiblePanel = z.strictObject({
  tag: z.literal('collapsible_panel'),
  ...common,
  ...layout,
  expanded: z.boolean().optional(),
  background_color: z.string().optional(),
  border: z.strictObject({ color: z.string().optional(), corner_radius: z.string().optional() }).optional(),
  header: z.strictObject({
    title: panelTitle,
    background_color: z.string().optional(),
    vertical_align: verticalAlign.optional(),
    padding: padding.optional(),
    position: z.enum(['top', 'bottom']).optional(),
    width: z.enum(['fill', 'auto', 'auto_when_fold']).optional(),
    icon: icon.optional(),
    icon_position: z.enum(['left', 'right', 'follow_text']).optional(),
    icon_expanded_angle: z.number().optional(),
  }),
  get elements() {
    return z.array(element);
  },
});

const element: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('tag', [
    markdown,
    div,
    img,
    hr,
    chart,
    table,
    person,
    personList,
    button,
    input,
    selectStatic,
    multiSelectStatic,
    selectPerson,
    multiSelectPerson,
    datePicker,
    timePicker,
    datetimePicker,
    checker,
    overflow,
    columnSet,
    form,
    interactiveContainer,
    collapsiblePanel,
  ]),
);

const TEMPLATES = [
  'blue',
  'wathet',
  'turquoise',
  'green',
  'yellow',
  'orange',
  'red',
  'carmine',
  'violet',
  'purple',
  'indigo',
  'grey',
  'default',
] as const;

/** A whole card. */
export const cardSchema = z.strictObject({
  schema: z.literal('2.0'),
  config: z
    .strictObject({
      update_multi: z.literal(true).optional(),
      streaming_mode: z.boolean().optional(),
      streaming_config: z.looseObject({}).optional(),
      summary: z
        .strictObject({ content: z.string(), i18n_content: z.record(z.string(), z.string()).optional() })
        .optional(),
      locales: z.array(z.string()).optional(),
      enable_forward: z.boolean().optional(),
      enable_forward_interaction: z.boolean().optional(),
      width_mode: z.enum(['default', 'compact', 'fill']).optional(),
      use_custom_translation: z.boolean().optional(),
      style: z
        .strictObject({
          text_size: z.record(z.string(), z.record(z.string(), z.string())).optional(),
          color: z.record(z.string(), z.record(z.string(), z.string())).optional(),
        })
        .optional(),
    })
    .optional(),
  card_link: z
    .strictObject({
      url: z.string().optional(),
      pc_url: z.string().optional(),
      ios_url: z.string().optional(),
      android_url: z.string().optional(),
    })
    .optional(),
  header: z
    .strictObject({
      title: richText,
      subtitle: richText.optional(),
      text_tag_list: z
        .array(z.strictObject({ tag: z.literal('text_tag'), text: plainText, color: z.string().optional() }))
        .optional(),
      template: z.enum(TEMPLATES).optional(),
      icon: icon.optional(),
      padding: padding.optional(),
    })
    .optional(),
  body: z.strictObject({ ...layout, elements: z.array(element) }),
});

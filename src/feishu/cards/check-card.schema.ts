import { z } from 'zod';

/**
 * The part of card JSON 2.0 that our cards use, from the open platform's page on each component. Every object is
 * strict, because Feishu refuses a card for one unknown property. A new component is a new entry here.
 */

const pixels = z.string().regex(/^\d{1,2}px(?: \d{1,2}px){0,3}$/);
const spacing = z.union([pixels, z.enum(['small', 'medium', 'large', 'extra_large'])]);
const horizontal = z.enum(['left', 'center', 'right']);
const vertical = z.enum(['top', 'center', 'bottom']);
const textSize = z.enum([
  'heading',
  'normal',
  'notation',
  'heading-1',
  'heading-2',
  'heading-3',
  'heading-4',
]);
const common = {
  element_id: z
    .string()
    .regex(/^[A-Za-z]\w{0,19}$/)
    .optional(),
  margin: pixels.optional(),
};
const name = z.string().min(1).max(64);

const plainText = z.strictObject({
  tag: z.literal('plain_text'),
  content: z.string(),
  text_size: textSize.optional(),
  text_align: horizontal.optional(),
  text_color: z.enum(['default', 'grey', 'red', 'green', 'orange', 'blue']).optional(),
  lines: z.number().int().positive().optional(),
});
const label = plainText.extend({ content: z.string().min(1) });

const markdown = z.strictObject({
  tag: z.literal('markdown'),
  ...common,
  content: z.string().min(1),
  text_size: textSize.optional(),
  text_align: horizontal.optional(),
});
const div = z.strictObject({ tag: z.literal('div'), ...common, text: label });
const hr = z.strictObject({ tag: z.literal('hr'), ...common });

const callback = z.strictObject({
  type: z.literal('callback'),
  value: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
const openUrl = z.strictObject({ type: z.literal('open_url'), default_url: z.url({ protocol: /^https?$/ }) });

const button = z.strictObject({
  tag: z.literal('button'),
  ...common,
  name: name.optional(),
  text: label,
  type: z.enum(['default', 'primary', 'danger', 'text', 'primary_filled', 'danger_filled']).optional(),
  size: z.enum(['tiny', 'small', 'medium', 'large']).optional(),
  width: z.string().optional(),
  disabled: z.boolean().optional(),
  confirm: z.strictObject({ title: label, text: label }).optional(),
  form_action_type: z.enum(['submit', 'reset']).optional(),
  behaviors: z.array(z.discriminatedUnion('type', [callback, openUrl])).min(1),
});

const field = {
  ...common,
  name,
  required: z.boolean().optional(),
  disabled: z.boolean().optional(),
  placeholder: plainText.optional(),
  width: z.enum(['default', 'fill']).optional(),
};
const inputShape = z.strictObject({
  tag: z.literal('input'),
  ...field,
  label: label.optional(),
  label_position: z.enum(['top', 'left']).optional(),
  default_value: z.string().optional(),
  max_length: z.number().int().min(1).max(1000).optional(),
  input_type: z.enum(['text', 'multiline_text']).optional(),
  rows: z.number().int().positive().optional(),
});
const input = inputShape.refine(
  (value) => (value.default_value?.length ?? 0) <= (value.max_length ?? 1000),
  'default_value 超过 max_length',
);

const options = z
  .array(z.strictObject({ text: label, value: z.string().min(1) }))
  .min(1)
  .refine((list) => new Set(list.map((o) => o.value)).size === list.length, '选项的 value 重复');
const select = z
  .strictObject({ tag: z.literal('select_static'), ...field, options, initial_option: z.string().optional() })
  .refine(
    (value) =>
      value.initial_option === undefined || value.options.some((o) => o.value === value.initial_option),
    'initial_option 不在选项中',
  );
const multiSelect = z.strictObject({ tag: z.literal('multi_select_static'), ...field, options });
const datePicker = z.strictObject({ tag: z.literal('date_picker'), ...field });

const table = z.strictObject({
  tag: z.literal('table'),
  ...common,
  page_size: z.number().int().min(1).max(10).optional(),
  row_height: z.enum(['low', 'middle', 'high']).optional(),
  header_style: z
    .strictObject({ background_style: z.enum(['grey', 'none']), bold: z.boolean().optional() })
    .optional(),
  columns: z
    .array(
      z.strictObject({
        name,
        display_name: z.string().optional(),
        data_type: z.enum(['text', 'number']),
        width: z.string().optional(),
        horizontal_align: horizontal.optional(),
      }),
    )
    .min(1)
    .max(50),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number()]))),
});

const chart = z.strictObject({
  tag: z.literal('chart'),
  ...common,
  aspect_ratio: z.enum(['1:1', '2:1', '4:3', '16:9']).optional(),
  color_theme: z.enum(['brand', 'rainbow', 'complementary', 'converse', 'primary']).optional(),
  preview: z.boolean().optional(),
  height: z.string().optional(),
  chart_spec: z.looseObject({ type: z.string() }),
});

const element: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('tag', [
    markdown,
    div,
    hr,
    button,
    input,
    select,
    multiSelect,
    datePicker,
    table,
    chart,
    columnSet,
    form,
    panel,
  ]),
);
const elements = z.array(element);

const column = z.strictObject({
  tag: z.literal('column'),
  ...common,
  width: z.union([z.enum(['auto', 'weighted']), z.string().regex(/^\d{2,3}px$/)]).optional(),
  weight: z.number().int().min(1).max(5).optional(),
  padding: pixels.optional(),
  vertical_spacing: spacing.optional(),
  vertical_align: vertical.optional(),
  horizontal_align: horizontal.optional(),
  background_style: z.string().optional(),
  elements,
});
const columnSet = z.strictObject({
  tag: z.literal('column_set'),
  ...common,
  flex_mode: z.enum(['none', 'stretch', 'flow', 'bisect', 'trisect']).optional(),
  horizontal_spacing: spacing.optional(),
  background_style: z.string().optional(),
  columns: z.array(column).min(1),
});
const form = z.strictObject({ tag: z.literal('form'), ...common, name, elements: elements.min(1) });

const panel = z.strictObject({
  tag: z.literal('collapsible_panel'),
  ...common,
  expanded: z.boolean().optional(),
  header: z.strictObject({
    title: label,
    vertical_align: vertical.optional(),
    icon: z
      .strictObject({
        tag: z.literal('standard_icon'),
        token: z.string().min(1),
        size: z.string().optional(),
      })
      .optional(),
    icon_position: z.enum(['left', 'right', 'follow_text']).optional(),
    icon_expanded_angle: z.union([z.literal(-180), z.literal(-90), z.literal(90), z.literal(180)]).optional(),
  }),
  border: z.strictObject({ color: z.string().optional(), corner_radius: z.string().optional() }).optional(),
  padding: pixels.optional(),
  vertical_spacing: spacing.optional(),
  elements: elements.min(1),
});

const textTag = z.strictObject({
  tag: z.literal('text_tag'),
  text: label,
  color: z.enum(['neutral', 'blue', 'turquoise', 'orange', 'red', 'green', 'yellow']),
});

/** A whole card. */
export const cardSchema = z.strictObject({
  schema: z.literal('2.0'),
  config: z.strictObject({
    update_multi: z.literal(true),
    streaming_mode: z.literal(true).optional(),
    summary: z.strictObject({ content: z.string().min(1) }),
  }),
  header: z.strictObject({
    title: label,
    subtitle: label.optional(),
    template: z.enum(['blue', 'wathet', 'turquoise', 'green', 'yellow', 'orange', 'red', 'grey']),
    text_tag_list: z.array(textTag).max(3).optional(),
  }),
  body: z.strictObject({ elements: elements.min(1) }),
});

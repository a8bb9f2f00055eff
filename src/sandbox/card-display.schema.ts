import { z } from 'zod';
import { common, horizontalAlign, icon, plainText, richText, verticalAlign } from './card-parts.schema.ts';

/** The components that only show something. */

export const markdown = z.strictObject({
  tag: z.literal('markdown'),
  ...common,
  content: z.string(),
  i18n_content: z.record(z.string(), z.string()).optional(),
  text_align: horizontalAlign.optional(),
  text_size: z.string().optional(),
  icon: icon.optional(),
});

export const div = z.strictObject({
  tag: z.literal('div'),
  ...common,
  width: z.string().optional(),
  text: richText.optional(),
  icon: icon.optional(),
  fields: z.array(z.strictObject({ is_short: z.boolean(), text: richText })).optional(),
});

export const img = z.strictObject({
  tag: z.literal('img'),
  ...common,
  img_key: z.string().min(1),
  alt: plainText,
  title: richText.optional(),
  scale_type: z.enum(['crop_center', 'crop_top', 'fit_horizontal']).optional(),
  size: z.string().optional(),
  corner_radius: z.string().optional(),
  transparent: z.boolean().optional(),
  preview: z.boolean().optional(),
});

export const hr = z.strictObject({ tag: z.literal('hr'), ...common });

export const chart = z.strictObject({
  tag: z.literal('chart'),
  ...common,
  chart_spec: z.looseObject({ type: z.string() }),
  aspect_ratio: z.enum(['1:1', '2:1', '4:3', '16:9']).optional(),
  color_theme: z.enum(['brand', 'rainbow', 'complementary', 'converse', 'primary']).optional(),
  preview: z.boolean().optional(),
  height: z
    .string()
    .regex(/^(?:auto|[1-9]\d{0,2}px)$/, 'height must be auto or within [1,999]px')
    .optional(),
});

export const table = z.strictObject({
  tag: z.literal('table'),
  ...common,
  page_size: z.number().int().min(1).max(10).optional(),
  row_height: z.string().optional(),
  row_max_height: z.string().optional(),
  freeze_first_column: z.boolean().optional(),
  header_style: z
    .strictObject({
      text_align: horizontalAlign.optional(),
      text_size: z.string().optional(),
      background_style: z.enum(['grey', 'none']).optional(),
      text_color: z.enum(['default', 'grey']).optional(),
      bold: z.boolean().optional(),
      lines: z.number().int().positive().optional(),
    })
    .optional(),
  columns: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        display_name: z.string().optional(),
        data_type: z.enum(['text', 'lark_md', 'options', 'number', 'persons', 'date', 'markdown']),
        format: z
          .strictObject({
            symbol: z.string().optional(),
            precision: z.number().int().min(0).max(10).optional(),
            separator: z.boolean().optional(),
          })
          .optional(),
        date_format: z.string().optional(),
        width: z.string().optional(),
        horizontal_align: horizontalAlign.optional(),
        vertical_align: verticalAlign.optional(),
      }),
    )
    .min(1)
    .max(50),
  rows: z.array(z.record(z.string(), z.unknown())),
});

export const person = z.strictObject({
  tag: z.literal('person'),
  ...common,
  user_id: z.string(),
  size: z.enum(['extra_small', 'small', 'medium', 'large']).optional(),
  show_avatar: z.boolean().optional(),
  show_name: z.boolean().optional(),
  style: z.enum(['normal', 'capsule']).optional(),
});
export const personList = z.strictObject({
  tag: z.literal('person_list'),
  ...common,
  persons: z.array(z.strictObject({ id: z.string() })),
  drop_invalid_user_id: z.boolean().optional(),
  lines: z.number().int().positive().optional(),
  size: z.enum(['extra_small', 'small', 'medium', 'large']).optional(),
  show_avatar: z.boolean().optional(),
  show_name: z.boolean().optional(),
});

import { z } from 'zod';
import {
  field,
  icon,
  interactive,
  options,
  padding,
  people,
  plainText,
  richText,
} from './card-parts.schema.ts';

/** The components that a person presses or fills in. */

export const button = z.strictObject({
  tag: z.literal('button'),
  ...interactive,
  text: plainText.optional(),
  type: z
    .enum([
      'default',
      'primary',
      'danger',
      'text',
      'primary_text',
      'danger_text',
      'primary_filled',
      'danger_filled',
      'laser',
    ])
    .optional(),
  size: z.enum(['tiny', 'small', 'medium', 'large']).optional(),
  width: z.string().optional(),
  icon: icon.optional(),
  form_action_type: z.enum(['submit', 'reset']).optional(),
});

export const input = z.strictObject({
  tag: z.literal('input'),
  ...field,
  default_value: z.string().optional(),
  max_length: z.number().int().min(1).max(1000).optional(),
  input_type: z.enum(['text', 'multiline_text', 'password']).optional(),
  show_icon: z.boolean().optional(),
  rows: z.number().int().positive().optional(),
  auto_resize: z.boolean().optional(),
  max_rows: z.number().int().positive().optional(),
  label: plainText.optional(),
  label_position: z.enum(['top', 'left']).optional(),
});

const select = { ...field, type: z.enum(['default', 'text']).optional() };
export const selectStatic = z.strictObject({
  tag: z.literal('select_static'),
  ...select,
  options: options.optional(),
  initial_option: z.string().optional(),
  initial_index: z.number().int().positive().optional(),
});
export const multiSelectStatic = z.strictObject({
  tag: z.literal('multi_select_static'),
  ...select,
  options: options.optional(),
  selected_values: z.array(z.string()).optional(),
});
export const selectPerson = z.strictObject({
  tag: z.literal('select_person'),
  ...select,
  options: people.optional(),
  initial_option: z.string().optional(),
});
export const multiSelectPerson = z.strictObject({
  tag: z.literal('multi_select_person'),
  ...select,
  options: people.optional(),
  selected_values: z.array(z.string()).optional(),
});

const day = /^\d{4}-\d{2}-\d{2}$/;
const time = /^([01]\d|2[0-3]):[0-5]\d$/;
const moment = /^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d$/;
export const datePicker = z.strictObject({
  tag: z.literal('date_picker'),
  ...field,
  initial_date: z.string().regex(day, 'initial_date must be yyyy-MM-dd').optional(),
});
export const timePicker = z.strictObject({
  tag: z.literal('picker_time'),
  ...field,
  initial_time: z.string().regex(time, 'initial_time must be HH:mm').optional(),
});
export const datetimePicker = z.strictObject({
  tag: z.literal('picker_datetime'),
  ...field,
  initial_datetime: z.string().regex(moment, 'initial_datetime must be yyyy-MM-dd HH:mm').optional(),
});

export const checker = z.strictObject({
  tag: z.literal('checker'),
  ...interactive,
  padding: padding.optional(),
  checked: z.boolean().optional(),
  text: richText.optional(),
  overall_checkable: z.boolean().optional(),
  checked_style: z
    .strictObject({
      show_strikethrough: z.boolean().optional(),
      opacity: z.number().min(0).max(1).optional(),
    })
    .optional(),
});

export const overflow = z.strictObject({
  tag: z.literal('overflow'),
  ...interactive,
  width: z.string().optional(),
  options: z
    .array(
      z.strictObject({
        text: plainText,
        value: z.string().optional(),
        multi_url: z.looseObject({}).optional(),
      }),
    )
    .min(1),
});

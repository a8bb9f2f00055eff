import { z } from 'zod';

/**
 * The small parts that cards of JSON 2.0 are made of, as the open platform documents them. Every object is strict:
 * Feishu refuses a card for one unknown property.
 */

const PIXELS = '(?:[0-9]|[1-9][0-9])px';
const SIGNED_PIXELS = '-?(?:[0-9]|[1-9][0-9])px';
const oneTwoOrFour = (unit: string) => new RegExp(`^${unit}(?: ${unit}){0,1}$|^${unit}(?: ${unit}){3}$|^0$`);

export const elementId = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]{0,19}$/,
    'element_id must start with a letter and have at most 20 characters',
  );
export const padding = z.string().regex(oneTwoOrFour(PIXELS), 'padding must be within [0,99]px');
export const margin = z.string().regex(oneTwoOrFour(SIGNED_PIXELS), 'margin must be within [-99,99]px');
export const spacing = z
  .string()
  .regex(
    new RegExp(`^(?:small|medium|large|extra_large|${PIXELS})$`),
    'spacing must be a size or within [0,99]px',
  );
export const horizontalAlign = z.enum(['left', 'center', 'right']);
export const verticalAlign = z.enum(['top', 'center', 'bottom']);
export const direction = z.enum(['vertical', 'horizontal']);
const textSize = z.string();
const color = z.string();
const translations = z.record(z.string(), z.string());

/** What every component may carry. */
export const common = { element_id: elementId.optional(), margin: margin.optional() };

/** How a container lays out what is in it. */
export const layout = {
  direction: direction.optional(),
  horizontal_spacing: spacing.optional(),
  vertical_spacing: spacing.optional(),
  horizontal_align: horizontalAlign.optional(),
  vertical_align: verticalAlign.optional(),
  padding: padding.optional(),
};

const textFields = {
  element_id: elementId.optional(),
  content: z.string(),
  i18n_content: translations.optional(),
  lines: z.number().int().positive().optional(),
  text_size: textSize.optional(),
  text_align: horizontalAlign.optional(),
  text_color: color.optional(),
};
export const plainText = z.strictObject({ tag: z.literal('plain_text'), ...textFields });
export const richText = z.discriminatedUnion('tag', [
  plainText,
  z.strictObject({ tag: z.literal('lark_md'), ...textFields }),
]);
export const panelTitle = z.discriminatedUnion('tag', [
  plainText,
  z.strictObject({ tag: z.literal('markdown'), ...textFields }),
]);

export const icon = z.discriminatedUnion('tag', [
  z.strictObject({
    tag: z.literal('standard_icon'),
    token: z.string(),
    color: color.optional(),
    size: z.string().optional(),
  }),
  z.strictObject({ tag: z.literal('custom_icon'), img_key: z.string(), size: z.string().optional() }),
]);

export const confirm = z.strictObject({ title: plainText, text: plainText });

export const behaviors = z.array(
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('callback'),
      value: z.union([z.record(z.string(), z.unknown()), z.string()]),
    }),
    z.strictObject({
      type: z.literal('open_url'),
      default_url: z.string(),
      pc_url: z.string().optional(),
      ios_url: z.string().optional(),
      android_url: z.string().optional(),
    }),
    z.strictObject({ type: z.literal('form_action'), behavior: z.enum(['submit', 'reset']) }),
  ]),
);

/** What every component that a person can use may carry. */
export const interactive = {
  ...common,
  name: z.string().min(1).optional(),
  disabled: z.boolean().optional(),
  disabled_tips: plainText.optional(),
  hover_tips: plainText.optional(),
  confirm: confirm.optional(),
  behaviors: behaviors.optional(),
};

/** The same for what takes a value in a form. */
export const field = {
  ...interactive,
  required: z.boolean().optional(),
  placeholder: plainText.optional(),
  width: z.string().optional(),
};

const option = z.strictObject({ text: plainText, value: z.string(), icon: icon.optional() });
export const options = z.array(option);
export const people = z.array(z.strictObject({ value: z.string() }));

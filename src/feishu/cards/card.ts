import type { z } from 'zod';
import { InvalidInput } from '#shared/errors.ts';
import { measure } from './check-card.ts';
import { type Element, shorten } from './elements.ts';

/** A card of JSON 2.0. */
export interface Card extends Record<string, unknown> {
  schema: '2.0';
  config: Record<string, unknown>;
  header: Record<string, unknown>;
  body: { elements: Element[] };
}

export type Template = 'blue' | 'wathet' | 'turquoise' | 'green' | 'yellow' | 'orange' | 'red' | 'grey';

export interface CardParts {
  title: string;
  subtitle?: string | undefined;
  template: Template;
  /** Small labels behind the title, three at most. */
  tags?: readonly { text: string; color: 'red' | 'orange' | 'blue' | 'green' | 'neutral' }[];
  /** What the list of chats shows in one line. */
  summary: string;
  /** Whether it is a card entity that texts grow in (Feishu's streaming mode). */
  grows?: boolean;
  elements: readonly Element[];
}

const SUBTITLE_MAX = 80;
const SUMMARY_MAX = 100;

export function card(parts: CardParts): Card {
  const oneLine = (value: string, limit: number) => shorten(value.replace(/\s+/g, ' ').trim(), limit);
  const plain = (content: string) => ({ tag: 'plain_text', content });
  const tags = parts.tags ?? [];
  return {
    schema: '2.0',
    config: {
      update_multi: true,
      ...(parts.grows ? { streaming_mode: true } : {}),
      summary: { content: oneLine(parts.summary, SUMMARY_MAX) },
    },
    header: {
      title: plain(parts.title),
      ...(parts.subtitle ? { subtitle: plain(oneLine(parts.subtitle, SUBTITLE_MAX)) } : {}),
      template: parts.template,
      ...(tags.length > 0
        ? { text_tag_list: tags.map(({ text, color }) => ({ tag: 'text_tag', text: plain(text), color })) }
        : {}),
    },
    body: { elements: [...parts.elements] },
  };
}

/** One kind of card: its data, and how the data becomes a card. */
export interface CardDefinition {
  kind: string;
  version: number;
  /** @throws InvalidInput where the data is not what the kind needs */
  render(data: unknown): Card;
  /** What a growing card shows on its way to this one; each text begins with the one before it. */
  growth?(data: unknown): string[];
}

export function defineCard<S extends z.ZodType>(definition: {
  kind: string;
  version: number;
  schema: S;
  render(data: z.output<S>): Card;
  growth?(data: z.output<S>): string[];
}): CardDefinition {
  const { kind, version, schema, render, growth } = definition;
  const check = (data: unknown): z.output<S> => {
    const checked = schema.safeParse(data);
    if (checked.success) return checked.data;
    const issue = checked.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    throw new InvalidInput(
      'card.data',
      `卡片 ${kind} 的数据有误(${where}):${issue?.message ?? '不符合要求'}`,
    );
  };
  return {
    kind,
    version,
    render: (data) => render(check(data)),
    ...(growth ? { growth: (data: unknown) => growth(check(data)) } : {}),
  };
}

/**
 * The first of several drawings, the fullest first, that is within Feishu's limits; else the last one.
 * So only what is too large is shortened.
 */
export function firstThatFits(drawings: Iterable<Card>): Card {
  let last: Card | undefined;
  for (const drawing of drawings) {
    last = drawing;
    if (measure(drawing).fits) return drawing;
  }
  if (!last) throw new InvalidInput('card.empty', '卡片没有可用的排版');
  return last;
}

import { z } from 'zod';
import type { HelpItem } from '#texts/help.zh-CN.ts';
import { texts } from '#texts/zh-CN.ts';
import { card, defineCard } from './card.ts';
import { markdown, note, text } from './elements.ts';
import { inline } from './escape-markdown.ts';

const words = texts.help;

const schema = z.object({
  /** What the reader is; unknown roles add nothing. */
  roles: z.array(z.string()).default([]),
});

/** What the bot can do for the reader, with sentences to copy. */
export const helpCard = defineCard({
  kind: 'help',
  version: 1,
  schema,
  render: ({ roles }) =>
    card({
      title: words.title,
      template: 'blue',
      summary: words.intro,
      elements: [text(words.intro), ...itemsFor(roles).map(item), note(words.footer)],
    }),
});

/** Each thing once, though several roles may have it. */
function itemsFor(roles: readonly string[]): HelpItem[] {
  const merged = new Map<string, string[]>();
  for (const { title, examples } of [...words.common, ...roles.flatMap((role) => words.roles[role] ?? [])]) {
    const known = merged.get(title) ?? [];
    merged.set(title, [...known, ...examples.filter((example) => !known.includes(example))]);
  }
  return [...merged].map(([title, examples]) => ({ title, examples }));
}

const item = ({ title, examples }: HelpItem) =>
  markdown([`**${inline(title)}**`, ...examples.map((example) => `- ${inline(example)}`)].join('\n'));

import { z } from 'zod';
import type { Payload, RenderedMessage } from '#outbox/outbox.types.ts';
import { InvalidInput } from '#shared/errors.ts';
import type { CardDefinition } from './card.ts';
import { checkCard } from './check-card.ts';
import { helpCard } from './help.card.ts';
import { noticeCard } from './notice.card.ts';
import { policyAnswerCard } from './policy-answer.card.ts';
import { policyListCard } from './policy-list.card.ts';
import { policyNoBasisCard } from './policy-no-basis.card.ts';
import { policyWaitingCard } from './policy-waiting.card.ts';
import { summaryCard } from './summary.card.ts';
import { ticketCard } from './ticket.card.ts';
import { ticketDraftCard } from './ticket-draft.card.ts';
import { ticketListCard } from './ticket-list.card.ts';
import { ticketStatusCard } from './ticket-status.card.ts';
import { weekCountsCard } from './week-counts.card.ts';

/** Every card there is. A new one is a file of its own and a line here. */
export const CARDS: readonly CardDefinition[] = [
  policyAnswerCard,
  policyNoBasisCard,
  policyListCard,
  policyWaitingCard,
  ticketDraftCard,
  ticketCard,
  ticketStatusCard,
  ticketListCard,
  weekCountsCard,
  summaryCard,
  noticeCard,
  helpCard,
];

const byKey = new Map(CARDS.map((card) => [`${card.kind}@${card.version}`, card]));
const textSchema = z.object({ text: z.string().min(1) });

/**
 * Draws what the outbox keeps: `{kind:'text', v:1, data:{text}}` as a text, everything else as its card.
 * @throws InvalidInput for a kind or version that nobody draws, or data that does not fit
 * @throws CardRefused for a card that Feishu would refuse
 */
export function renderPayload(payload: Payload): RenderedMessage {
  const key = `${payload.kind}@${payload.v}`;
  if (key === 'text@1') return renderText(payload.data);
  const definition = byKey.get(key);
  if (!definition)
    throw new InvalidInput('card.unknown', `没有名为 ${payload.kind}、版本 ${payload.v} 的消息样式`);
  const content = definition.render(payload.data);
  checkCard(content);
  const growth = definition.growth?.(payload.data);
  return {
    type: 'interactive',
    content,
    ...(content.config.streaming_mode ? { waits: true } : {}),
    ...(growth ? { growth } : {}),
  };
}

function renderText(data: unknown): RenderedMessage {
  const checked = textSchema.safeParse(data);
  if (!checked.success) throw new InvalidInput('card.data', '文字消息缺少内容');
  return { type: 'text', content: { text: withoutMarkup(checked.data.text) } };
}

/** Feishu reads `<at …>`, `<b>` and `[…](…)` in texts, too; wide brackets look the same and mean nothing. */
function withoutMarkup(value: string): string {
  return value.replace(/<(?=[a-z/])/gi, '\uFF1C').replace(/\]\(/g, ']\uFF08');
}

import type { App } from '#app.ts';
import type { Database } from '#database/database.ts';
import type { CardAnswer } from '#feishu/events.ts';
import type { MovableClock } from '#shared/clock.ts';
import { BOT } from '#tests/builders/feishu-request.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';

/** A message of the bot as its readers see it now. */
export interface Seen {
  messageId: string;
  /** The chat or person that it went to. */
  to: string;
  type: string;
  content: Record<string, unknown>;
}

export interface World {
  app: App;
  db: Database;
  clock: MovableClock;
  rules: TicketRules;
  /** All that the bot has sent, in the order of sending; updates change what is there. */
  sent: Seen[];
  /** Refuses what a message shows, by a DeliveryError; nothing is refused without it. */
  refuse: {
    content?: (text: string) => Error | undefined;
    update?: (messageId: string) => Error | undefined;
  };
  /** Says something to the bot. @returns what the bot sent because of it */
  say(openId: string, chatId: string, text: string): Promise<Seen[]>;
  /** Presses the button of that label. @returns Feishu's answer and what the bot sent */
  press(
    openId: string,
    message: Seen,
    label: string,
    form?: Record<string, unknown>,
    which?: Record<string, unknown>,
  ): Promise<CardAnswer & { sent: Seen[] }>;
  /** Takes an event as the webhook does. */
  accept: App['accept'];
  /** Moves the clock to a Beijing time (`2026-11-24T10:00`) and does what is due then. */
  goTo(time: string): Promise<Seen[]>;
  idle(): Promise<void>;
}

export const at = (time: string) => new Date(`${time}:00+08:00`);
let events = 0;
/** The chats of what people have said, for replies. */
export const saidIn = new Map<string, string>();

/** A text message as an envelope; `oc_p2p_…` is a private chat. */
export function messageOf(said: {
  openId: string;
  chatId: string;
  text?: string;
  parentId?: string;
  type?: string;
  content?: unknown;
}) {
  const p2p = said.chatId.startsWith('oc_p2p');
  const mention = { key: '@_user_1', id: { open_id: BOT }, name: '机器人' };
  const text = p2p ? said.text : `@_user_1 ${said.text}`;
  saidIn.set(`om_said_${++events}`, said.chatId);
  return {
    eventId: `ev_${events}`,
    eventType: 'im.message.receive_v1',
    event: {
      sender: { sender_id: { open_id: said.openId }, sender_type: 'user' },
      message: {
        message_id: `om_said_${events}`,
        ...(said.parentId ? { parent_id: said.parentId } : {}),
        chat_id: said.chatId,
        chat_type: p2p ? 'p2p' : 'group',
        message_type: said.type ?? 'text',
        content: JSON.stringify(said.content ?? { text }),
        mentions: p2p || said.content ? [] : [mention],
      },
    },
  };
}

export function pressOf(press: {
  openId: string;
  message: Pick<Seen, 'messageId' | 'to'>;
  value: Record<string, unknown>;
  form?: Record<string, unknown> | undefined;
}) {
  return {
    eventId: `ev_${++events}`,
    eventType: 'card.action.trigger',
    event: {
      operator: { open_id: press.openId },
      token: `c-${events}`,
      action: { tag: 'button', value: press.value, ...(press.form ? { form_value: press.form } : {}) },
      context: { open_message_id: press.message.messageId, open_chat_id: press.message.to },
    },
  };
}

interface Button {
  tag: 'button';
  text: { content: string };
  behaviors: { value: Record<string, unknown> }[];
}

export function buttonsOf(content: unknown): Button[] {
  if (Array.isArray(content)) return content.flatMap(buttonsOf);
  if (typeof content !== 'object' || content === null) return [];
  if ('tag' in content && content.tag === 'button') return [content as Button];
  return Object.values(content).flatMap(buttonsOf);
}

export const labelsOf = (message: Seen) => buttonsOf(message.content).map((b) => b.text.content);

/** What pressing the button of that label sends; of several the one whose value has this entry. */
export function valueBehind(
  content: unknown,
  label: string,
  which: Record<string, unknown> = {},
): Record<string, unknown> {
  const buttons = buttonsOf(content);
  const values = buttons.filter((b) => b.text.content === label).map((b) => b.behaviors[0]?.value ?? {});
  const value = values.find((v) => Object.entries(which).every(([key, wanted]) => v[key] === wanted));
  if (!value) {
    throw new Error(`no button 「${label}」 among ${buttons.map((b) => b.text.content).join('、')}`);
  }
  return value;
}

/** Everything that is written in a message, for looking into it. */
export function wordsOf(message: Seen | undefined): string {
  const words: string[] = [];
  const collect = (value: unknown, key = ''): void => {
    if (typeof value === 'string' && (key === 'content' || key === 'text' || key === 'default_value')) {
      words.push(value);
    } else if (Array.isArray(value)) for (const item of value) collect(item);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) if (name !== 'summary') collect(inner, name);
    }
  };
  collect(message?.content);
  return words.join('\n').replace(/\\(.)/g, '$1');
}

/** The sample district's people and chats that the tests play. */
export const CONTACT = 'ou_sample_contact_xinhong';
export const COMMISSIONER = 'ou_sample_commissioner_yang';
export const HANDLER = 'ou_sample_jingxin_handler';
export const HEAD = 'ou_sample_jingxin_head';
export const ENTERPRISE_CHAT = 'oc_sample_enterprise_xinhong';
export const DEPARTMENT_CHAT = 'oc_sample_department_jingxin';
export const DISPATCHER = 'ou_sample_dispatcher';
export const DISPATCH_CHAT = 'oc_sample_dispatch';
export const LEADER = 'ou_sample_leader_gao';
export const LEADERS_CHAT = 'oc_sample_leaders';

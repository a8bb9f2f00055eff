import { expect } from 'vitest';
import type { Message, Person } from '#sandbox/sandbox.types.ts';

const WITHIN_MS = 30_000;

interface State {
  now: string;
  bot: { openId: string };
  people: Person[];
  chats: { chatId: string; name: string; members: string[] }[];
  messages: Message[];
}

/** The sandbox of a running product as its page uses it: by HTTP, in the place of the people in the chats. */
export function sandboxAt(base: string) {
  async function call<T>(path: string, body?: object): Promise<T> {
    const headers = { 'content-type': 'application/json', origin: base };
    const sent = body ? { method: 'POST', headers, body: JSON.stringify(body) } : {};
    const response = await fetch(`${base}/sandbox/${path}`, sent);
    const answer = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${answer}`);
    return JSON.parse(answer) as T;
  }
  const state = () => call<State>('api/state');

  /** The first bot's message of a chat after another that has these words; waits for it. */
  async function seen(chatId: string, words: string, after = 0): Promise<Message> {
    const deadline = performance.now() + WITHIN_MS;
    while (performance.now() < deadline) {
      const found = (await state()).messages.find(
        (message) =>
          message.chatId === chatId &&
          message.sender.type === 'app' &&
          message.sequence > after &&
          message.content.includes(words),
      );
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`nothing in ${chatId} says ${words}`);
  }

  return {
    state,
    seen,
    goTo: (now: string) => call('clock', { now }),
    /** Says something to the bot. @returns the first answer that has these words */
    async ask(openId: string, chatId: string, text: string, words: string): Promise<Message> {
      const { bot } = await state();
      const said = `<at user_id="${bot.openId}">机器人</at> ${text}`;
      const { message } = await call<{ message: Message }>('api/messages', { openId, chatId, text: said });
      return seen(chatId, words, message.sequence);
    },
    /** Sends an image or a file. */
    async sendFile(openId: string, chatId: string, name: string, content: Uint8Array<ArrayBuffer>) {
      const body = new FormData();
      body.set('file', new File([content], name));
      body.set('openId', openId);
      body.set('chatId', chatId);
      const sent = await fetch(`${base}/sandbox/api/files`, {
        method: 'POST',
        headers: { origin: base },
        body,
      });
      expect(sent.status).toBe(200);
    },
    /** Presses the first button of that name. @returns the toast's words */
    async press(openId: string, message: Message, label: string, form?: object): Promise<string> {
      const path = buttonIn(JSON.parse(message.content), label);
      expect(path, `${label} is on the card`).toBeDefined();
      const pressed = { openId, messageId: message.messageId, path, ...(form ? { form } : {}) };
      const { toast } = await call<{ toast: { content: string } | null }>('api/press', pressed);
      return toast?.content ?? '';
    },
  };
}

/** Where a button stands in a card, as the client names places: `body.elements.2`. */
function buttonIn(at: unknown, label: string): string | undefined {
  if (typeof at !== 'object' || at === null) return undefined;
  const { tag, text } = at as { tag?: string; text?: { content?: string } };
  if (tag === 'button' && text?.content === label) return '';
  for (const [key, child] of Object.entries(at)) {
    const below = buttonIn(child, label);
    if (below !== undefined) return below === '' ? key : `${key}.${below}`;
  }
  return undefined;
}

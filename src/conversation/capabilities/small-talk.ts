import type { Capability } from '#conversation/conversation.types.ts';
import { helpPayload, textPayload } from '#conversation/payloads.ts';
import { texts } from '#texts/zh-CN.ts';

export const help: Capability = async (_deps, turn) => ({
  messages: [{ payload: helpPayload(turn.person?.roles ?? []) }],
});

const THANKS = /谢|辛苦|收到|好的|明白|👍|ok/i;
const PARTING = /再见|拜拜|回见|晚安/;

export const chitchat: Capability = async (_deps, turn) => {
  const text = PARTING.test(turn.text)
    ? texts.chat.goodbye
    : THANKS.test(turn.text)
      ? texts.chat.thanks
      : texts.chat.greeting;
  return { messages: [{ payload: textPayload(text) }] };
};

export const outOfScope: Capability = async () => ({
  messages: [{ payload: textPayload(texts.chat.outOfScope) }],
});

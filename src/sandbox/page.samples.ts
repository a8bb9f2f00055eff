import type { Chat, GroupKind } from './sandbox.types.ts';

/** Sentences to click, by the kind of chat. */
export type Samples = Record<GroupKind, readonly string[]>;

/** `{企业}` stands for the enterprise of the chat, `{工单号}` for the last ticket number that was seen in it. */
export const standardSamples: Samples = {
  enterprise: [
    '@机器人 我们公司明年想上市,区里有什么支持?',
    '@机器人 研发投入大,有没有贷款方面的政策?',
    '@机器人 我们能享受哪些政策',
    '@机器人 登记:{企业} 夏季限电,生产线停了,急',
    '@机器人 登记:{企业} 招不到焊工,想请区里帮忙',
    '@机器人 {工单号} 到哪一步了',
    '@机器人 你能做什么',
    '大家下午好(没有提到机器人,它不应出声)',
  ],
  department: ['@机器人 {工单号} 到哪一步了', '@机器人 我们还有哪些待办', '@机器人 你能做什么'],
  leaders: ['@机器人 本周情况', '@机器人 {工单号} 到哪一步了', '@机器人 你能做什么'],
  dispatch: ['@机器人 待派单有哪些', '@机器人 本周情况', '@机器人 {工单号} 到哪一步了'],
  private: [
    '我们公司明年想上市,区里有什么支持?',
    '专精特新计划的主要目标是什么',
    '{工单号} 到哪一步了',
    '你能做什么',
  ],
};

const GROUP_SUFFIX = /[·\s-]*(?:企业)?(?:专属)?服务群$|[·\s-]*群$/;

/** The sentences for one chat, with the enterprise filled in. */
export function samplesFor(samples: Samples, chat: Chat): string[] {
  const enterprise = chat.name.replace(GROUP_SUFFIX, '') || chat.name;
  return samples[chat.kind].map((sentence) => sentence.replaceAll('{企业}', enterprise));
}

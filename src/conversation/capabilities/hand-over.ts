import type { Capability, ConversationDeps, Reply, Turn } from '#conversation/conversation.types.ts';
import { textPayload } from '#conversation/payloads.ts';
import { membersOfEnterprise } from '#directory/directory.store.ts';
import { texts } from '#texts/zh-CN.ts';

const PERSON = /人工|真人|活人|客服|(?:找|换|要|派)(?:个|一位)人|(?:找|联系)(?:一?下)?(?:服务)?专员/;
const OWN_COMMISSIONER =
  /(?:我|我们|咱们|本|我司|我厂|公司|厂|企业)的?(?:服务)?专员(?:是|叫)?(?:谁|哪个|哪位|什么|电话|联系方式)|谁是(?:我|我们|咱们)的?(?:服务)?专员/;
const UNDO = /撤销|撤回|撤掉|取消|作废|不报了|不登记了|(?:记|登|填|报|写|发)错/;

/** A wish that the bot itself does not fulfil, but knows who or what does: else what the capability says. */
export const orHandOver =
  (capability: Capability): Capability =>
  async (deps, turn) =>
    (await handOver(deps, turn)) ?? capability(deps, turn);

/** 我们的专员是谁 reads like a question about the policy on commissioners, and is none. */
export const orOwnCommissioner =
  (capability: Capability): Capability =>
  async (deps, turn) =>
    turn.enterprise && OWN_COMMISSIONER.test(turn.text)
      ? commissionerReply(deps, turn)
      : capability(deps, turn);

async function commissionerReply(deps: ConversationDeps, turn: Turn): Promise<Reply> {
  return say(texts.chat.person(await commissionersOf(deps, turn)));
}

async function handOver(deps: ConversationDeps, turn: Turn): Promise<Reply | undefined> {
  if (UNDO.test(turn.text)) return say(texts.chat.howToUndo);
  if (!PERSON.test(turn.text) && !OWN_COMMISSIONER.test(turn.text)) return undefined;
  return commissionerReply(deps, turn);
}

async function commissionersOf({ db }: ConversationDeps, { enterprise }: Turn): Promise<string[]> {
  if (!enterprise) return [];
  const members = await membersOfEnterprise(db, enterprise.id);
  return members.filter(({ role }) => role === 'commissioner').map(({ name }) => name);
}

const say = (text: string): Reply => ({ messages: [{ payload: textPayload(text) }] });

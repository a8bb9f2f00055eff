import { createHash, randomBytes } from 'node:crypto';

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Ids in the platform's own forms. */
export const newMessageId = () => `om_${randomBytes(16).toString('hex')}`;
export const newThreadId = () => `omt_${randomBytes(8).toString('hex')}`;
export const newEventId = () => randomBytes(16).toString('hex');
/** Nineteen digits. */
export const newCardId = () =>
  `7${BigInt(`0x${randomBytes(7).toString('hex')}`)
    .toString()
    .padStart(18, '0')}`;
export const newCallbackToken = () => `c-${randomBytes(20).toString('hex')}`;
export const newTenantToken = () => `t-${randomBytes(20).toString('hex')}`;
export const newImageKey = () => `img_v3_${randomBytes(12).toString('hex')}`;
export const newFileKey = () => `file_v3_${randomBytes(12).toString('hex')}`;

/** What belongs to a person or an app is derived, so that a restart finds the same. */
export const botOpenId = (appId: string) => `ou_${digest(`bot:${appId}`)}`;
export const unionIdOf = (openId: string) => `on_${digest(`union:${openId}`)}`;
export const userIdOf = (openId: string) => digest(`user:${openId}`).slice(0, 8);
export const privateChatId = (appId: string, openId: string) => `oc_${digest(`p2p:${appId}:${openId}`)}`;
export const tenantKeyOf = (appId: string) => digest(`tenant:${appId}`).slice(0, 16);

// @ts-check
import { showToast } from './toast.js';

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<any>} the answer; null after a refusal, which was shown
 */
async function call(path, init) {
  try {
    const response = await fetch(`/sandbox/${path}`, init);
    const body = await response.json();
    if (response.ok) return body;
    showToast({ type: 'warning', content: body.error ?? '操作没有成功,请重试' });
  } catch {
    showToast({ type: 'error', content: '连接不上沙盒,请确认程序还在运行' });
  }
  return null;
}

/** @param {string} path @param {unknown} body */
const post = (path, body) =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export const loadState = () => call('api/state');

/** @param {{ openId: string, chatId: string, text: string, replyTo?: string }} message */
export const sendText = (message) => post('api/messages', message);

/** @param {{ openId: string, chatId: string, file: File }} message */
export function sendFile({ openId, chatId, file }) {
  const form = new FormData();
  form.set('openId', openId);
  form.set('chatId', chatId);
  form.set('file', file);
  return call('api/files', { method: 'POST', body: form });
}

/** @param {import('./types.js').Press & { openId: string, messageId: string }} press */
export const pressCard = (press) => post('api/press', press);

/** @param {string} openId */
export const enterPrivateChat = (openId) => post('api/private-chats', { openId });

/** @param {{ now: string } | { advance: string }} request */
export const moveClock = (request) => post('clock', request);

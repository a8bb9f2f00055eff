import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startNode } from '#runtime/node.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { contentTypeOf } from '#tickets/tickets.content-type.ts';
import { CONTACT, DEPARTMENT_CHAT, ENTERPRISE_CHAT } from './tickets-world.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

interface SandboxMessage {
  messageId: string;
  chatId: string;
  type: string;
  content: string;
}

/** The product on its sandbox: real HTTP both ways. */
async function openProduct() {
  const dataDir = temporaryFolder();
  const env = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'error' };
  const running = await startNode(env, () => {});
  onTestFinished(() => running.stop());
  const base = `http://127.0.0.1:${running.port}`;
  const post = (path: string, body: unknown) =>
    fetch(`${base}/sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: base },
      body: JSON.stringify(body),
    });
  await post('clock', { now: '2026-11-24T10:00:00+08:00' });
  const state = async () =>
    (await (await fetch(`${base}/sandbox/api/state`)).json()) as {
      bot: { openId: string };
      messages: SandboxMessage[];
    };
  const { bot } = await state();
  return {
    dataDir,
    post,
    say: (text: string) =>
      post('api/messages', {
        ...{ openId: CONTACT, chatId: ENTERPRISE_CHAT },
        text: `<at user_id="${bot.openId}"></at> ${text}`,
      }),
    sendFile: (name: string, content: Buffer) => {
      const form = new FormData();
      form.set('file', new File([new Uint8Array(content)], name));
      form.set('openId', CONTACT);
      form.set('chatId', ENTERPRISE_CHAT);
      return fetch(`${base}/sandbox/api/files`, { method: 'POST', headers: { origin: base }, body: form });
    },
    /** The first message of a chat whose content has these words, when it is there. */
    see: async (chatId: string, words: string): Promise<SandboxMessage> => {
      for (let tries = 0; tries < 300; tries++) {
        const { messages } = await state();
        const found = messages.find((m) => m.chatId === chatId && m.content.includes(words));
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`${words} did not come`);
    },
  };
}

describe('attachments', () => {
  it('an image after a report is kept with the draft and its ticket; a program is not', async () => {
    const product = await openProduct();
    await product.say('登记:鑫宏铝业 厂区变压器容量不够,要增容');
    const draft = await product.see(ENTERPRISE_CHAT, 'draft.submit');
    expect((await product.sendFile('现场.png', PNG)).status).toBe(200);
    await product.see(ENTERPRISE_CHAT, '已收到 1 个附件');
    await product.see(ENTERPRISE_CHAT, '**附件** 1 个');

    const [month = ''] = readdirSync(join(product.dataDir, 'attachments'));
    const [file = '', ...others] = readdirSync(join(product.dataDir, 'attachments', month));
    expect(others).toEqual([]);
    expect(file).toMatch(/^[\w-]+\.png$/);
    expect(readFileSync(join(product.dataDir, 'attachments', month, file))).toEqual(PNG);

    await product.sendFile('巡检.docx', Buffer.from('MZ this is a program'));
    await product.see(ENTERPRISE_CHAT, '“巡检.docx”未能保存');
    expect(readdirSync(join(product.dataDir, 'attachments', month)).length).toBe(1);

    const { content } = await product.see(ENTERPRISE_CHAT, 'draft.submit');
    const path = pathOf(JSON.parse(content), '提交');
    const form = {
      ...{ enterprise: '重庆鑫宏铝业有限公司', category_0: 'energy', urgency_0: 'normal' },
      description_0: '厂区变压器容量不够',
    };
    await product.post('api/press', { openId: CONTACT, messageId: draft.messageId, path, form });
    const card = await product.see(DEPARTMENT_CHAT, 'T20261124-0001');
    expect(card.content).toContain('**附件** 1 个');
    expect(existsSync(join(product.dataDir, 'attachments', month, `${file}.part`))).toBe(false);
  });
});

/** The place of the button of that label. */
function pathOf(value: unknown, label: string, path: string[] = []): string {
  if (typeof value !== 'object' || value === null) return '';
  if ('tag' in value && value.tag === 'button' && JSON.stringify(value).includes(`"${label}"`)) {
    return path.join('.');
  }
  for (const [key, inner] of Object.entries(value)) {
    const found = pathOf(inner, label, [...path, key]);
    if (found) return found;
  }
  return '';
}

describe('what a content is', () => {
  const bytes = (...values: number[]) => new Uint8Array([...values, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  it.each([
    ['a.png', PNG, 'png'],
    ['photo', bytes(0xff, 0xd8, 0xff), 'jpg'],
    ['a.pdf', Buffer.from('%PDF-1.7'), 'pdf'],
    ['表.xlsx', bytes(0x50, 0x4b, 3, 4), 'xlsx'],
    ['旧.doc', bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), 'doc'],
    ['说明.txt', Buffer.from('车间照明不足\n'), 'txt'],
    ['fake.png', Buffer.from('<script>alert(1)</script>'), null],
    ['a.exe', Buffer.from('MZ\u0090'), null],
    ['app.apk', bytes(0x50, 0x4b, 3, 4), null],
    ['bin.txt', bytes(0, 0, 0), null],
    ['', new Uint8Array(), null],
  ])('%s', (name, content, extension) => {
    expect(contentTypeOf(content, name)?.extension ?? null).toBe(extension);
  });
});

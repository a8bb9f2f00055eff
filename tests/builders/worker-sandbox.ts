import { expect, onTestFinished } from 'vitest';
import { startWorker } from '#runtime/worker-local.ts';
import { createMovableClock } from '#shared/clock.ts';
import { sandboxAt } from './sandbox-client.ts';
import { temporaryFolder } from './temporary-database.ts';

export const GROUP = 'oc_sample_enterprise_xinhong';
export const DEPARTMENT = 'oc_sample_department_jingxin';
const TUESDAY = new Date('2026-11-24T10:00:00+08:00');
const COMMISSIONER = 'ou_sample_commissioner_yang';

/** `npm run worker`, on a Tuesday morning. */
export async function openWorkerSandbox() {
  const env = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: temporaryFolder(), LOG_LEVEL: 'error' };
  const clock = createMovableClock();
  clock.set(TUESDAY);
  const running = await startWorker(env, () => {}, clock);
  onTestFinished(() => running.stop());
  const base = new URL(running.address).origin;
  return { base, sandbox: sandboxAt(base) };
}

/** A browser at an address: keeps cookies, and follows to wherever it is sent, if that is the same address. */
function browserAt(base: string) {
  const cookies = new Map<string, string>();
  return async function get(path: string): Promise<Response> {
    const url = new URL(path, base);
    expect(url.origin).toBe(base);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { headers: { cookie }, redirect: 'manual' });
    for (const kept of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(kept) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    return next && response.status < 400 ? get(new URL(next, url).href) : response;
  };
}

/** Signs in to the console as the sandbox lets people: by picking a person. */
export async function signIn(base: string, openId: string) {
  const get = browserAt(base);
  const picker = await get('/console/sign-in/start?next=/console');
  expect(await picker.text()).toContain('选择人员登录');
  const home = await get(`${picker.url}&as=${openId}`);
  expect(home.status).toBe(200);
  return { get, home: await home.text() };
}

/**
 * The commissioner logs a problem.
 * @param meanwhile done while the draft waits, e.g. a picture sent after it
 * @returns the ticket's card in the department's chat
 */
export async function logTicket(
  { sandbox }: Awaited<ReturnType<typeof openWorkerSandbox>>,
  number: string,
  meanwhile: () => Promise<void> = async () => {},
) {
  await sandbox.ask(COMMISSIONER, GROUP, '登记:鑫宏铝业 夏季限电,生产线停了,急', '提交');
  await meanwhile();
  // As it is drawn by now.
  const draft = await sandbox.seen(GROUP, '提交');
  const form = {
    ...{ enterprise: '重庆鑫宏铝业有限公司', category_0: 'energy', urgency_0: 'urgent' },
    description_0: '夏季限电,生产线停了',
  };
  expect(await sandbox.press(COMMISSIONER, draft, '提交', form)).toContain(number);
  return sandbox.seen(DEPARTMENT, number);
}

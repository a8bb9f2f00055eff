import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import type { FeishuApp } from '#config/parse-config.ts';
import type { Database } from '#database/database.ts';
import type { Departments } from '#directory/directory.departments.ts';
import { readDistrict } from '#directory/directory.district.ts';
import { importSample } from '#directory/directory.exchange.ts';
import { mountSandbox, PLATFORM_PATH } from '#sandbox/page.routes.ts';
import { createSignInPlatform } from '#sandbox/platform.sign-in.ts';
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts';
import type { MovableClock } from '#shared/clock.ts';
import type { Logger } from '#shared/log.ts';

/** Keys of a local Feishu that nobody else knows; new at every start. */
export function sandboxApp(port: number): FeishuApp {
  const secret = () => randomBytes(16).toString('hex');
  return {
    // The same at every start: the bot's open_id follows from it, and the kept chats name that.
    appId: 'cli_0000000000000001',
    appSecret: secret(),
    encryptKey: secret(),
    verificationToken: secret(),
    domain: `http://127.0.0.1:${port}${PLATFORM_PATH}`,
    mode: 'webhook',
  };
}

export interface SandboxNeeds {
  db: Database;
  departments: Departments;
  /** The folder of the sample district, for an empty directory. */
  sampleFolder: string;
  dataDir: string;
  clock: MovableClock;
  app: FeishuApp;
  port: number;
  logger: Logger;
}

/** Opens the sandbox on the people and chats of the directory; an empty one gets the sample district first. */
export async function openSandbox(needs: SandboxNeeds): Promise<Sandbox> {
  const { db, departments, clock, app, logger } = needs;
  await importSample(db, await readDirectoryFile(needs.sampleFolder), departments, clock.now());
  return createSandbox({
    seed: await readDistrict(db, departments.regions),
    dataDir: needs.dataDir,
    clock,
    webhookUrl: `http://127.0.0.1:${needs.port}/feishu/webhook`,
    appId: app.appId,
    appSecret: app.appSecret,
    encryptKey: app.encryptKey ?? null,
    verificationToken: app.verificationToken ?? '',
    logger,
  });
}

/** Puts the sandbox before a product's own routes: its page, the platform, and that platform's sign-in. */
export function mountSandboxPages(
  http: Hono,
  sandbox: Sandbox,
  { app, clock }: Pick<SandboxNeeds, 'app' | 'clock'>,
  moveClock: (to: Date) => Promise<void>,
): void {
  const { appId, appSecret } = app;
  const people = () => sandbox.store.people();
  http.route(PLATFORM_PATH, createSignInPlatform({ people, clock, appId, appSecret }));
  mountSandbox(http, { ...sandbox, moveClock });
}

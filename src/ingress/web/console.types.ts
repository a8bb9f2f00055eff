import type { Context } from 'hono';
import type { District, PolicyAnswerer } from '#conversation/conversation.types.ts';
import type { Database } from '#database/database.ts';
import type { DirectoryFiles } from '#directory/directory.files.ts';
import type { Person } from '#directory/directory.types.ts';
import type { FeishuSignIn } from '#feishu/client/sign-in.ts';
import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/log.ts';
import type { SummaryDesk } from '#summaries/summaries.desk.ts';
import type { PersonFacts } from '#tickets/tickets.roles.ts';
import type { Access } from './console.access.ts';
import type { Session } from './session/session.ts';

/** The files that pages need, as text: read from a folder on Node, bundled on Workers. */
export const ASSETS = {
  'console.css': 'text/css; charset=utf-8',
  'tables.css': 'text/css; charset=utf-8',
  'forms.css': 'text/css; charset=utf-8',
  'pages.css': 'text/css; charset=utf-8',
  'summary.css': 'text/css; charset=utf-8',
  'admin.css': 'text/css; charset=utf-8',
  'htmx.min.js': 'text/javascript; charset=utf-8',
} as const;
export type AssetName = keyof typeof ASSETS;

export interface ConsoleDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  district: District;
  signIn: FeishuSignIn;
  /** Signs the cookies; whoever has it can be anybody. */
  secret: string;
  /** Where the service is reached from outside; without it, where the browser says that it is. */
  publicUrl?: string | undefined;
  /** Whether people pick who they are: the sandbox says so on its sign-in page. */
  sandboxed: boolean;
  assets(name: AssetName): Promise<string>;
  /** The content of a kept attachment by its path; null where it is gone. */
  attachment?: ((path: string) => Promise<Uint8Array<ArrayBuffer> | null>) | undefined;
  /** Reads and writes the directory's tables; without it that is done by command. */
  directoryFiles?: DirectoryFiles | undefined;
  /** Makes the files of a summary; null where none are made. */
  desk: Pick<SummaryDesk, 'file'> | null;
  /** Answers as the bot does, for trying questions. */
  answerer: PolicyAnswerer;
  /** Told when something was written that others wait for: messages to be sent. */
  onCommitted(): void;
}

/** What the runtime gives to the console beside what the app has itself. */
export type ConsoleSetup = Omit<
  ConsoleDeps,
  'db' | 'clock' | 'logger' | 'district' | 'desk' | 'answerer' | 'onCommitted'
>;

/** Who is looking, as the directory says at this request. */
export interface Visitor {
  person: Person;
  facts: PersonFacts;
  session: Session;
  now: Date;
}

/** One page or action of the console. `path` is below `/console`. */
export interface ConsoleRoute {
  method: 'GET' | 'POST';
  path: string;
  /** Who may come here at all; what they see of it is the handler's to check. */
  access: Access;
  handle(c: Context, visitor: Visitor): Response | Promise<Response>;
}

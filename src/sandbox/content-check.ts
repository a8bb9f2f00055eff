import { z } from 'zod';
import { checkCard } from './card-check.ts';
import { refusals } from './refusal.ts';
import type { SandboxStore } from './sandbox.store.ts';

const KILOBYTE = 1024;
const TEXT_LIMIT = 150 * KILOBYTE;
const RICH_LIMIT = 30 * KILOBYTE;

const contentSchemas: Record<string, z.ZodType> = {
  text: z.looseObject({ text: z.string().min(1) }),
  post: z.record(
    z.string(),
    z.looseObject({ content: z.array(z.array(z.looseObject({ tag: z.string() }))) }),
  ),
  image: z.looseObject({ image_key: z.string() }),
  file: z.looseObject({ file_key: z.string() }),
  interactive: z.looseObject({}),
};

/**
 * Checks the `content` of a message as the platform does when it is sent.
 * @throws Refusal with the documented code
 */
export function checkContent(store: SandboxStore, type: string, content: string): void {
  const schema = contentSchemas[type];
  if (!schema) throw refusals.badRequest(`msg_type ${type} is not supported here`);
  const bytes = Buffer.byteLength(content);
  if (bytes > (type === 'interactive' || type === 'post' ? RICH_LIMIT : TEXT_LIMIT)) throw refusals.tooLong();
  const parsed = schema.safeParse(parseJson(content));
  if (!parsed.success)
    throw refusals.badRequest(`invalid content of ${type}: ${parsed.error.issues[0]?.message}`);
  if (type === 'interactive') checkCardContent(parsed.data);
  const key = resourceKey(type, parsed.data);
  if (key !== null && !store.resource(key)) throw refusals.notOwner();
}

/** Checks a card and throws what im/v1 answers for a bad one. */
export function checkCardContent(card: unknown): void {
  const problem = checkCard(card);
  if (problem?.code === 230025) throw refusals.tooLong();
  if (problem) {
    throw refusals.badCard(`ErrCode: ${problem.code}; ErrPath: ${problem.path}; ErrMsg: ${problem.message};`);
  }
}

/** Whether a card says itself that its changes are for everyone, as an update requires. */
export function isShared(card: unknown): boolean {
  return z.looseObject({ config: z.looseObject({ update_multi: z.literal(true) }) }).safeParse(card).success;
}

/** Parses JSON; undefined for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The key of the image or file that a message consists of. */
export function resourceKey(type: string, content: unknown): string | null {
  if (type !== 'image' && type !== 'file') return null;
  const keys = z
    .looseObject({ image_key: z.string().optional(), file_key: z.string().optional() })
    .safeParse(content);
  return keys.success ? (keys.data.image_key ?? keys.data.file_key ?? null) : null;
}

import { maskContacts } from '#shared/masking.ts';
import { DeliveryError, type RenderedMessage } from './outbox.types.ts';

/** Sensitive content, and data loss prevention, which a plain number or address can trigger. */
const CONTENT_CODES = new Set(['230022', '230028']);

export function isContentRefused(error: unknown): boolean {
  return error instanceof DeliveryError && CONTENT_CODES.has(error.reason);
}

/** The same message with numbers and addresses of people masked; null where there are none. */
export function maskedOf({ type, content }: RenderedMessage): RenderedMessage | null {
  const masked = maskedValue(content) as Record<string, unknown>;
  return JSON.stringify(masked) === JSON.stringify(content) ? null : { type, content: masked };
}

/** What a button answers holds ids and stays as it is. */
function maskedValue(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return key === 'tag' ? value : maskContacts(value);
  if (Array.isArray(value)) return value.map((item) => maskedValue(item));
  if (typeof value !== 'object' || value === null || key === 'value') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskedValue(inner, name)]));
}

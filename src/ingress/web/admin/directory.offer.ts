import { z } from 'zod';
import type { RawTable } from '#directory/directory.sections.ts';
import { DAY_MS } from '#shared/beijing.ts';
import { InvalidInput } from '#shared/errors.ts';
import { checkLink, signLink } from '#summaries/summaries.links.ts';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';

/** An import that was shown and waits to be confirmed. It travels in the form, signed: nothing is kept meanwhile. */
const offerSchema = z.strictObject({
  file: z.string(),
  replace: z.boolean(),
  /** The directory that it was worked out on. */
  basis: z.string(),
  tables: z.array(
    z.strictObject({
      source: z.string(),
      rows: z.array(z.strictObject({ line: z.number(), cells: z.array(z.string()) })),
    }),
  ),
});
export type Offer = Omit<z.output<typeof offerSchema>, 'tables'> & { tables: readonly RawTable[] };

/** How long a preview can be confirmed. */
const GOOD_FOR_MS = DAY_MS / 24;
/** Well under what a form may hold. */
const LONGEST_CHARACTERS = 1_500_000;

/** The offer as two fields of a form: what it says, and that we said so to this person. @throws InvalidInput where it is too long */
export async function sealOffer(secret: string, openId: string, offer: Offer, now: Date) {
  const text = JSON.stringify(offer);
  if (text.length > LONGEST_CHARACTERS) {
    throw new InvalidInput('console.import-size', adminTexts.directory.tooMuch);
  }
  const link = await signLink(secret, await pathOf(text, openId), new Date(now.getTime() + GOOD_FOR_MS));
  return { offer: text, seal: link.slice(link.indexOf('?') + 1) };
}

/** The offer of a form; null where it is not ours, not this person's, or too old. */
export async function openOffer(
  secret: string,
  openId: string,
  form: { offer: unknown; seal: unknown },
  now: Date,
): Promise<Offer | null> {
  const { offer, seal } = form;
  if (typeof offer !== 'string' || typeof seal !== 'string') return null;
  const query = Object.fromEntries(new URLSearchParams(seal));
  const state = await checkLink(secret, await pathOf(offer, openId), query, now);
  return state === 'good' ? offerSchema.parse(JSON.parse(offer)) : null;
}

/** What is signed: the content by its digest, and for whom. */
async function pathOf(text: string, openId: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `/console/directory/confirm/${openId}/${hex}`;
}

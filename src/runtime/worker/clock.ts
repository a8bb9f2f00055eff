import { z } from 'zod';
import type { MovableClock } from '#shared/clock.ts';
import type { Env } from './env.ts';

const schema = z.strictObject({ now: z.iso.datetime({ offset: true }) });

/** Where the sandbox of `npm run worker` tells this worker what time it is. Without its secret there is no such place. */
export async function takeClock(
  request: Request,
  env: Pick<Env, 'CLOCK_SECRET'>,
  clock: MovableClock,
): Promise<Response | undefined> {
  if (!env.CLOCK_SECRET || new URL(request.url).pathname !== '/worker/clock') return undefined;
  if (request.headers.get('authorization') !== `Bearer ${env.CLOCK_SECRET}`) {
    return new Response(null, { status: 401 });
  }
  clock.set(new Date(schema.parse(await request.json()).now));
  return new Response(null, { status: 204 });
}

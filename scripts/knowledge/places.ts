import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '#shared/errors.ts';

const schema = z.object({
  KNOWLEDGE_DIR: z.string().min(1, 'KNOWLEDGE_DIR 不能为空').default('knowledge'),
  DATA_DIR: z.string().min(1, 'DATA_DIR 不能为空').default('data'),
  LANCEDB_URI: z.string().min(1, 'LANCEDB_URI 不能为空').optional(),
});

export interface Places {
  knowledge: string;
  data: string;
  lancedb: string;
}

/** Where the knowledge is and where the index goes, from the environment. */
export function readPlaces(env: NodeJS.ProcessEnv = process.env): Places {
  const checked = schema.safeParse(env);
  if (!checked.success) {
    throw new ConfigurationError(
      'config.environment',
      checked.error.issues.map((issue) => issue.message).join(';'),
    );
  }
  const { KNOWLEDGE_DIR, DATA_DIR, LANCEDB_URI } = checked.data;
  return { knowledge: KNOWLEDGE_DIR, data: DATA_DIR, lancedb: LANCEDB_URI ?? join(DATA_DIR, 'lancedb') };
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

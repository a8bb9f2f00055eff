import { customType, integer } from 'drizzle-orm/sqlite-core';
import type { z } from 'zod';

/** An instant, kept as milliseconds since 1970 in an integer column. */
export const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

/** A JSON value that is checked by its schema when it is read: rows are a boundary, too. */
export function json<S extends z.ZodType>(name: string, schema: S) {
  return customType<{ data: z.output<S>; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => schema.parse(JSON.parse(value)),
  })(name);
}

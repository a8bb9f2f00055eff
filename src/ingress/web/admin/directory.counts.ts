import { count, eq } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import type { SheetKind } from '#directory/directory.sheets.ts';
import { chats, enterprises, people } from '#directory/directory.tables.ts';

/** How many of each kind are in the directory now. */
export async function countDirectory(db: Database): Promise<Record<SheetKind, number>> {
  const n = { n: count() };
  const [[firms], [persons], [groups]] = await Promise.all([
    db.select(n).from(enterprises).where(eq(enterprises.active, true)),
    db.select(n).from(people).where(eq(people.active, true)),
    db.select(n).from(chats),
  ]);
  return { enterprises: firms?.n ?? 0, people: persons?.n ?? 0, chats: groups?.n ?? 0 };
}

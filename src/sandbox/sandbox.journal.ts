import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type JournalLine, journalLineSchema } from './sandbox.types.ts';

/** A file of JSON lines that only grows, and is written anew when the sandbox starts. */
export interface Journal {
  write(line: JournalLine): void;
  /** Resolves when everything written so far is in the file. */
  flush(): Promise<void>;
}

/** Keeps nothing. */
export const noJournal: Journal = { write: () => {}, flush: async () => {} };

/**
 * Reads the lines of a journal. A line that was cut off by a crash, or is of another version, is left out.
 * @param file a path; a file that does not exist is an empty journal
 */
export async function readJournal(file: string): Promise<JournalLine[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const parsed = journalLineSchema.safeParse(parse(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/**
 * Opens a journal for writing, with `lines` as its whole content.
 * @param onError is told when the file cannot be written; the sandbox goes on in memory
 */
export async function openJournal(
  file: string,
  lines: readonly JournalLine[],
  onError: (error: unknown) => void,
): Promise<Journal> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await rename(`${file}.new`, file);
  let waiting: string[] = [];
  let writing: Promise<void> | null = null;
  const drain = async () => {
    while (waiting.length > 0) {
      const batch = waiting.join('');
      waiting = [];
      await appendFile(file, batch).catch(onError);
    }
    writing = null;
  };
  return {
    write(line) {
      waiting.push(`${JSON.stringify(line)}\n`);
      writing ??= drain();
    },
    async flush() {
      await writing;
    },
  };
}

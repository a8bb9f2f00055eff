import { Worker } from 'node:worker_threads';
import type { Outcome, PlainStatement } from './sqlite-file.mjs';

/** Writes to a database file in a thread of its own, in the order in which it is told to. */
export interface Writer {
  /** Runs one statement by itself, or several in one transaction; resolves when it is on the disk. */
  write(statements: readonly PlainStatement[], how: { alone: boolean }): Promise<Outcome[]>;
  /** Resolves when what was told is written and the file is closed. */
  close(): Promise<void>;
}

interface Waiting {
  resolve(outcomes: Outcome[]): void;
  reject(error: Error): void;
}

type Answer = { id: number; outcomes: Outcome[] } | { id: number; error: { message: string; code?: string } };

/**
 * @param path the file, which exists
 * @param pragmas run first on the thread's connection
 */
export function openWriter(path: string, pragmas: readonly string[]): Writer {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let lastId = 0;

  function fail(broken: Worker, error: Error): void {
    if (thread !== broken) return;
    // The next write starts another; what was under way may or may not be on the disk.
    thread = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function start(): Worker {
    const started = new Worker(new URL('./writer-thread.mjs', import.meta.url), {
      workerData: { path, pragmas },
    });
    // Keeps the process alive only while somebody waits for it.
    started.unref();
    started.on('message', (answer: Answer) => {
      const waits = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) started.unref();
      if ('error' in answer) waits?.reject(sqliteError(answer.error));
      else waits?.resolve(answer.outcomes);
    });
    started.on('error', (error) => fail(started, error));
    started.on('exit', () => fail(started, new Error('the writing thread has ended')));
    return started;
  }

  thread = start();
  return {
    write: (statements, { alone }) =>
      new Promise((resolve, reject) => {
        thread ??= start();
        const id = ++lastId;
        if (waiting.size === 0) thread.ref();
        waiting.set(id, { resolve, reject });
        try {
          thread.postMessage({ id, statements, alone });
        } catch (error) {
          waiting.delete(id);
          reject(error);
        }
      }),
    close: async () => {
      const open = thread;
      thread = undefined;
      if (!open) return;
      const ended = new Promise((resolve) => open.once('exit', resolve));
      open.ref();
      open.postMessage({});
      await ended;
    },
  };
}

function sqliteError({ message, code }: { message: string; code?: string }): Error {
  return Object.assign(new Error(message), { name: 'SqliteError', code });
}

/** Lets many readers go on beside a writer that changes what they read. */
export interface Switch {
  /** Reads; reads again where something was switched meanwhile, so that the result is of one state. */
  beside<T>(read: () => Promise<T>): Promise<T>;
  /** Switches: readers that begin meanwhile wait. */
  to(change: () => Promise<void>): Promise<void>;
  /** Runs one after another. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

export function createSwitch(): Switch {
  let changing: Promise<unknown> | undefined;
  let changes = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    async beside(read) {
      for (;;) {
        while (changing) await changing;
        const before = changes;
        const [result] = await Promise.allSettled([read()]);
        if (changes !== before) continue;
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      }
    },
    async to(change) {
      changes++;
      const done = change();
      const settled = done.then(
        () => {},
        () => {},
      );
      changing = settled;
      await settled;
      if (changing === settled) changing = undefined;
      return done;
    },
    inTurn(work) {
      const done = last.then(work);
      last = done.catch(() => {});
      return done;
    },
  };
}

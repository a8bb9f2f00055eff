import { gunzipSync, gzipSync } from 'node:zlib';

const WIDTH = 1 << 20;
const ROWS = 2;

/**
 * Counts in how many clauses each token occurs, in 8 MB whatever the corpus holds (a count–min sketch: a count is never
 * too small, and too large only where two tokens fall on the same cells of both rows).
 */
export class FrequencySketch {
  clauses = 0;
  tokens = 0;
  readonly #cells: Uint32Array;

  constructor(cells = new Uint32Array(WIDTH * ROWS)) {
    this.#cells = cells;
  }

  /** Adds (or, with −1, takes out) one clause. */
  count(tokens: readonly string[], by: 1 | -1): void {
    this.clauses += by;
    this.tokens += by * tokens.length;
    for (const token of new Set(tokens)) {
      for (let row = 0; row < ROWS; row++) {
        const at = cell(token, row);
        this.#cells[at] = Math.max(0, (this.#cells[at] ?? 0) + by);
      }
    }
  }

  frequency(token: string): number {
    let least = Number.POSITIVE_INFINITY;
    for (let row = 0; row < ROWS; row++) least = Math.min(least, this.#cells[cell(token, row)] ?? 0);
    return least;
  }

  toBytes(): Buffer {
    return gzipSync(new Uint8Array(this.#cells.buffer), { level: 1 });
  }

  static fromBytes(bytes: Uint8Array, clauses: number, tokens: number): FrequencySketch {
    const raw = gunzipSync(bytes);
    const cells = new Uint32Array(WIDTH * ROWS);
    new Uint8Array(cells.buffer).set(raw.subarray(0, cells.byteLength));
    const sketch = new FrequencySketch(cells);
    sketch.clauses = clauses;
    sketch.tokens = tokens;
    return sketch;
  }
}

/** FNV-1a with a seed a row, mixed once more so that the rows are independent. */
function cell(token: string, row: number): number {
  let hash = (0x811c9dc5 ^ Math.imul(row + 1, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < token.length; i++) hash = Math.imul(hash ^ token.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return row * WIDTH + ((hash >>> 0) & (WIDTH - 1));
}

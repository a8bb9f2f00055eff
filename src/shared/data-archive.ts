import { z } from 'zod';

/** The kinds of typed arrays that are kept, by name. */
const ARRAYS = { Float32Array, Float64Array, Int32Array, Uint32Array, Uint16Array, Uint8Array };
type ArrayKind = keyof typeof ARRAYS;

/** The key that marks what JSON has no word for. */
const MARK = '$';
const LENGTH_BYTES = 4;
const entriesSchema = z.array(z.tuple([z.string(), z.unknown()]));

/**
 * Values by name as bytes: JSON, and behind it the numbers of typed arrays as they are in memory.
 * @param values data alone: what JSON knows, and undefined, Map, Set, RegExp and typed arrays in it
 * @throws TypeError where a value is anything else
 */
export function packValues(values: ReadonlyMap<string, unknown>): Uint8Array<ArrayBuffer> {
  const numbers: Uint8Array[] = [];
  let size = 0;
  const keep = (bytes: Uint8Array): number => {
    numbers.push(bytes);
    size += bytes.length;
    return size - bytes.length;
  };
  const text = JSON.stringify([...values].map(([name, value]) => [name, toJson(value, keep)]));
  const json = new TextEncoder().encode(text);
  const packed = new Uint8Array(LENGTH_BYTES + json.length + size);
  new DataView(packed.buffer).setUint32(0, json.length, true);
  packed.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + json.length;
  for (const bytes of numbers) {
    packed.set(bytes, at);
    at += bytes.length;
  }
  return packed;
}

/**
 * The names of what was packed, each with a function that gives its value.
 * @throws where these are not such bytes; the functions throw likewise
 */
export function unpackValues(packed: Uint8Array<ArrayBuffer>): Map<string, () => unknown> {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  const json = packed.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  const numbers = packed.subarray(LENGTH_BYTES + length);
  const entries = entriesSchema.parse(JSON.parse(new TextDecoder().decode(json)));
  return new Map(entries.map(([name, value]) => [name, () => fromJson(value, numbers)]));
}

function toJson(value: unknown, keep: (bytes: Uint8Array) => number): unknown {
  const inner = (part: unknown) => toJson(part, keep);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : marked('number', Object.is(value, -0) ? '-0' : String(value));
    case 'undefined':
      return marked('undefined', null);
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return Array.from(value, inner);
      if (value instanceof Map)
        return marked('Map', [[...value.keys()].map(inner), [...value.values()].map(inner)]);
      if (value instanceof Set) return marked('Set', [...value].map(inner));
      if (value instanceof RegExp) return marked('RegExp', [value.source, value.flags]);
      return typedToJson(value, keep) ?? objectToJson(value, inner);
    default:
      throw new TypeError(`no data: ${typeof value}`);
  }
}

function typedToJson(value: object, keep: (bytes: Uint8Array) => number): unknown {
  for (const [kind, of] of Object.entries(ARRAYS)) {
    if (!(value instanceof of)) continue;
    return marked(kind, [
      keep(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
      value.byteLength,
    ]);
  }
  return undefined;
}

function objectToJson(value: object, inner: (part: unknown) => unknown): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`no data: ${value.constructor.name}`);
  const entries = Object.entries(value).map(([key, part]) => [key, inner(part)]);
  return MARK in value ? marked('object', entries) : Object.fromEntries(entries);
}

const marked = (kind: string, of: unknown) => ({ [MARK]: kind, of });

function fromJson(value: unknown, numbers: Uint8Array<ArrayBuffer>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const inner = (part: unknown) => fromJson(part, numbers);
  if (Array.isArray(value)) return value.map(inner);
  if (MARK in value) return unmarked(value as { [MARK]: string; of: unknown }, inner, numbers);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inner(part)]));
}

function unmarked(
  { [MARK]: kind, of }: { [MARK]: string; of: unknown },
  inner: (part: unknown) => unknown,
  numbers: Uint8Array<ArrayBuffer>,
): unknown {
  switch (kind) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(of);
    case 'Map': {
      const [keys, values] = of as [unknown[], unknown[]];
      const map = new Map();
      for (const [at, key] of keys.entries()) map.set(inner(key), inner(values[at]));
      return map;
    }
    case 'Set':
      return new Set((of as unknown[]).map(inner));
    case 'RegExp': {
      const [source, flags] = of as [string, string];
      return new RegExp(source, flags);
    }
    case 'object':
      return Object.fromEntries((of as [string, unknown][]).map(([key, part]) => [key, inner(part)]));
    default:
      return typedFromJson(kind, of as [number, number], numbers);
  }
}

function typedFromJson(kind: string, [at, length]: [number, number], numbers: Uint8Array<ArrayBuffer>) {
  const of = Object.hasOwn(ARRAYS, kind) ? ARRAYS[kind as ArrayKind] : undefined;
  if (!of || at + length > numbers.length) throw new TypeError(`no packed value: ${kind}`);
  // A copy: it must begin at a multiple of its size, and the rest of the bytes need not be kept.
  return new of(numbers.slice(at, at + length).buffer);
}

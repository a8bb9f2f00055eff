import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packValues, unpackValues } from './data-archive.ts';

const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    ...[fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constantFrom(null, undefined, -0)],
    ...[fc.float32Array(), fc.int32Array(), fc.uint16Array(), fc.constantFrom(/a\/b/giu)],
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', 'of', '__proto__')), tie('value')),
    fc.array(fc.tuple(fc.string(), tie('value'))).map((entries) => new Map(entries)),
    fc.array(fc.string()).map((values) => new Set(values)),
  ),
})).value;

it('gives back what was packed, as it was', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.string(), data), { selector: ([name]) => name }), (entries) => {
      const unpacked = unpackValues(packValues(new Map(entries)));
      const values = [...unpacked].map(([name, value]) => [name, value()]);
      expect(values).toStrictEqual(entries.map(([name, value]) => [name, structuredClone(value)]));
    }),
  );
});

it('refuses what is no data, and bytes that are nothing packed', () => {
  class Odd {}
  for (const value of [() => 1, Symbol('a'), new Odd(), 1n, new Date(0)])
    expect(() => packValues(new Map([['a', [value]]]))).toThrow(/no data/);
  expect(() => unpackValues(new Uint8Array([1, 0, 0, 0, 0x7b]))).toThrow();
  expect(() => unpackValues(new Uint8Array(2))).toThrow();
  const short = packValues(new Map([['a', new Float32Array(8)]])).slice(0, -4);
  expect(() => unpackValues(short).get('a')?.()).toThrow(/no packed value/);
});

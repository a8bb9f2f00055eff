import { expect, test } from 'vitest';
import { remember } from './remember.ts';

test('makes the same once, and forgets what was asked for longest ago', () => {
  const made: number[] = [];
  const double = remember(({ n }: { n: number }) => {
    made.push(n);
    return { twice: 2 * n };
  }, 2);
  expect([1, 2, 1, 3, 1, 2].map((n) => double({ n }).twice)).toEqual([2, 4, 2, 6, 2, 4]);
  // The third pushed 2 out, which was then made again.
  expect(made).toEqual([1, 2, 3, 2]);
});

test('what cannot be made is not remembered', () => {
  let broken = true;
  const make = remember((n: number) => {
    if (broken) throw new Error('broken');
    return n;
  }, 2);
  expect(() => make(1)).toThrow('broken');
  broken = false;
  expect(make(1)).toBe(1);
});

test('a promise that fails is not remembered', async () => {
  let away = true;
  const make = remember(async (n: number) => {
    if (away) throw new Error('away');
    return { n };
  }, 2);
  await expect(make(1)).rejects.toThrow('away');
  away = false;
  const first = make(1);
  expect(await first).toEqual({ n: 1 });
  expect(make(1)).toBe(first);
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRightOfWay } from './right-of-way.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const done = () => Promise.resolve();

describe('right of way', () => {
  it('lets everybody through in the next turn, in order, when little is urgent', async () => {
    const turns: (() => void)[] = [];
    const { first, giveWay } = createRightOfWay((run) => turns.push(run));
    for (let i = 0; i < 10; i++) void first(done);
    const through: string[] = [];
    for (const name of ['one', 'two', 'three']) void giveWay().then(() => through.push(name));
    expect(through).toEqual([]);
    turns.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(through).toEqual(['one', 'two', 'three']);
    expect(turns).toHaveLength(0);
  });

  it('lets only a trickle through a flood, and everybody once it is over', async () => {
    const { first, giveWay } = createRightOfWay();
    const flood = setInterval(() => void first(done), 1);
    await vi.advanceTimersByTimeAsync(100);
    let through = 0;
    for (let i = 0; i < 500; i++) void giveWay().then(() => through++);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(through).toBeGreaterThan(5);
    expect(through).toBeLessThanOrEqual(11);
    clearInterval(flood);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(through).toBe(500);
  });

  it('is not stopped by what comes steadily but is no flood', async () => {
    const { first, giveWay } = createRightOfWay();
    const steady = setInterval(() => void first(done), 5);
    await vi.advanceTimersByTimeAsync(1_000);
    let through = 0;
    for (let i = 0; i < 50; i++) void giveWay().then(() => through++);
    await vi.advanceTimersByTimeAsync(200);
    expect(through).toBe(50);
    clearInterval(steady);
  });

  it('counts what failed like the rest', async () => {
    const { first, giveWay } = createRightOfWay();
    await expect(first(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
    let through = 0;
    void giveWay().then(() => through++);
    await vi.advanceTimersByTimeAsync(10);
    expect(through).toBe(1);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRightOfWay } from './right-of-way.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('right of way', () => {
  it('holds nobody up when nothing urgent is under way', async () => {
    const { giveWay } = createRightOfWay();
    await giveWay();
  });

  it('lets the others wait until the urgent is done', async () => {
    const { first, giveWay } = createRightOfWay();
    const order: string[] = [];
    void first(() => pause(5)).then(() => order.push('urgent'));
    // The one that trickles through at the start, and one that has to wait.
    for (const name of ['one', 'two']) void giveWay().then(() => order.push(name));
    await vi.advanceTimersByTimeAsync(50);
    expect(order).toEqual(['one', 'urgent', 'two']);
  });

  it('lets a trickle through a flood that never ends', async () => {
    const { first, giveWay } = createRightOfWay();
    void first(() => pause(10_000));
    let through = 0;
    for (let i = 0; i < 500; i++) void giveWay().then(() => through++);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(through).toBeGreaterThan(5);
    expect(through).toBeLessThanOrEqual(11);
  });

  it('lets everybody through after a failure, too', async () => {
    const { first, giveWay } = createRightOfWay();
    await expect(first(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
    let through = 0;
    for (let i = 0; i < 20; i++) void giveWay().then(() => through++);
    await vi.advanceTimersByTimeAsync(10);
    expect(through).toBe(20);
  });
});

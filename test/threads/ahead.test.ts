import { describe, expect, it } from 'vitest';
import { beginAhead } from '../../dist/threads/index.js';

describe('work begun ahead', () => {
  it('comes in the order of its items, with so many begun beyond the one that is handed out', async () => {
    const begun: number[] = [];
    const begin = async (item: number) => {
      begun.push(item);
      return item * 10;
    };
    const seen: number[] = [];
    for await (const result of beginAhead([1, 2, 3, 4, 5], begin, 2)) {
      seen.push(result);
      if (seen.length === 1) expect(begun).toEqual([1, 2, 3]);
    }
    expect(seen).toEqual([10, 20, 30, 40, 50]);
  });

  it('throws a rejection where its item is due, after the results before it', async () => {
    const seen: number[] = [];
    const begin = async (item: number) => {
      if (item === 3) throw new Error('third');
      return item;
    };
    const all = async () => {
      for await (const result of beginAhead([1, 2, 3, 4], begin, 3)) seen.push(result);
    };
    await expect(all()).rejects.toThrow('third');
    expect(seen).toEqual([1, 2]);
  });
});

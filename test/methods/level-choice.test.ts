/** Whose levels a network's pictures are linearised with, case by case. */
import { describe, expect, it } from 'vitest';
import {
  describeContradiction,
  differs,
  judgeLevels,
} from '../../dist/methods/node/level-choice.js';

const origin = (hash: string, name = 'mine') =>
  ({ data: { name, hash }, levels: { blackLevel: 64, whiteLevel: 1023 } }) as never;
const levels = (black: string, white: string) =>
  ({ blackLevel: 0, whiteLevel: 4095, stated: { black, white }, key: '' }) as never;
const IDENTITY = { name: 'mine', hashes: ['abc', 'def'] };
const used = (from: never, at: never, identity = IDENTITY) =>
  judgeLevels('net', from, at, identity).used;

describe('the levels of a network that was trained at others', () => {
  const file = levels('file', 'file');

  it('are its own where it was trained on this data set, by hash or by name', () => {
    expect(used(origin('abc', 'other'), file)).toBe('model');
    expect(used(origin('def', 'other'), file)).toBe('model');
    expect(used(origin('xyz', 'mine'), file)).toBe('model');
  });

  it('are its own where it does not say what it was trained on', () => {
    expect(used(origin('', 'other'), file)).toBe('model');
  });

  it("are the data set's where it was trained on another", () => {
    expect(used(origin('xyz', 'other'), file)).toBe('dataset');
  });

  it('are those that the caller gives, black or white', () => {
    expect(used(origin('abc'), levels('given', 'file'))).toBe('dataset');
    expect(used(origin('abc'), levels('file', 'given'))).toBe('dataset');
  });

  it('differ where one of the two does', () => {
    const at = (blackLevel: number, whiteLevel: number) =>
      differs(origin('abc'), { blackLevel, whiteLevel } as never);
    expect([at(64, 1023), at(65, 1023), at(64, 1022)]).toEqual([false, true, true]);
  });

  it('are named with those of the data set', () => {
    const told = describeContradiction(judgeLevels('net', origin('abc'), file, IDENTITY));
    expect(told).toContain(
      "net was trained at levels 64 to 1023, and the data set's are 0 to 4095",
    );
    expect(told).toContain('linearised with its own');
    const other = describeContradiction(judgeLevels('net', origin('xyz', 'other'), file, IDENTITY));
    expect(other).toContain("all methods see pictures at the data set's");
  });
});

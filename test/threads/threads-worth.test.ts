import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { threadsWorth } from '../../dist/threads/index.js';

const root = mkdtempSync(join(tmpdir(), 'deepawb-worth-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const [small, large] = ['small', 'large'].map((name) => join(root, name)) as [string, string];
writeFileSync(small, new Uint8Array(400));
writeFileSync(large, '');
truncateSync(large, 1 << 20);

describe('threads for work on files', () => {
  it('are none where all of it is sooner done than one has started', () => {
    expect(threadsWorth([], 1000)).toBe(0);
    expect(threadsWorth([small, small, join(root, 'gone')], 1000)).toBe(0);
  });

  it('are one for as much work as the start of one, and never more than cores', () => {
    expect(threadsWorth([small, small, small], 1000)).toBe(1);
    expect(threadsWorth([large, small], 1000)).toBe(Math.min(1048, availableParallelism()));
  });
});

/**
 * The fuzzing command, half a minute with the starts of its processes and a fixed seed: every reader refuses or reads; and it
 * notices what does not.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { READER_NAMES } from '../../bench/fuzz/readers.mjs';

const FUZZ = join(import.meta.dirname, '../../bench/fuzz.mjs');

it('finds no input that a reader neither reads nor refuses in a sentence', () => {
  const { status, stdout, stderr } = spawnSync('node', [FUZZ, '--seconds', '20', '--seed', '7'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  for (const name of READER_NAMES) {
    const line = new RegExp(
      `^${name}: (\\d+) tried, (\\d+) refused, (\\d+) accepted, 0 failures$`,
      'm',
    );
    const [tried, refused, accepted] = line.exec(stdout)?.slice(1).map(Number) ?? [];
    expect(tried, name).toBeGreaterThan(49);
    // Inputs reach past the parser, and are no longer right.
    expect(refused, name).toBeGreaterThan(0);
    expect(accepted, name).toBeGreaterThan(0);
  }
  // Every reader tries 50 inputs, however slow the machine.
}, 600_000);

it('refuses a reader that there is not', () => {
  const { status, stderr } = spawnSync('node', [FUZZ, '--reader', 'nobody'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toMatch(/expected --reader to be one of png, /);
});

/** Files that are none: pipes and devices, which have no size and may never end. No command waits for ever, or takes all memory. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWhole } from '../../dist/files/index.js';
import { run } from '../hostile/run.js';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-read-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function pipe(name: string): string {
  const file = join(dir, name);
  execFileSync('mkfifo', [file]);
  return file;
}

describe('a pipe', () => {
  it('is read to its end, whenever its writer comes', () => {
    const file = pipe('slow');
    const script = 'sleep 0.3; { head -c 70000 /dev/zero; sleep 0.3; printf end; } > "$1"';
    const writer = spawn('sh', ['-c', script, 'sh', file], { stdio: 'ignore' });
    const bytes = readWhole(file);
    expect(bytes.length).toBe(70_003);
    expect(bytes.subarray(-3).toString()).toBe('end');
    writer.kill();
  });

  it('into which nobody writes is given up', () => {
    expect(() => readWhole(pipe('silent'))).toThrow(/silent: expected a file, got a pipe into/);
  });
});

describe('a device', () => {
  it('without end is read no further than is asked for', () => {
    expect(() => readWhole('/dev/zero', 1e6)).toThrow('/dev/zero: expected at most 1000000 bytes');
    expect(readWhole('/dev/null').length).toBe(0);
  });
});

describe('a file', () => {
  it('is read whole, and refused where it is larger than it may be', () => {
    const file = join(dir, 'file');
    writeFileSync(file, 'text');
    expect(readWhole(file).toString()).toBe('text');
    expect(() => readWhole(file, 3)).toThrow(/expected at most 3 bytes, got 4/);
  });
});

/** Commands on a file that is none. */
const COMMANDS: readonly ((file: string) => string[])[] = [
  (file) => ['predict', file],
  (file) => ['export', file, '--out', join(dir, 'out')],
  (file) => ['import', file, '--out', join(dir, 'out.awb')],
  (file) => ['doctor', 'libcamera', file],
  (file) => ['search', 'run', file, '--data', dir, '--out', join(dir, 'study')],
  (file) => ['data', 'inspect', file],
];

describe.each(['fifo', 'folder', '/dev/null', 'loop'])('%s for a file', (kind) => {
  let file = '';
  beforeAll(() => {
    file = kind.startsWith('/') ? kind : join(dir, kind);
    if (kind === 'fifo') pipe('fifo');
    if (kind === 'folder') mkdirSync(file);
    if (kind === 'loop') execFileSync('ln', ['-s', 'loop', file]);
  });
  it.each(COMMANDS.map((command) => [command('x').slice(0, 2).join(' '), command] as const))(
    'is refused by %s in a sentence',
    async (_name, command) => {
      const { code, stderr } = await run(command(file), join(dir, 'cache'));
      expect([1, 3], stderr).toContain(code);
      expect(stderr).toMatch(/^error: /);
      expect(stderr).not.toMatch(/\n\s+at |is not a function|undefined/);
    },
  );
});

/** Commands whose output cannot be written: they say so before they work, name the file and the cure, and leave nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  OutputError,
  tryOutputFile,
  tryOutputFolder,
  writeFileAtomically,
  writeFilesTogether,
} from '../../dist/files/index.js';
import { createJournal } from '../../dist/nas/study/journal.js';
import { writeTinyModel } from '../cli/tiny-model.js';
import { describeWhere } from '../support/needs.js';
import { runCli } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';

const LONG = 'n'.repeat(300);

let dir = '';
let data = '';
let model = '';
let picture = '';
let weights = '';
let described = '';

/** The shipped study. */
const STUDY = join(import.meta.dirname, '../../studies/cube64-small');

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-outputs-'));
  data = join(dir, 'data');
  model = join(dir, 'tiny.awb');
  writeTinyModel(model);
  const args = ['data', 'synth', data, '--train', '12', '--test', '4', '--size', '48x32'];
  expect((await runCli(args)).code).toBe(0);
  picture = join(data, 'test/PNG', readdirSync(join(data, 'test/PNG'))[0] as string);
  await runCli(['export', model, '--format', 'safetensors', '--out', join(dir, 'weights')]);
  weights = join(dir, 'weights', readdirSync(join(dir, 'weights'))[0] as string);
  described = join(dir, 'study.yaml');
  writeFileSync(described, 'name: toy\ndata: { path: data }\ntrials: 1\nepochs: 1\n');
  writeFileSync(join(dir, 'file'), 'x');
  mkdirSync(join(dir, 'folder'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Every file and folder below one, with sizes. */
const listing = (folder: string): string[] =>
  (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => `${name} ${statSync(join(folder, name)).size}`)
    .sort();

/** Commands by what they write; `out` is a file or a folder as the command wants it. */
const COMMANDS: readonly [string, boolean, (out: string) => string[]][] = [
  ['train --out', true, (out) => ['train', '--data', data, '--epochs', '1', '--out', out]],
  [
    'eval --csv',
    true,
    (out) => ['eval', '--data', data, '--model', model, '--no-cache', '--csv', out],
  ],
  [
    'eval --report',
    true,
    (out) => ['eval', '--data', data, '--model', model, '--no-cache', '--report', out],
  ],
  ['predict --render', true, (out) => ['predict', picture, '--model', model, '--render', out]],
  [
    'bayes tune --out',
    true,
    (out) => ['bayes', 'tune', '--data', data, '--no-cache', '--out', out],
  ],
  [
    'compare --out',
    false,
    (out) => ['compare', '--data', data, '--model', model, '--no-cache', '--out', out],
  ],
  ['export --out', false, (out) => ['export', model, '--out', out]],
  ['export wasm', false, (out) => ['export', model, '--format', 'wasm', '--out', out]],
  ['data inspect --out', false, (out) => ['data', 'inspect', data, '--out', out]],
  [
    'train --log',
    true,
    (out) => [
      'train',
      '--data',
      data,
      '--epochs',
      '1',
      '--out',
      join(dir, 'trained/m.awb'),
      '--log',
      out,
    ],
  ],
  [
    'train --checkpoint',
    true,
    (out) => [
      'train',
      '--data',
      data,
      '--epochs',
      '1',
      '--out',
      join(dir, 'trained/m.awb'),
      '--checkpoint',
      out,
    ],
  ],
  ['balance --out', true, (out) => ['balance', picture, '--gains', '2,1.5', '--out', out]],
  ['import --out', true, (out) => ['import', weights, '--out', out]],
  ['search status --csv', true, (out) => ['search', 'status', STUDY, '--csv', out]],
  ['search pareto --out', false, (out) => ['search', 'pareto', STUDY, '--out', out]],
  [
    'search export --out',
    true,
    (out) => ['search', 'export', STUDY, '--data', data, '--epochs', '1', '--out', out],
  ],
  ['search run --out', false, (out) => ['search', 'run', described, '--data', data, '--out', out]],
  [
    'data augment --out',
    false,
    (out) => ['data', 'augment', data, '--no-cache', '--count', '2', '--out', out],
  ],
  ['data synth', false, (out) => ['data', 'synth', out, '--train', '2', '--test', '0']],
];

const SENTENCE = /^error: .*(?:cannot be written: |expected a folder).+; ?[a-z ]+/m;

describe.each(COMMANDS)('%s', (_name, isFile, command) => {
  test.each([
    ['below a file', () => join(dir, 'file', 'out')],
    ['of too long a name', () => join(dir, LONG)],
    [isFile ? 'where a folder is' : 'where a file is', () => join(dir, isFile ? 'folder' : 'file')],
  ])('%s is refused in a sentence that names it', async (what, place) => {
    const out = place();
    // A folder is where these write.
    const takesFolders = ['--render', '--gains'].some((option) => command(out).includes(option));
    if (what === 'where a folder is' && takesFolders) return;
    const before = listing(dir);
    const { code, stderr } = await runHere(command(out));
    expect(code, stderr).toBeGreaterThan(0);
    expect(stderr).toContain(out.slice(0, 40));
    expect(stderr).toMatch(SENTENCE);
    expect(stderr).not.toMatch(/E[A-Z]{4,}:|^ {4}at /m);
    expect(listing(dir)).toEqual(before);
  });
});

function mountsTmpfs(): boolean {
  if (process.getuid?.() !== 0) return false;
  const probe = mkdtempSync(join(tmpdir(), 'deepawb-mount-'));
  const mounted =
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe]).status === 0;
  if (mounted) spawnSync('umount', [probe]);
  rmSync(probe, { recursive: true, force: true });
  return mounted;
}

describeWhere(mountsTmpfs(), 'root and tmpfs', 'a disk that', () => {
  let disk = '';
  beforeAll(() => {
    disk = mkdtempSync(join(tmpdir(), 'deepawb-disk-'));
  });
  afterAll(() => rmSync(disk, { recursive: true, force: true }));
  const mount = (options: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
  const fill = (file: string) => {
    expect(() => {
      for (;;) appendFileSync(file, Buffer.alloc(4096));
    }).toThrow(/ENOSPC/);
  };
  const unmount = () => execFileSync('umount', [disk]);

  test.each(COMMANDS)(
    'is full: %s leaves nothing and says what to do',
    async (_n, isFile, command) => {
      mount('size=64k');
      try {
        fill(join(disk, 'filler'));
        const out = join(disk, isFile ? 'out.png' : 'out');
        const { code, stderr } = await runHere(command(out));
        expect(code, stderr).toBe(1);
        expect(stderr).toContain(disk);
        expect(stderr).toMatch(/no space is left on its disk; free some, or name another place/);
        const files = (readdirSync(disk, { recursive: true }) as string[]).filter((name) =>
          statSync(join(disk, name)).isFile(),
        );
        expect(files).toEqual(['filler']);
      } finally {
        unmount();
      }
    },
  );

  test('fills up between two files of an export takes back the first', async () => {
    mount('size=64k');
    try {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(56 * 1024));
      const { code, stderr } = await runCli(['export', model, '--out', disk]);
      expect(code, stderr).toBe(1);
      expect(stderr).toMatch(/tiny\.c: cannot be written: no space is left/);
      expect(readdirSync(disk)).toEqual(['filler']);
    } finally {
      unmount();
    }
  });

  test('fills up while a study runs ends it with the journal by name, and whole', () => {
    mount('size=64k');
    try {
      const file = join(disk, 'journal.jsonl');
      const journal = createJournal(file);
      fill(join(disk, 'filler'));
      const event = { event: 'infeasible', trial: 0, reason: 'r'.repeat(8000) } as const;
      const before = statSync(file).size;
      expect(() => journal.append(event)).toThrow(/journal\.jsonl: cannot be written: no space is/);
      expect(statSync(file).size).toBe(before);
      expect(journal.events).toEqual([]);
      journal.close();
      expect(() => createJournal(join(disk, 'second.jsonl'))).toThrow(OutputError);
      expect(readdirSync(disk).sort()).toEqual(['filler', 'journal.jsonl']);
    } finally {
      unmount();
    }
  });

  test.each(['node', 'wasm', 'c'])(
    'is full of temporary files: measure --runner %s',
    async (runner) => {
      mount('size=16k');
      try {
        fill(join(disk, 'filler'));
        const { code, stderr } = await runCli(['measure', 'model', model, '--runner', runner], {
          env: { TMPDIR: disk },
        });
        expect(code).toBe(1);
        expect(stderr).toContain(disk);
        expect(stderr).toMatch(/TMPDIR says where.*: no space is left on its disk; free some/);
        expect(readdirSync(disk)).toEqual(['filler']);
      } finally {
        unmount();
      }
    },
  );

  test('is read-only takes no file and is named', () => {
    mount('size=64k,ro');
    try {
      for (const use of [
        () => tryOutputFile(join(disk, 'a')),
        () => tryOutputFolder(join(disk, 'a/b')),
        () => writeFileAtomically(join(disk, 'a'), 'text'),
      ]) {
        expect(use).toThrow(/read-only; name another place/);
        expect(use).toThrow(OutputError);
      }
    } finally {
      unmount();
    }
  });

  test('fills up while a file is written keeps the old one', () => {
    mount('size=64k');
    try {
      const file = join(disk, 'a');
      writeFileAtomically(file, 'old');
      expect(() => writeFileAtomically(file, new Uint8Array(1 << 20))).toThrow(OutputError);
      expect(readdirSync(disk)).toEqual(['a']);
      expect(statSync(file).size).toBe(3);
    } finally {
      unmount();
    }
  });
});

test('a file of the longest name that a system takes is written', () => {
  const file = join(dir, 'x'.repeat(255));
  tryOutputFile(file);
  writeFileAtomically(file, 'text');
  expect(statSync(file).size).toBe(4);
  rmSync(file);
  const wide = join(dir, '光'.repeat(85));
  writeFileAtomically(wide, 'text');
  expect(statSync(wide).size).toBe(4);
  rmSync(wide);
});

test('trying an output leaves what is there as it is', () => {
  const before = listing(dir);
  tryOutputFile(join(dir, 'file'));
  tryOutputFile(join(dir, 'new/folder/file'));
  tryOutputFolder(join(dir, 'new/folder'));
  expect(listing(dir)).toEqual(before);
});

test('files that belong together are never written over what they were made of', () => {
  const out = join(dir, 'together');
  mkdirSync(out);
  writeFileSync(join(out, 'stock.json'), 'stock');
  const files = [
    { name: 'a.bin', content: 'a' },
    { name: 'stock.json', content: 'tuned' },
  ];
  expect(() => writeFilesTogether(out, files, [join(out, '../together/stock.json')])).toThrow(
    /stock\.json would be written over .*stock\.json, which is read/,
  );
  expect(listing(out)).toEqual(['stock.json 5']);
  const other = join(dir, 'elsewhere.json');
  writeFileSync(other, 'stock');
  writeFilesTogether(out, files, [other]);
  expect(listing(out)).toEqual(['a.bin 1', 'stock.json 5']);
});

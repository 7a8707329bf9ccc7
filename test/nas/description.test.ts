/** Study files: those that ship, those in the documents, and whether the documents name every key. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BUILT_IN_SPACES,
  networkOf,
  parseStudy,
  spaceOf,
  stringifyStudy,
} from '../../dist/nas/index.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (...parts: string[]) => readFileSync(join(ROOT, ...parts), 'utf8');
const blocksOf = (text: string) =>
  [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block]) => block!);

describe('study files that ship', () => {
  it.each(readdirSync(join(ROOT, 'studies')).filter((name) => name.endsWith('.yaml')))(
    '%s is one',
    (file) => {
      const study = parseStudy(read('studies', file), file);
      expect(parseStudy(stringifyStudy(study), 'again')).toEqual(study);
      for (const [document] of read('studies', file).matchAll(/docs\/[\w-]+\.md/g))
        expect(existsSync(join(ROOT, document)), document).toBe(true);
    },
  );

  it.each(['small', 'reference'] as const)('%s.yaml writes the built-in space out', (name) => {
    expect(spaceOf(parseStudy(read('studies', `${name}.yaml`), name))).toEqual(
      BUILT_IN_SPACES[name],
    );
  });
});

describe('docs/nas.md', () => {
  const text = read('docs', 'nas.md');

  it('shows study files that are ones', () => {
    const blocks = blocksOf(text);
    expect(blocks.length).toBeGreaterThan(3);
    for (const block of blocks) parseStudy(block, 'docs/nas.md');
  });

  it('names every key that a study has, and the defaults that it takes', () => {
    const study = parseStudy('name: a\ndata: { path: b }\n', 'a.yaml');
    const leaves = (value: unknown, path: string): [string, unknown][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, inner]) =>
            leaves(inner, path === '' ? key : `${path}.${key}`),
          )
        : [[path, value]];
    for (const [path, value] of leaves(study, '')) {
      const key = path.replace(/^objectives\./, '').replace(/^(executor|device)\.kind$/, '$1');
      const row = text.split('\n').find((line) => line.split('|')[1]?.includes(`\`${key}\``));
      expect(row, key).toBeDefined();
      if (!['name', 'data.path', 'start'].includes(key)) expect(row).toContain(String(value));
    }
    for (const key of ['data.hash', 'exportEpochs', 'batch', 'slots', 'redis', 'queue', 'port'])
      expect(text).toContain(`\`${key}\``);
    for (const key of ['identity', 'knownHosts', 'remoteDir']) expect(text).toContain(`\`${key}\``);
  });

  it.each(['small', 'reference'] as const)('names every parameter of %s networks', (name) => {
    const space = BUILT_IN_SPACES[name];
    const nonsense = { ...space, fixed: { ...space.fixed, nonsense: 1 } };
    const middle = Object.fromEntries(
      space.parameters.map((p) => [p.name, 'values' in p ? p.values[0]! : p.low]),
    );
    let message = '';
    try {
      networkOf(nonsense, middle, { epochs: 1, seed: 0 });
    } catch (error) {
      message = (error as Error).message;
    }
    const [, names] = /parameters of (.*); got 'nonsense'/.exec(message)!;
    expect(names!.split(', ').length).toBeGreaterThan(15);
    // Of the three blocks of the reference the middle one is meant by "to".
    for (const each of names!.split(', '))
      if (!/2$/.test(each)) expect(text).toContain(`\`${each}\``);
  });
});

describe('docs/studies.md', () => {
  it('names every event that a journal may hold', () => {
    const events = [
      ...read('src', 'nas', 'study', 'events.ts').matchAll(/readonly event: ([^;]+);/g),
    ].flatMap(([, kinds]) => [...kinds!.matchAll(/'(\w+)'/g)].map(([, kind]) => kind!));
    expect(events.length).toBeGreaterThan(10);
    for (const event of events) expect(read('docs', 'studies.md')).toContain(`\`${event}\``);
  });
});

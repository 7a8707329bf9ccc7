/** What the program loads before a command does anything: `predict` has 64 MB for all, and a mere --help should not wait. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN } from '../support/run-cli.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-light-'));
  // Prints every module that is loaded; loaders run in a thread of their own.
  const hooks = `export async function load(url, context, next) {
    process._rawDebug('loaded ' + url);
    return next(url, context);
  }`;
  writeFileSync(join(folder, 'hooks.mjs'), hooks);
  const register = `import { register } from 'node:module';\nregister('./hooks.mjs', import.meta.url);`;
  writeFileSync(join(folder, 'register.mjs'), register);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Modules of the package that a command line loads, from dist/ on. */
function loadedBy(...args: string[]): string[] {
  const register = `--import=${join(folder, 'register.mjs')}`;
  const { stderr } = spawnSync(process.execPath, [register, MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return [...stderr.matchAll(/^loaded file:.*\/dist\/(.*)$/gm)].map(([, path = '']) => path);
}

const LOWEST = ['config', 'errors', 'files', 'terminal', 'text'];

describe('the start of the program', () => {
  it('loads for the help of all commands no layer that works, and no package but the parser', () => {
    const loaded = loadedBy('--help');
    expect(loaded).toContain('cli/benchmark/benchmark.js');
    const layers = loaded.flatMap((path) => path.match(/^(\w+)\/index\.js$/)?.[1] ?? []);
    expect(layers.sort()).toEqual(LOWEST);
    const packages = loaded.filter((path) => /^packages\/(?!chunk-)/.test(path));
    expect(packages.sort()).toEqual(['packages/commander.js', 'packages/picocolors.js']);
  });

  it('loads of the commands the one that is called, and what a file of options names', () => {
    const commands = (...args: string[]) =>
      loadedBy('predict', 'none.png', ...args)
        .filter((path) => /^cli\/.*\/(?:data|train|predict|benchmark)\.js$/.test(path))
        .sort();
    expect(commands()).toEqual(['cli/picture/predict.js']);
    const options = { shared: { seed: 2 }, predict: { model: 'shipped' }, train: { epochs: 3 } };
    writeFileSync(join(folder, 'deepawb.config.json'), JSON.stringify(options));
    expect(commands()).toEqual(['cli/picture/predict.js', 'cli/train/train.js']);
    expect(commands('--no-config')).toEqual(['cli/picture/predict.js']);
  });
});

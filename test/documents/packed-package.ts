/** Folders that hold the packed package and nothing else, with a shell in which its commands are typed. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './console-blocks.js';

const SHORTENED = join(import.meta.dirname, 'shortened.mjs');

export interface ShellRun {
  readonly code: number | null;
  readonly output: string;
}

export interface PackedPackage {
  /** A folder that has the package in its node_modules. */
  folder(name: string): string;
  /** Runs a script as it would be typed there, and stops at the first line that fails. */
  run(folder: string, script: string): Promise<ShellRun>;
  remove(): void;
}

/** Packs the package once, and unpacks it with what npm would install beside it. */
export function packPackage(): PackedPackage {
  const root = mkdtempSync(join(tmpdir(), 'deepawb-documents-'));
  const modules = join(root, 'node_modules');
  mkdirSync(join(modules, 'deepawb'), { recursive: true });
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', root];
  spawnSync('npm', pack, { cwd: ROOT });
  const { version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const tarball = join(root, `deepawb-${version}.tgz`);
  const unpack = ['xzf', tarball, '--strip-components=1', '-C', join(modules, 'deepawb')];
  if (spawnSync('tar', unpack).status !== 0) throw new Error(`could not unpack ${tarball}`);
  for (const scope of new Set(Object.keys(dependencies).map((name) => name.split('/')[0]!))) {
    symlinkSync(join(ROOT, 'node_modules', scope), join(modules, scope));
  }
  const bin = commandsOf(root);
  return {
    folder(name) {
      const folder = join(root, name);
      mkdirSync(folder, { recursive: true });
      symlinkSync(modules, join(folder, 'node_modules'));
      return folder;
    },
    run: (folder, script) => shell(folder, bin, script),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** `deepawb` and `npx deepawb`, without the second that npx takes to start. */
function commandsOf(root: string): string {
  const bin = join(root, 'bin');
  const main = join(root, 'node_modules/deepawb/dist/cli/main.js');
  mkdirSync(bin);
  const write = (name: string, line: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  write('deepawb', `exec '${process.execPath}' '${SHORTENED}' '${main}' "$@"`);
  write('npx', 'exec "$@"');
  return bin;
}

function shell(cwd: string, bin: string, script: string): Promise<ShellRun> {
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    XDG_CACHE_HOME: join(cwd, '.cache'),
    HOME: cwd,
  };
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

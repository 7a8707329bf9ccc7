/**
 * What newcomers do: unpack the published package into an empty folder and run examples/ and the blocks of the
 * documentation there. No other package is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng16 } from '../dist/raw/index.js';
import { runHere } from './support/run-here.js';

const ROOT = join(import.meta.dirname, '..');
let folder: string;
let packed: { readonly size: number; readonly files: readonly { readonly path: string }[] };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-package-'));
  // Scripts would build again, under the tests that run at the same time.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' });
  try {
    const answer = JSON.parse(stdout);
    packed = Array.isArray(answer) ? answer[0] : Object.values(answer)[0];
  } catch {
    throw new Error(`npm pack: ${stderr}`);
  }
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'deepawb'), { recursive: true });
  const tarball = join(folder, 'deepawb-0.1.0.tgz');
  spawnSync('tar', ['xzf', tarball, '--strip-components=1', '-C', join(modules, 'deepawb')]);
  copyFileSync(join(ROOT, 'models/cube64-small.awb'), join(folder, 'mine.awb'));
  writeFileSync(join(folder, 'picture.png'), encodePng16(picture()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Greys under daylight. */
function picture() {
  const [widthPx, heightPx] = [96, 64];
  const rgb = new Uint16Array(widthPx * heightPx * 3);
  for (let i = 0; i < widthPx * heightPx; i++) {
    const grey = 1000 + ((i * 7919) % 9000);
    rgb.set([2048 + 0.48 * grey, 2048 + grey, 2048 + 0.68 * grey], 3 * i);
  }
  return { widthPx, heightPx, rgb, blackLevel: 2048, whiteLevel: 16_383 };
}

function run(file: string, ...args: string[]): Promise<{ code: number | null; stdout: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: folder });
    let stdout = '';
    child.stdout.on('data', (part) => {
      stdout += part;
    });
    child.stderr.on('data', (part) => {
      stdout += `stderr: ${part}`;
    });
    child.on('close', (code) => resolve({ code, stdout }));
  });
}

/** Blocks of a page that are marked `js`. */
function blocks(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code!);
}

async function runBlock(code: string): Promise<string> {
  const file = join(folder, 'block.mjs');
  writeFileSync(file, code);
  const { code: exit, stdout } = await run(file);
  expect(stdout).not.toMatch(/stderr/);
  expect(exit).toBe(0);
  return stdout;
}

const example = (name: string) => join(folder, 'node_modules/deepawb/examples', name);

describe('the published package', () => {
  it('holds what is needed, and nothing that only the build or the tests want', () => {
    const paths = packed.files.map(({ path }) => path);
    for (const needed of [
      'dist/cli/main.js',
      'dist/infer/index.js',
      'dist/infer/index.d.ts',
      'dist/engine/kernels.wasm',
      'dist/device/runner.mjs',
      'dist/web/index.html',
      'models/cube64-small.awb',
      'models/manifest.json',
      'docs/infer.md',
      'examples/camera-loop.mjs',
      'LICENSE',
      'README.md',
    ]) {
      expect(paths).toContain(needed);
    }
    const silly = /tsbuildinfo|\.map$|\.hash$|\btest\/|^src\/|^bench\/|node_modules/;
    expect(paths.filter((path) => silly.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(3.1e6);
  });
});

describe('deepawb/infer in a folder with nothing else installed', () => {
  it('runs the camera loop: steady, and at the lamp once four frames say so', async () => {
    const { code, stdout } = await run(example('camera-loop.mjs'));
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual(
      [0, 10, 20, 23, 30].map((n) => `frame ${n}`),
    );
    expect(lines.filter((line) => line.endsWith('the light changed'))).toEqual([lines[3]]);
    const [, red, blue] = /red ([\d.]+), blue ([\d.]+)/.exec(lines[4]!)!.map(Number);
    expect(red).toBeCloseTo(1 / 0.82, 1);
    expect(blue).toBeCloseTo(1 / 0.34, 0);
  });

  it.each(blocks('docs/infer.md').map((code, i) => [i + 1, code] as const))(
    'runs block %i of docs/infer.md',
    async (_, code) => {
      expect(await runBlock(code)).not.toBe('');
    },
  );

  it('has blocks to run', () => {
    expect(blocks('docs/infer.md').length).toBeGreaterThan(4);
    expect(blocks('README.md').length).toBeGreaterThan(0);
    expect(blocks('docs/model-file.md').length).toBeGreaterThan(0);
  });
});

describe('the example that compares methods', () => {
  it('prints the figures that eval does', async () => {
    const data = join(folder, 'data');
    const sizes = ['--train', '8', '--test', '5', '--size', '48x32'];
    expect((await runHere(['data', 'synth', data, ...sizes])).code).toBe(0);
    const { code, stdout } = await run(example('compare-methods.mjs'), data, 'mine.awb');
    expect({ code, stdout }).toMatchObject({ code: 0 });
    const model = ['--model', join(folder, 'mine.awb')];
    const asked = ['--data', data, ...model, '--baselines', 'constant,grey-world', '--json'];
    const { methods } = JSON.parse((await runHere(['eval', ...asked])).stdout);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(3);
    for (const [i, { name, recovery }] of methods.entries()) {
      const { mean, meanCi95, median, worst25 } = recovery;
      const figures = [mean, ...meanCi95, median, worst25].map((v: number) => v.toFixed(2));
      expect(lines[i]!.split(/\s{2,}/)).toEqual([name, ...figures]);
    }
  }, 60_000);
});

describe('the example that reads a picture', () => {
  it('estimates a picture, near its light', async () => {
    const { code, stdout } = await run(example('estimate-picture.mjs'), 'picture.png');
    expect(code).toBe(0);
    const [, r, b] = /r (\S+) {2}b (\S+)/.exec(stdout)!.map(Number);
    expect(Math.hypot(r! - 0.48, b! - 0.68)).toBeLessThan(0.1);
  });

  it('says how it is used', async () => {
    const { code, stdout } = await run(example('estimate-picture.mjs'));
    expect(code).toBe(2);
    expect(stdout).toMatch(/usage: .*PICTURE\.png/);
  });

  it.each(blocks('README.md').map((code, i) => [i + 1, code] as const))(
    'runs block %i of the README',
    async (_, code) => {
      await runBlock(
        `${code}\nif (!(gains.red > 0 && confidence > 0)) throw new Error('no gains');`,
      );
    },
  );

  it.each(blocks('docs/model-file.md').map((code, i) => [i + 1, code] as const))(
    'runs block %i of docs/model-file.md',
    async (_, code) => {
      expect(await runBlock(code)).toMatch(/cube64/);
    },
  );
});

describe('the package', () => {
  const file = (path: string) => readFileSync(join(folder, 'node_modules/deepawb', path), 'utf8');

  it('names no source map that is not in it', () => {
    const scripts = packed.files.filter(({ path }) => path.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(100);
    expect(scripts.filter(({ path }) => file(path).includes('//# sourceMappingURL'))).toEqual([]);
  });

  it('imports no package that npm does not install with it', () => {
    const { dependencies, peerDependencies } = JSON.parse(file('package.json'));
    const known = new Set(Object.keys({ ...dependencies, ...peerDependencies }));
    const imports = packed.files
      .filter(({ path }) => /^dist\/(?!packages|web).*\.js$/.test(path))
      .flatMap(({ path }) => [
        ...file(path).matchAll(/^(?:import|export) .*from '([^'.][^']*)';/gm),
      ])
      .map((match) => match[1]!)
      .filter((specifier) => !specifier.startsWith('node:'))
      .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)![0]);
    expect(imports.filter((name) => !known.has(name))).toEqual([]);
  });

  it('holds the licences of the packages that are bundled into it', () => {
    const text = file('dist/packages/LICENSES.md');
    for (const name of ['echarts', 'zod', 'commander', 'fflate']) {
      expect(text).toMatch(new RegExp(`^## ${name} \\d`, 'm'));
    }
  });

  it('has a root that reads pictures and estimates', async () => {
    writeFileSync(
      join(folder, 'root.mjs'),
      `import * as deepawb from 'deepawb';
       console.log(['createEstimator', 'decodePng16', 'AwbFilter'].every((name) => name in deepawb));`,
    );
    expect((await run('root.mjs')).stdout).toBe('true\n');
  });
});

/**
 * The C of exports as C: every file of the runtime compiles alone without a word, its kernels do what they mean, and whole
 * exports run, all under the compiler's sanitisers, which stop at what C leaves undefined or what lies outside an array.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeCRunner } from '../../dist/device/c/c-runner.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { withInt8Weights } from '../../dist/export/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { encodeModel, type Model } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  randomArchitecture,
  randomParameters,
  randomThumbnail,
} from '../infer/random-architecture.js';
import {
  contextModel,
  edgesModel,
  modelOf,
  rawImage,
  referenceModel,
  smallModel,
} from '../infer/sample-models.js';
import {
  build,
  describeWithCompiler,
  NATIVE,
  run,
  SANITISED,
  STRICT,
  VARIANTS,
} from './c-compiler.js';

const ROOT = join(import.meta.dirname, '../..');
const RUNTIME = join(ROOT, 'src/export/c/runtime');

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-runtime-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Compiles sources, with what the compiler says of them as the error. */
function compile(args: readonly string[]): void {
  const { status, stderr } = spawnSync('cc', args, { encoding: 'utf8', cwd: dir });
  if (status !== 0) throw new Error(stderr);
}

describeWithCompiler('files of the C runtime', () => {
  const files = readdirSync(RUNTIME, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.[ch]$/.test(name),
  );
  // A file alone does not call its own functions.
  const ALONE = [...STRICT, '-Wno-unused-function', '-fsyntax-only', 'nothing.c'];

  it.each(files)('%s compiles alone', (file) => {
    writeFileSync(join(dir, 'nothing.c'), 'typedef int nothing;\n');
    for (const variant of [...Object.values(VARIANTS), ['-DINT8_WEIGHTS']])
      compile([...ALONE, ...variant, '-include', join(RUNTIME, file)]);
  });

  it.each([
    ['vector types, float32', []],
    ['widest vectors, int8', [...NATIVE, '-DINT8_WEIGHTS']],
    ['plain C99, float32', VARIANTS['plain C99']!],
    ['plain C99, int8', [...VARIANTS['plain C99']!, '-DINT8_WEIGHTS']],
  ])('do what they mean: %s', (_, flags) => {
    const program = join(dir, 'kernels-test');
    const source = join(import.meta.dirname, 'c/kernels-test.c');
    compile([...STRICT, ...flags, ...SANITISED, '-I', RUNTIME, source, '-o', program, '-lm']);
    const { status, stdout, stderr } = spawnSync(program, { encoding: 'utf8' });
    expect(stdout + stderr).toMatch(/^0 of \d{5,} checks failed\n$/);
    expect(status).toBe(0);
  });
});

describeWithCompiler('convolutions in integers', () => {
  /** The compiler's own vectors, older and wider ones where this machine has them, and none. */
  const MACHINES: Record<string, readonly string[]> = {
    'as the compiler likes': [],
    'the widest vectors': ['-O3', '-march=native', '-ffp-contract=off'],
    'without dot products': ['-march=native', '-ffp-contract=off', ...noDotProducts()],
    'vector types, sanitised': SANITISED,
    'plain C99': VARIANTS['plain C99']!,
    'plain C99, sanitised': [...VARIANTS['plain C99']!, ...SANITISED],
  };

  it('do what they mean, and give the same results whatever multiplies', () => {
    const digests = Object.entries(MACHINES).map(([name, flags]) => {
      const program = join(dir, 'integers-test');
      const source = join(import.meta.dirname, 'c/integers-test.c');
      compile([...STRICT, ...flags, '-I', RUNTIME, source, '-o', program, '-lm']);
      const { status, stdout, stderr } = spawnSync(program, { encoding: 'utf8' });
      expect(stdout + stderr, name).toMatch(/^0 of \d{6} checks failed; digest [0-9a-f]{8}\n$/);
      expect(status, name).toBe(0);
      return stdout;
    });
    expect(new Set(digests).size).toBe(1);
  });
});

/** Takes the dot products of bytes away, where the compiler knows them. */
function noDotProducts(): string[] {
  const flag = '-mno-avx512vnni';
  const { status } = spawnSync('cc', [flag, '-fsyntax-only', '-x', 'c', '-'], { input: 'int x;' });
  return status === 0 ? [flag] : [];
}

function randomModel(seed: number): Model {
  const rng = createRng(seed).fork('sanitised');
  const input = { heightPx: 4 + rng.integer(12), widthPx: 4 + rng.integer(12) };
  const architecture = randomArchitecture(input, rng);
  return { ...modelOf(architecture), parameters: randomParameters(architecture, rng) };
}

describeWithCompiler('whole exports under sanitisers', () => {
  it.each([
    ['small', smallModel(), 'float32'],
    ['edges', edgesModel(), 'float32'],
    ['chroma and edges', edgesModel({ luminance: false }), 'int8'],
    ['whole picture', contextModel(), 'float32'],
    ['whole picture, bytes', contextModel(), 'int8'],
    ['reference', referenceModel(), 'int8'],
    ['random 1', randomModel(1), 'int8'],
    ['random 2', randomModel(2), 'float32'],
  ] as const)('%s: answers thumbnails and frames of every size', (name, model, weights) => {
    const flags = Object.values(VARIANTS)[name.length % 2]!;
    const { program } = build(model, dir, [...SANITISED, ...flags], { weights });
    const rounded = weights === 'int8' ? withInt8Weights(model) : model;
    const estimator = createEstimator(rounded, loadKernelModule());
    const { input } = model.architecture;
    const rng = createRng(1).fork(name);
    const thumbnail = randomThumbnail(input, rng);
    expect(run(program, ['thumbnail'], thumbnail).stderr).toBe('');
    for (const [width, height] of [
      [1, 1],
      [input.widthPx, input.heightPx],
      [input.widthPx + 1, 2 * input.heightPx + 1],
      [3, 50],
    ]) {
      const rgb = Uint16Array.from(
        { length: 3 * width! * height! },
        () => 2048 + rng.integer(14000),
      );
      const args = ['raw16', `${width}`, `${height}`];
      const { lines, stderr } = run(program, args, rgb);
      expect(stderr).toBe('');
      const image = { ...rawImage(() => 0), widthPx: width!, heightPx: height!, rgb };
      const { whitePoint } = estimator.estimate(image);
      expect(lines[0]!.status).toBe(0);
      expect(lines[0]!.whitePoint[0] / whitePoint.r).toBeCloseTo(1, 4);
      expect(lines[0]!.whitePoint[1] / whitePoint.b).toBeCloseTo(1, 4);
    }
  });

  it('the program that measures a model on a device', () => {
    const model = encodeModel(smallModel());
    const options = { runs: 2, frame: { widthPx: 33, heightPx: 21 } };
    const { source, request } = writeCRunner(model, options);
    const file = join(dir, 'measured.c');
    writeFileSync(file, source);
    compile([...STRICT, ...SANITISED, file, '-o', join(dir, 'measured'), '-lm']);
    const printed = execFileSync(join(dir, 'measured'), request, { encoding: 'utf8' });
    expect(JSON.parse(printed)).toMatchObject({ runner: 'c', frame: { widthPx: 33 } });
  });
});

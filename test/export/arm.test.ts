/**
 * Exported C on ARM: compiled for AArch64, whose vector registers (NEON) it uses, and run by an emulator. Without fused
 * multiply-adds, which -std=c99 leaves out, the vector code of both machines and of every width gives the same digits; with
 * them, which is how one would compile for a board, answers stay within 1e-5.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { type CExportOptions, exportC, measureRanges } from '../../dist/export/index.js';
import type { Model } from '../../dist/model/index.js';
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
import { shippedModel } from '../infer/shipped-model.js';
import { answers, describeWhere, HAS_COMPILER } from '../support/needs.js';
import { run, STRICT } from './c-compiler.js';

const ARM_CC = 'aarch64-linux-gnu-gcc';
const EMULATOR = 'qemu-aarch64';
const AVAILABLE = HAS_COMPILER && answers(ARM_CC, '--version') && answers(EMULATOR, '--version');
const NEEDS = `cc, ${ARM_CC} and ${EMULATOR}`;
const RUNTIME = join(import.meta.dirname, '../../src/export/c/runtime');

/** As one would compile for a Raspberry Pi 4 and 5. */
const BOARDS: Record<string, readonly string[]> = {
  'Cortex-A72': ['-O3', '-mcpu=cortex-a72', '-ffp-contract=fast'],
  'Cortex-A76': ['-O3', '-mcpu=cortex-a76', '-ffp-contract=fast'],
};

const PLAIN: readonly string[] = ['-DDEEPAWB_PLAIN_C'];
/** The widest vectors of this machine, without fused multiply-adds. */
const WIDEST: readonly string[] = ['-O3', '-march=native', '-ffp-contract=off'];

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-arm-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A program for AArch64 with all libraries inside; the compiler must have nothing to say. */
function compileForArm(flags: readonly string[], sources: readonly string[]): string {
  const program = join(dir, 'arm');
  const args = [...STRICT, ...flags, '-static', ...sources, '-o', program, '-lm'];
  const { status, stderr } = spawnSync(ARM_CC, args, { encoding: 'utf8', cwd: dir });
  if (status !== 0 || stderr !== '') throw new Error(stderr);
  return program;
}

type Lines = ReturnType<typeof run>['lines'];

interface Both {
  /** Answers of this machine, compiled with these flags. */
  here(flags?: readonly string[]): Lines;
  onArm(flags?: readonly string[]): Lines;
}

/** The same export on both machines, asked the same. */
function onBoth(
  model: Model,
  args: readonly string[],
  frames: Float32Array | Uint16Array,
  options: CExportOptions = {},
): Both {
  const folder = join(dir, 'sources');
  mkdirSync(folder, { recursive: true });
  const { files } = exportC(model, { name: 'awb', withMain: true, ...options });
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  const sources = ['awb.c', 'awb_main.c'].map((name) => join(folder, name));
  return {
    here(flags = []) {
      const program = join(dir, 'here');
      execFileSync('cc', [...STRICT, ...flags, ...sources, '-o', program, '-lm']);
      return run(program, args, frames).lines;
    },
    onArm: (flags = []) => run(EMULATOR, [compileForArm(flags, sources), ...args], frames).lines,
  };
}

function randomModel(seed: number): Model {
  const rng = createRng(seed).fork('arm');
  const input = { heightPx: 4 + rng.integer(12), widthPx: 4 + rng.integer(12) };
  const architecture = randomArchitecture(input, rng);
  return { ...modelOf(architecture), parameters: randomParameters(architecture, rng) };
}

describeWhere(AVAILABLE, NEEDS, 'kernels on ARM do what they mean', () => {
  it.each([
    ['float32', []],
    ['weights as bytes', ['-DINT8_WEIGHTS']],
    ['float32, fused', BOARDS['Cortex-A76']!],
  ])('%s', (_, flags) => {
    const source = join(import.meta.dirname, 'c/kernels-test.c');
    const program = compileForArm([...flags, '-I', RUNTIME], [source]);
    const { status, stdout, stderr } = spawnSync(EMULATOR, [program], { encoding: 'utf8' });
    expect(stdout + stderr).toMatch(/^0 of \d{5,} checks failed\n$/);
    expect(status).toBe(0);
  });
});

describeWhere(AVAILABLE, NEEDS, 'convolutions in integers on ARM', () => {
  it('give the results of this machine, with dot products and without', () => {
    const source = join(import.meta.dirname, 'c/integers-test.c');
    const here = join(dir, 'integers');
    execFileSync('cc', [...STRICT, '-I', RUNTIME, source, '-o', here, '-lm']);
    const expected = execFileSync(here, { encoding: 'utf8' });
    expect(expected).toMatch(/^0 of \d{6} checks failed; digest [0-9a-f]{8}\n$/);
    for (const flags of [[], ['-march=armv8.2-a+dotprod'], PLAIN]) {
      const program = compileForArm([...flags, '-I', RUNTIME], [source]);
      const { stdout, stderr } = spawnSync(EMULATOR, [program], { encoding: 'utf8' });
      expect(stdout + stderr, flags.join(' ')).toBe(expected);
    }
  });

  it.each(['int16', 'int8'] as const)(
    'the shipped model in %s: the digits of this machine',
    (arithmetic) => {
      const model = shippedModel();
      const rng = createRng(8).fork(arithmetic);
      const frames = [1, 2, 3, 4].map(() => randomThumbnail(model.architecture.input, rng));
      const ranges = measureRanges(model, loadKernelModule(), frames);
      const joined = Float32Array.from(frames.flatMap((frame) => [...frame]));
      const both = onBoth(model, ['thumbnail'], joined, { arithmetic, ranges });
      const expected = both.here();
      expect(both.onArm()).toEqual(expected);
      expect(both.onArm(['-mcpu=cortex-a76', '-ffp-contract=off'])).toEqual(expected);
    },
  );
});

describeWhere(AVAILABLE, NEEDS, 'whole exports on ARM', () => {
  const models: Record<string, () => Model> = {
    'the shipped model': shippedModel,
    'the small family': smallModel,
    'cells and edges': edgesModel,
    'the whole picture added to cells': contextModel,
    'the reference family': referenceModel,
    ...Object.fromEntries([1, 2].map((i) => [`random network ${i}`, () => randomModel(i)])),
  };

  it.each(Object.entries(models))('%s: the digits of this machine', (name, make) => {
    const model = make();
    const rng = createRng(5).fork(name);
    const { input } = model.architecture;
    const frames = Float32Array.from([1, 2, 3].flatMap(() => [...randomThumbnail(input, rng)]));
    const both = onBoth(model, ['thumbnail'], frames);
    const expected = both.here();
    expect(expected).toHaveLength(frames.length / (4 * input.heightPx * input.widthPx));
    expect(both.here(WIDEST)).toEqual(expected);
    expect(both.here(PLAIN)).toEqual(expected);
    expect(both.onArm()).toEqual(expected);
    expect(both.onArm(PLAIN)).toEqual(expected);
    for (const [board, flags] of Object.entries(BOARDS)) {
      both.onArm(flags).forEach(({ status, whitePoint }, i) => {
        expect(status, board).toBe(expected[i]!.status);
        whitePoint.forEach((value, c) => {
          expect(Math.abs(value / expected[i]!.whitePoint[c]! - 1), board).toBeLessThan(1e-5);
        });
      });
    }
  });

  it('raw frames: the digits of this machine', () => {
    const rng = createRng(6);
    const rgb = Uint16Array.from({ length: 3 * 97 * 61 }, () => 1500 + rng.integer(15_500));
    const image = { ...rawImage(() => 0), widthPx: 97, heightPx: 61, rgb };
    const both = onBoth(smallModel(), ['raw16', '97', '61'], image.rgb);
    expect(both.onArm()).toEqual(both.here());
  });

  it('mosaics and zones: the digits of this machine', () => {
    const rng = createRng(7);
    const mosaic = Uint16Array.from({ length: 101 * 61 }, () => 30 + rng.integer(1100));
    const bayer = ['bayer', 'GBRG', '97', '61', '101', '60,61,62,63', '1023'];
    const frames = onBoth(smallModel(), bayer, mosaic);
    expect(frames.onArm()).toEqual(frames.here());
    expect(frames.here()[0]!.status).toBe(0);
    const zones = Float32Array.from({ length: 4 * 12 * 16 }, () => rng.uniform());
    const statistics = onBoth(smallModel(), ['zones', '12', '16', '0.9'], zones);
    expect(statistics.onArm()).toEqual(statistics.here());
    expect(statistics.here()[0]!.status).toBe(0);
  });
});

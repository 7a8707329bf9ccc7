import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { exportC } from '../../dist/export/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  type Architecture,
  type Model,
  parameterLayout,
  referenceArchitecture,
  smallArchitecture,
} from '../../dist/model/index.js';
import { initialParameters } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';

const COMPILER = ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0);
const folder = mkdtempSync(join(tmpdir(), 'deepawb-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = (depthwise: boolean, anchors: [number, number][]) =>
  smallArchitecture({
    heightPx: 12,
    widthPx: 16,
    blocks: [
      { kernel: 2, stride: 2, channels: 12 },
      { kernel: 3, stride: 1, channels: 20, depthwise },
    ],
    hidden: 9,
    centre: [-0.8, -0.4],
    anchors,
  });

const ARCHITECTURES: Record<string, Architecture> = {
  'small, anchors': small(false, [
    [0.1, 0.2],
    [-0.3, 0.1],
    [0.2, -0.2],
  ]),
  'small, depthwise, free residual': small(true, []),
  'reference family': referenceArchitecture({
    heightPx: 24,
    widthPx: 36,
    blocks: [
      { kernel: 3, stride: 1, channels: 8 },
      { kernel: 5, stride: 2, channels: 13 },
    ],
    hiddenNeurons: 20,
    decay: 1,
    depth: 2,
  }),
};

function madeModel(architecture: Architecture): Model {
  const layout = parameterLayout(architecture);
  const rng = createRng('export');
  const parameters = initialParameters(architecture, layout, rng);
  for (const { role, offset, length } of layout.tensors) {
    if (role === 'weight') continue;
    for (let i = offset; i < offset + length; i++) parameters[i]! += 0.2 * rng.uniform();
  }
  const data = { name: 'made', hash: '0', pictures: 1 };
  const metadata = {
    name: 'net',
    version: '0',
    data,
    licence: '',
    attribution: '',
    seed: 1,
    settings: {},
    blackLevel: 0,
    whiteLevel: 1,
  };
  return { architecture, parameters, metadata };
}

/** Frames of random colours with a masked corner. */
function madeFrames({ input }: Architecture, count: number): Float32Array[] {
  const rng = createRng('frames');
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: input.heightPx * input.widthPx * 4 }, (_, i) => {
      if (i < 12) return 0;
      return i % 4 === 3 ? 1 : 0.05 + 0.8 * rng.uniform();
    }),
  );
}

/** Compiles the export and returns r, b of each frame. */
function runCompiled(
  model: Model,
  frames: readonly Float32Array[],
  flags: readonly string[],
  weights: 'float32' | 'int8',
) {
  const place = mkdtempSync(join(folder, 'c-'));
  const { files } = exportC(model, { withMain: true, weights });
  for (const { name, text } of files) writeFileSync(join(place, name), text);
  const sources = files.map(({ name }) => name).filter((name) => name.endsWith('.c'));
  execFileSync(
    COMPILER!,
    ['-std=c99', '-Wall', '-Wextra', '-Werror', ...flags, ...sources, '-lm', '-o', 'net'],
    { cwd: place },
  );
  const input = Buffer.concat(frames.map((f) => Buffer.from(f.buffer, f.byteOffset, f.byteLength)));
  const lines = execFileSync(join(place, 'net'), ['thumbnail'], { input, encoding: 'utf8' })
    .trim()
    .split('\n');
  return lines.map((line) => line.split(/\s+/).map(Number));
}

describe.skipIf(!COMPILER)('exportC [needs a C compiler]', () => {
  const builds = {
    'with vectors': ['-O2'],
    'as plain C': ['-O2', '-pedantic', '-DDEEPAWB_PLAIN_C'],
  };
  for (const [title, architecture] of Object.entries(ARCHITECTURES)) {
    it.each(Object.entries(builds))(`answers as the estimator does: ${title}, %s`, (_, flags) => {
      const model = madeModel(architecture);
      const frames = madeFrames(architecture, 4);
      const estimator = createEstimator(model, loadKernelModule());
      const answers = runCompiled(model, frames, flags, 'float32');
      expect(answers).toHaveLength(frames.length);
      frames.forEach((frame, i) => {
        const { r, b } = estimator.estimateThumbnail(frame).whitePoint;
        const [status, cR, cB] = answers[i]!;
        expect(status).toBe(0);
        expect(Math.abs(cR! - r) / r).toBeLessThan(1e-5);
        expect(Math.abs(cB! - b) / b).toBeLessThan(1e-5);
      });
    });
  }

  it('keeps int8 weights near the float ones', () => {
    const model = madeModel(ARCHITECTURES['small, anchors']!);
    const frames = madeFrames(model.architecture, 3);
    const floats = runCompiled(model, frames, ['-O2'], 'float32');
    const bytes = runCompiled(model, frames, ['-O2'], 'int8');
    expect(bytes).not.toEqual(floats);
    bytes.forEach(([, r, b], i) => {
      expect(Math.abs(r! / floats[i]![1]! - 1)).toBeLessThan(0.05);
      expect(Math.abs(b! / floats[i]![2]! - 1)).toBeLessThan(0.05);
    });
  });
});

/** Cells of pixels and their edges in exported C: those of the engine to the bit, by every compiler's vectors. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantiateKernels } from '../../dist/engine/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { matrixColumns } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import { randomThumbnail } from '../infer/random-architecture.js';
import { describeWithCompiler, STRICT, VARIANTS } from './c-compiler.js';

const RUNTIME = join(import.meta.dirname, '../../src/export/c/runtime');
const MATRIX = [1.5, -0.4, 0.1, -0.2, 1.3, -0.3, 0.1, -0.5, 1.4];
/** Without fused multiply-adds, which round once instead of twice. */
const MACHINES: readonly (readonly string[])[] = [
  ...Object.values(VARIANTS),
  ['-O3', '-march=native', '-ffp-contract=off'],
];

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-cells-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Sizes {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly size: number;
}

/** Means and edges of the engine, without the matrix and by it. */
function engineCells(pixels: Float32Array, { heightPx, widthPx, size }: Sizes): Float32Array {
  const kernels = instantiateKernels(loadKernelModule(), new WebAssembly.Memory({ initial: 16 }));
  const count = 4 * Math.floor(heightPx / size) * Math.floor(widthPx / size);
  // Beyond what the module keeps for itself.
  const columns = 512 * 1024;
  const from = columns + 64;
  const to = from + pixels.byteLength;
  const planes = { id: 'planes', op: 'features', planes: 'rgb', colourMatrix: MATRIX } as const;
  new Float32Array(kernels.memory.buffer, columns, 12).set(matrixColumns(planes)!);
  new Float32Array(kernels.memory.buffer, from, pixels.length).set(pixels);
  const parts = [0, columns].flatMap((matrix) =>
    [kernels.cellMeans, kernels.cellEdges].map((reduce) => {
      reduce(from, heightPx, widthPx, size, to, matrix);
      return [...new Float32Array(kernels.memory.buffer, to, count)];
    }),
  );
  return Float32Array.from(parts.flat());
}

describeWithCompiler('cells of exported C', () => {
  it.each([
    [32, 32, 2],
    [17, 23, 3],
    [13, 9, 1],
    [16, 35, 16],
  ])('of %i x %i pixels, %i on a side, are those of the engine', (heightPx, widthPx, size) => {
    const rng = createRng(size).fork('cells');
    const pixels = randomThumbnail({ heightPx, widthPx }, rng);
    // Noise takes averages below black.
    for (let i = 0; i < pixels.length; i += 28) pixels[i] = -pixels[i]!;
    const expected = engineCells(pixels, { heightPx, widthPx, size });
    for (const flags of MACHINES) {
      const program = join(dir, 'cells');
      const defines = [`-DHEIGHT=${heightPx}`, `-DWIDTH=${widthPx}`, `-DSIZE=${size}`];
      const source = join(import.meta.dirname, 'c/cells-main.c');
      const args = [...STRICT, ...flags, ...defines, '-I', RUNTIME, source, '-o', program, '-lm'];
      execFileSync('cc', args);
      const bytes = execFileSync(program, { input: new Uint8Array(pixels.buffer) });
      const cells = new Float32Array(new Uint8Array(bytes).buffer);
      expect([...cells], flags.join(' ')).toEqual([...expected]);
    }
  });
});

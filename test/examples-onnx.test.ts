/** examples/onnx_white_point.py answers as `predict` does: on a masked picture whose sides are no multiples of the thumbnail's. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodePng16 } from '../dist/raw/index.js';
import { answers, describeWhere } from './support/needs.js';
import { runHere } from './support/run-here.js';

const SCRIPT = join(import.meta.dirname, '../examples/onnx_white_point.py');
const PYTHON = process.env.PYTHON ?? 'python3';
const isThere = answers(PYTHON, '-c', 'import numpy, onnxruntime');

describeWhere(isThere, 'numpy and onnxruntime in python3', 'the recipe for ONNX in Python', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deepawb-onnx-recipe-'));
    const size = ['--train', '1', '--test', '1', '--size', '101x67'];
    await runHere(['data', 'synth', 'set', ...size], { cwd: folder });
    await runHere(['export', 'shipped', '--format', 'onnx', '--out', 'onnx'], { cwd: folder });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('prints the white point and the gains of predict', async () => {
    const picture = join(folder, 'set/test/PNG/0002.png');
    const { rgb, widthPx, heightPx } = decodePng16(readFileSync(picture));
    const masked = rgb.filter((_, i) => i % 3 === 0 && (rgb[i]! | rgb[i + 1]! | rgb[i + 2]!) === 0);
    expect(masked.length).toBeGreaterThan(100);
    writeFileSync(
      join(folder, 'frame.rgb16'),
      new Uint8Array(rgb.buffer, rgb.byteOffset, rgb.byteLength),
    );
    const args = ['onnx/cube64_small.onnx', 'frame.rgb16', widthPx, heightPx, 2048, 16383];
    const printed = execFileSync(PYTHON, [SCRIPT, ...args.map(String)], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { stdout } = await runHere(['predict', picture, '--model', 'shipped', '--json']);
    const [{ whitePoint, gains }] = JSON.parse(stdout).pictures;
    const wanted = [whitePoint.r, whitePoint.b, gains.red, gains.blue];
    const told = printed.trim().split(' ').map(Number);
    expect(told).toHaveLength(4);
    for (const [i, value] of wanted.entries()) expect(told[i]).toBeCloseTo(value, 3);
  }, 120_000);
});

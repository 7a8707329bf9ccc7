/**
 * The sides of the inference benchmark: ours in C and in WASM, ONNX Runtime, and LiteRT, each a process of its own on one
 * thread. Files of a network lie in a folder: model.awb, thumbnail.f32, model.onnx, model.tflite, and a folder for each C.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { loadKernelModule } from 'deepawb/engine/node';
import { exportC, exportOnnx, exportTflite, measureRanges } from 'deepawb/export';
import { decodeModel } from 'deepawb/model';
import { createRng } from 'deepawb/random';
import { startSide } from '../side.mjs';
import { thumbnailOf } from './thumbnail.mjs';

/** What a device would be compiled with. */
export const C_FLAGS = ['-std=c99', '-O3', '-march=native', '-ffp-contract=fast'];
export const C_ENGINES = ['c float32', 'c int16', 'c int8'];
export const WASM_ENGINES = [
  'wasm float32',
  'wasm int16',
  'wasm float32 relaxed',
  'wasm int16 relaxed',
];
export const OPPONENTS = ['onnxruntime', 'litert'];
const RANDOM_PICTURES = 32;

/** The opponents that this machine has: where ONNX Runtime is, and versions. Node's goes before Python's. */
export function findOpponents({ onnxruntime, python }) {
  const found = python ? versionsOfPython(python) : {};
  const folder = resolve(onnxruntime);
  let node = null;
  try {
    const from = createRequire(join(folder, 'package.json'));
    node = JSON.parse(readFileSync(from.resolve('onnxruntime-node/package.json'), 'utf8')).version;
    // It is a package without its binary where its install script was told to skip.
    from('onnxruntime-node');
  } catch {
    node = null;
  }
  const other = found.onnxruntime ?? null;
  return {
    python,
    folder,
    onnxruntime: node ?? other,
    onnxruntimeBy: node ? 'Node' : other ? 'Python' : null,
    litert: found['ai-edge-litert'] ?? null,
  };
}

function versionsOfPython(python) {
  const script = join(import.meta.dirname, 'side.py');
  const run = spawnSync(python, [script, 'versions'], { encoding: 'utf8' });
  const { error, status, stdout, stderr } = run;
  if (error) throw new Error(`${python} does not start (${error.code})`);
  if (status !== 0) throw new Error(`${python}: ${stderr.trim().split('\n').at(-1)}`);
  return JSON.parse(stdout);
}

/** Writes what the sides read of a network. `pictures`: thumbnails that int8 is calibrated on; else some at random. */
export function writeSides(dir, file, { pictures, hasCompiler }) {
  const model = decodeModel(readFileSync(file));
  const { input } = model.architecture;
  const thumbnail = thumbnailOf(input);
  writeFileSync(join(dir, 'thumbnail.f32'), new Uint8Array(thumbnail.buffer));
  writeFileSync(join(dir, 'model.onnx'), exportOnnx(model));
  writeFileSync(join(dir, 'model.tflite'), exportTflite(model));
  if (!hasCompiler) return;
  const ranges = measureRanges(model, loadKernelModule(), pictures ?? randomPictures(input));
  for (const engine of C_ENGINES) {
    const folder = join(dir, engine);
    mkdirSync(folder);
    const arithmetic = engine.split(' ')[1];
    const { files } = exportC(model, { name: 'network', arithmetic, ranges });
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
    const sources = [join(import.meta.dirname, 'side.c'), 'network.c'];
    const args = [...C_FLAGS, '-I', '.', ...sources, '-o', 'side', '-lm'];
    execFileSync('cc', args, { cwd: folder });
  }
}

/** Thumbnails of noise under random lights. */
export function* randomPictures({ heightPx, widthPx }) {
  const rng = createRng('bench/infer/pictures');
  for (let picture = 0; picture < RANDOM_PICTURES; picture++) {
    const light = [0.3 + 0.7 * rng.uniform(), 1, 0.3 + 0.7 * rng.uniform(), 1];
    yield Float32Array.from({ length: heightPx * widthPx * 4 }, (_, i) =>
      i % 4 === 3 ? 1 : light[i % 4] * (0.02 + 0.9 * rng.uniform()),
    );
  }
}

/** A side on the files in `dir`; `file` is the model. */
export function openSide(engine, dir, file, opponents) {
  const thumbnail = join(dir, 'thumbnail.f32');
  const script = join(import.meta.dirname, 'side.mjs');
  const python = join(import.meta.dirname, 'side.py');
  if (engine.startsWith('c ')) return startSide(join(dir, engine, 'side'), [thumbnail]);
  if (engine === 'litert')
    return startSide(opponents.python, [python, engine, join(dir, 'model.tflite'), thumbnail]);
  if (engine === 'onnxruntime' && opponents.onnxruntimeBy === 'Python')
    return startSide(opponents.python, [python, engine, join(dir, 'model.onnx'), thumbnail]);
  return startSide(process.execPath, [script, engine, file, opponents.folder]);
}

/** How what each format writes is run: for thumbnails, one after another. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import type { Exported, ExportFormat, ExportSettings } from '../../dist/export/index.js';
import { exportC } from '../../dist/export/index.js';
import {
  type AwbEstimator,
  createEstimator,
  FrameError,
  type LightFault,
} from '../../dist/infer/index.js';
import { canonicalLocus, readCanonicalSpace } from '../../dist/libcamera/index.js';
import {
  type CameraReadings,
  decodeModel,
  type Model,
  withCurveHead,
} from '../../dist/model/index.js';
import { importModel } from '../../dist/weights/index.js';
import { loadTflite } from '../support/litert.js';
import { HAS_COMPILER } from '../support/needs.js';
import { run, STRICT } from './c-compiler.js';
import { CAMERA_TUNING } from './camera-tuning.js';
import { estimateThumbnail, instantiate, setReading } from './wasm-module.js';

/** The estimator's answer to a frame without light where it has a mean light: it does not say why. */
export const NO_LIGHT = 'no light';

export interface Answer {
  /** What is wrong with the frame; null where there is light, or where nobody looks. */
  readonly fault: LightFault | string | null;
  /** Where there is no light, the model's mean light, or (1, 1). */
  readonly whitePoint: readonly [number, number];
  /** Undefined where the format has none. */
  readonly confidence?: number;
  /** Degrees; -1 where nothing is told. Undefined where the format has none. */
  readonly expectedError?: number;
}

export interface Runner {
  readonly available: boolean;
  /** What a machine must have for it. */
  readonly needs: string;
  /** What the format wants to know, for a name where it writes other files too. */
  readonly settings?: Pick<ExportSettings, 'options' | 'inputs'>;
  readonly otherFiles?: readonly string[];
  /** The one size that it takes. */
  readonly size?: { readonly heightPx: number; readonly widthPx: number };
  /** A frame as it can see it. */
  sees?(frame: Float32Array): Float32Array;
  /** What it answers instead of the white point, from the network itself. */
  expected?(
    model: Model,
    known?: CameraReadings,
  ): (frame: Float32Array) => readonly [number, number];
  run(
    exported: Exported,
    model: Model,
    frames: readonly Float32Array[],
    dir: string,
    known?: CameraReadings,
  ): Promise<Answer[]>;
}

/** Statuses of the C interface, as inference calls them. */
const FAULTS: Record<number, LightFault> = { 1: 'masked', 2: 'black', 3: 'clipped', 4: 'answer' };

function answerOf(
  status: number,
  [r, b]: readonly [number, number],
  confidence: number,
  expectedError: number,
): Answer {
  const fault = status === 0 ? null : (FAULTS[status] ?? `status ${status}`);
  return { fault, whitePoint: [r, b], confidence, expectedError };
}

const bytesOf = ({ files }: Exported, suffix: string) =>
  files.find(({ name }) => name.endsWith(suffix))!.content as Uint8Array;

/** What the estimator says, in the words of exports. */
export function estimatorAnswer(
  estimator: AwbEstimator,
  frame: Float32Array,
  known?: CameraReadings,
): Answer {
  try {
    const answer = estimator.estimateThumbnail(frame, known);
    const { whitePoint, confidence, expectedErrorDegrees: expectedError = -1 } = answer;
    const fault = whitePoint === estimator.meanLight ? NO_LIGHT : null;
    return { fault, whitePoint: [whitePoint.r, whitePoint.b], confidence, expectedError };
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    return { fault: error.fault, whitePoint: [1, 1], confidence: 0, expectedError: -1 };
  }
}

/** A file that says, before main begins, what is known; what is not is NAN. */
function writeKnowing(
  name: string,
  { architecture }: Model,
  known: CameraReadings,
  dir: string,
): string {
  const fields = (architecture.input.readings ?? []).map((reading) => {
    const value = known[reading];
    return `.${reading} = ${value === undefined || Number.isNaN(value) ? 'NAN' : `${value}f`.replace(/^(-?\d+)f$/, '$1.0f')}`;
  });
  const file = `${name}_known.c`;
  const text = [
    `#include "${name}.h"`,
    '#include <math.h>',
    'static void __attribute__((constructor)) say(void) {',
    `  const struct deepawb_${name}_readings known = {${fields.join(', ')}};`,
    `  deepawb_${name}_know(&known);`,
    '}',
    '',
  ].join('\n');
  writeFileSync(join(dir, file), text);
  return file;
}

export const RUNNERS: Record<ExportFormat, Runner> = {
  c: {
    available: HAS_COMPILER,
    needs: 'cc',
    async run(exported, model, frames, dir, known) {
      for (const { name, content } of exported.files) writeFileSync(join(dir, name), content);
      const { files } = exportC(model, { name: exported.name, withMain: true });
      const main = files.find(({ name }) => name.endsWith('_main.c'))!;
      writeFileSync(join(dir, main.name), main.text);
      const program = join(dir, exported.name);
      const sources = [`${exported.name}.c`, main.name];
      if (known) sources.push(writeKnowing(exported.name, model, known, dir));
      execFileSync('cc', [...STRICT, ...sources, '-o', program, '-lm'], { cwd: dir });
      const all = Float32Array.from(frames.flatMap((frame) => [...frame]));
      const { lines } = run(program, ['thumbnail'], all);
      return lines.map(({ status, whitePoint, confidence, expectedError }) =>
        answerOf(status, whitePoint, confidence, expectedError),
      );
    },
  },
  onnx: {
    available: true,
    needs: 'nothing',
    async run(exported, { architecture }, frames, _dir, known = {}) {
      ort.env.wasm.numThreads = 1;
      ort.env.logLevel = 'error';
      const session = await ort.InferenceSession.create(bytesOf(exported, '.onnx'), {
        executionProviders: ['wasm'],
      });
      const { heightPx, widthPx } = architecture.input;
      const answers: Answer[] = [];
      const readings = Object.fromEntries(
        (architecture.input.readings ?? []).map((name) => {
          const value = Float32Array.of(known[name] ?? 0);
          return [name, new ort.Tensor('float32', value, [1])];
        }),
      );
      for (const frame of frames) {
        const thumbnail = new ort.Tensor('float32', frame, [1, heightPx, widthPx, 4]);
        const { white_point: point, expected_error: error } = await session.run({
          thumbnail,
          ...readings,
        });
        const [r, b] = point!.data as Float32Array;
        const [expectedError = -1] = (error?.data ?? []) as Float32Array;
        answers.push({ fault: null, whitePoint: [r!, b!], expectedError });
      }
      await session.release();
      return answers;
    },
  },
  tflite: {
    available: true,
    needs: 'nothing',
    async run(exported, { architecture }, frames, _dir, known = {}) {
      const network = await loadTflite(bytesOf(exported, '.tflite'));
      const answers: Answer[] = [];
      const { readings = [] } = architecture.input;
      const numbers = readings.map((name) => Float32Array.of(known[name] ?? 0));
      for (const frame of frames) {
        const [r, b] = (await network.run([frame, ...numbers])) as unknown as [number, number];
        answers.push({ fault: null, whitePoint: [r, b] });
      }
      network.close();
      return answers;
    },
  },
  // A colour temperature of wholly visible zones: that of the network behind the curve of its camera.
  libcamera: {
    available: true,
    needs: 'nothing',
    settings: {
      options: { tuningFile: 'stock/imx1.json', installPath: '/opt/awb' },
      inputs: { tuningFile: { path: 'stock/imx1.json', text: CAMERA_TUNING } },
    },
    otherFiles: ['imx1.json'],
    size: { heightPx: 12, widthPx: 16 },
    sees: (frame) => frame.map((value, i) => (i % 4 === 3 ? 1 : value)),
    expected(model, known) {
      const locus = canonicalLocus(readCanonicalSpace(CAMERA_TUNING));
      const estimator = createEstimator(withCurveHead(model, locus), loadKernelModule());
      return (frame) => {
        const lux = known ? (known.lux ?? 0) : 400;
        const kelvin = estimator.estimateTemperature(frame, lux);
        return [kelvin, kelvin];
      };
    },
    async run(exported, _model, frames, _dir, known) {
      const network = await loadTflite(bytesOf(exported, '.tflite'));
      const answers: Answer[] = [];
      const lux = Float32Array.of(known ? (known.lux ?? 0) : 400);
      for (const frame of frames) {
        const image = frame.filter((_, i) => i % 4 !== 3);
        const [kelvin = Number.NaN] = await network.run([image, lux]);
        answers.push({ fault: null, whitePoint: [kelvin, kelvin] });
      }
      network.close();
      return answers;
    },
  },
  wasm: {
    available: true,
    needs: 'nothing',
    async run(exported, _model, frames, _dir, known = {}) {
      const awb = instantiate(bytesOf(exported, '.wasm'));
      for (const [name, value] of Object.entries(known)) setReading(awb, name, value!);
      return frames.map((frame) => {
        const { status, r, b, confidence, expectedError } = estimateThumbnail(awb, frame);
        return answerOf(status, [r, b], confidence, expectedError);
      });
    },
  },
  safetensors: {
    available: true,
    needs: 'nothing',
    async run(exported, _model, frames, _dir, known) {
      const metadata = { name: exported.name, version: '0.1.0' };
      const { model } = importModel(bytesOf(exported, '.safetensors'), { metadata });
      const estimator = createEstimator(model, loadKernelModule());
      return frames.map((frame) => estimatorAnswer(estimator, frame, known));
    },
  },
  awb: {
    available: true,
    needs: 'nothing',
    async run(exported, _model, frames, _dir, known) {
      const estimator = createEstimator(decodeModel(bytesOf(exported, '.awb')), loadKernelModule());
      return frames.map((frame) => estimatorAnswer(estimator, frame, known));
    },
  },
};

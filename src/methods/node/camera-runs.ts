/** Networks as a camera with a tuning file, or cameras with a folder of them, run them. */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findAlgorithm, findTuning, piecewiseLinear } from '../../classical/index.js';
import { readTuning } from '../../classical/node/index.js';
import { loadKernelModule } from '../../engine/node/index.js';
import { InputError } from '../../errors/index.js';
import { type AwbEstimator, createEstimator } from '../../infer/index.js';
import {
  canonicalLocus,
  diagnoseTuning,
  NEURAL_AWB,
  type NeuralAwbSettings,
  readNeuralAwb,
} from '../../libcamera/index.js';
import { type Model, withCurveHead } from '../../model/index.js';
import {
  ctNetworkOf,
  type JudgedEntry,
  type JudgedMethod,
  judgeMethods,
  type LibcameraRun,
  libcameraRun,
} from '../index.js';

const ENDING = '.json';
const REFUSED = 'deepawb export MODEL --format libcamera writes one that runs a network.';

/** A tuning file, read, and the grid of its statistics. */
interface SensorTuning {
  readonly file: string;
  readonly settings: NeuralAwbSettings;
  readonly grid: { readonly heightPx: number; readonly widthPx: number };
}

/** A network, and its model for those that need a head of their sensor's. */
export interface CameraNetwork {
  readonly estimator: AwbEstimator;
  readonly model: () => Promise<Model>;
}

export interface CameraRuns {
  readonly runs: readonly LibcameraRun[];
  /** Whose tuning file it is, where it is one file. */
  readonly sensor?: string;
}

/**
 * @param path a tuning file <sensor>.json with rpi.nn.awb switched on, or a folder of them
 * @throws InputError for a file with which no network would run, and for a network of other zones
 */
export async function cameraRuns(
  path: string,
  models: readonly CameraNetwork[],
  frames: number | undefined,
): Promise<CameraRuns> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const files = isFolder ? tuningFiles(path) : [path];
  const tunings = new Map(files.map((file) => [basename(file, ENDING), readSensor(file)]));
  const runs = [];
  for (const model of models) runs.push(await runOf(model, tunings, frames));
  return { runs, ...(isFolder ? {} : { sensor: basename(path, ENDING) }) };
}

function tuningFiles(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(ENDING));
  if (files.length > 0) return files.sort().map((name) => join(folder, name));
  throw new InputError(`${folder}: expected tuning files <sensor>.json, got none. Check the path.`);
}

function readSensor(file: string): SensorTuning {
  return readTuning(file, { refused: REFUSED }, (text) => {
    const { runs, findings } = diagnoseTuning(text);
    const fault = findings.find(({ level }) => level === 'fault');
    if (runs !== 'network' || fault) {
      const why = fault?.text ?? 'rpi.awb runs, and no network does';
      throw new InputError(`${file}: ${why}. ${REFUSED}`);
    }
    const isPisp = findTuning(text).target === 'pisp';
    const grid = isPisp ? { heightPx: 32, widthPx: 32 } : { heightPx: 12, widthPx: 16 };
    return { file, grid, settings: readNeuralAwb(findAlgorithm(text, NEURAL_AWB)!).settings! };
  });
}

async function runOf(
  { estimator, model }: CameraNetwork,
  tunings: ReadonlyMap<string, SensorTuning>,
  frames: number | undefined,
): Promise<LibcameraRun> {
  const { inputSize, parameters, metadata } = estimator;
  for (const { file: tuning, grid } of tunings.values()) {
    if (grid.heightPx === inputSize.heightPx && grid.widthPx === inputSize.widthPx) continue;
    throw new InputError(
      `${tuning}: counts ${grid.widthPx}x${grid.heightPx} zones, and ${metadata.name} reads ${inputSize.widthPx}x${inputSize.heightPx}`,
    );
  }
  const networkOf = await networks(model, estimator);
  const sensors = new Map(
    [...tunings].map(([sensor, { settings }]) => [
      sensor,
      { settings, network: ctNetworkOf(networkOf(settings)) },
    ]),
  );
  return libcameraRun({
    name: `${metadata.name} in libcamera`,
    parameters,
    inputSize,
    sensorOf: (sensor) => sensors.get(sensor) ?? null,
    ...(frames === undefined ? {} : { frames }),
  });
}

/** One that answers with white points gets the curve head of each sensor, as its export does. */
async function networks(
  read: CameraNetwork['model'],
  estimator: AwbEstimator,
): Promise<(settings: NeuralAwbSettings) => AwbEstimator> {
  if (estimator.answer === 'kelvin') return () => estimator;
  const [model, kernels] = [await read(), loadKernelModule()];
  return ({ ctCurve, ccm, sensitivityR, sensitivityB }) => {
    const kelvin = ctCurve.map(({ cctKelvin }) => cctKelvin);
    const along = (values: number[]) => piecewiseLinear(kelvin, values);
    const locus = canonicalLocus({
      r: along(ctCurve.map(({ r }) => r)),
      b: along(ctCurve.map(({ b }) => b)),
      sensitivityR,
      sensitivityB,
      ccm: ccm as never,
    });
    return createEstimator(withCurveHead(model, locus), kernels);
  };
}

/** Errors at a frame after the start of the camera, or after the picture before. */
export interface JudgedFrame extends Pick<JudgedMethod, 'recovery' | 'mired' | 'images'> {
  readonly name: string;
  readonly frame: number;
  readonly after: 'start' | 'change';
}

/** Errors frame by frame; none after a change where no sensor has two pictures. */
export function judgeFrames(
  { method: { name }, overFrames }: LibcameraRun,
  entries: readonly JudgedEntry[],
  seed: number,
): JudgedFrame[] {
  return overFrames().flatMap(({ frame, after, estimates }) => {
    const chosen = entries.flatMap((entry, i) => {
      const estimate = estimates[i];
      return estimate ? [{ entry, estimate }] : [];
    });
    if (chosen.length === 0) return [];
    const asked = { name, parameters: 0, estimates: chosen.map(({ estimate }) => estimate) };
    const judged = judgeMethods(
      [asked],
      chosen.map(({ entry }) => entry),
      { seed },
    );
    const [{ recovery, mired, images }] = judged as [JudgedMethod];
    return [{ name, frame, after, images, recovery, ...(mired ? { mired } : {}) }];
  });
}

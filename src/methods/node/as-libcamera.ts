/** Every network also as cameras with a tuning file run it: tuning files read, networks given the head that a sensor needs. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
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
import { ctNetworkOf, type LibcameraRun, libcameraRun } from '../index.js';
import { sensorOfFile, stockSensor } from './sensor-training.js';

const ENDING = '.json';
const REFUSED = 'deepawb export MODEL --format libcamera writes one that runs a network.';

/** A tuning file, read, and the grid of its statistics. */
interface SensorTuning {
  readonly file: string;
  readonly settings: NeuralAwbSettings;
  readonly grid: { readonly heightPx: number; readonly widthPx: number };
}

/** A network to run so. */
export interface CameraNetwork {
  readonly estimator: AwbEstimator;
  /** The same as data, loaded where it needs another head. */
  readonly model: () => Promise<Model>;
}

export interface AsLibcamera {
  readonly runs: readonly LibcameraRun[];
  /** Whose tuning file it is, where it is one file. */
  readonly sensor?: string;
}

/**
 * @param path a tuning file <sensor>.json with rpi.nn.awb switched on, or a folder of them
 * @param frames answers over so many frames too
 * @param tuningDir of the pictures' sensors: one of them has the curve of a file that is named otherwise
 * @throws InputError for a file with which no network would run, and RangeError for a network of other zones
 */
export async function asLibcamera(
  path: string,
  models: readonly CameraNetwork[],
  frames: number | undefined,
  tuningDir?: string,
): Promise<AsLibcamera> {
  if (models.length === 0) throw new RangeError('expected a network, got none');
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const files = isFolder ? tuningFiles(path) : [path];
  const nameOf = (file: string) => (isFolder ? basename(file, ENDING) : sensorOf(file, tuningDir));
  const tunings = new Map(files.map((file) => [nameOf(file), readSensor(file)]));
  const runs = [];
  for (const model of models) runs.push(await runOf(model, tunings, frames));
  return { runs, ...(isFolder ? {} : { sensor: nameOf(path) }) };
}

/** By its name where that is a sensor's, else by its curve and CCM. Throws InputError where neither is of the folder. */
function sensorOf(file: string, tuningDir: string | undefined): string {
  const name = basename(file, ENDING);
  if (tuningDir === undefined || !existsSync(file) || !existsSync(tuningDir)) return name;
  const known = new Map(
    tuningFiles(tuningDir).flatMap((path) => {
      const { name: sensor, space } = stockSensor(path, readFileSync(path, 'utf8'));
      return space === null ? [] : [[sensor, space] as const];
    }),
  );
  if (known.size === 0 || known.has(name)) return name;
  const sensor = sensorOfFile(stockSensor(file, readFileSync(file, 'utf8')), known);
  if (sensor !== null) return sensor;
  throw new InputError(
    `${file}: neither its name nor its curve is that of a sensor in ${tuningDir} (${[...known.keys()].join(', ')}). Name it <sensor>.json.`,
  );
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
    throw new RangeError(
      `${tuning} counts ${grid.widthPx}x${grid.heightPx} zones, and ${metadata.name} reads ${inputSize.widthPx}x${inputSize.heightPx}`,
    );
  }
  const networkOf = await networks(estimator, model);
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
  estimator: AwbEstimator,
  load: () => Promise<Model>,
): Promise<(settings: NeuralAwbSettings) => AwbEstimator> {
  if (estimator.answer === 'kelvin') return () => estimator;
  const [model, kernels] = [await load(), loadKernelModule()];
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

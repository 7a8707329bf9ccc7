/** What `--format libcamera` writes: names, what must be said beside the network, and what is refused. */

import { findTuning } from '../../classical/index.js';
import { InputError, UsageError } from '../../errors/index.js';
import {
  type CanonicalSpace,
  describeFinding,
  diagnoseTuning,
  LOADED_LINE,
  readCanonicalSpace,
} from '../../libcamera/index.js';
import type { Model } from '../../model/index.js';
import { readableShellWord } from '../../text/index.js';
import { exportName } from '../export-name.js';
import type { Exported, ExportInput, ExportSettings } from '../formats/exporter.js';
import { withInt8Weights } from '../int8-model.js';
import { cameraFiles } from './camera-files.js';

const NAME = 'awb_model';
const CURE = 'Take the stock file of a tuned sensor.';

/** Throws UsageError, InputError, ArchitectureError, and RangeError for the name. */
export function exportForCamera(
  model: Model,
  { name: wanted = NAME, weights, options = {}, inputs = {} }: ExportSettings,
): Exported {
  const { tuningFile: stock, curveFrom } = inputs;
  if (stock === undefined) {
    throw new UsageError(
      '--format libcamera: expected --tuning-file, the stock file of the sensor: /usr/share/libcamera/ipa/rpi/{pisp,vc4}/<sensor>.json on the Pi',
    );
  }
  const installPath = String(options.installPath || '');
  if (!installPath.startsWith('/')) {
    throw new UsageError(
      `--format libcamera: expected --install-path, the absolute folder on the Pi, got ${installPath || 'nothing'}. A relative one would count from each program's working directory.`,
    );
  }
  const name = exportName('exportForCamera', model, wanted);
  const folder = installPath.replace(/\/+$/, '');
  const modelPath = `${folder}/${name}.tflite`;
  const space = spaceOf(model, stock, curveFrom);
  const network = weights === 'int8' ? withInt8Weights(model) : model;
  const made = naming(stock, (text) => cameraFiles(network, text, { modelPath, space }));
  const warnings = diagnoseTuning(made.tuning)
    .findings.filter(({ level }) => level === 'warning')
    .map((finding) => `${stock.path}: ${describeFinding(finding)}`);
  const tuningName = stock.path.replace(/^.*[/\\]/, '');
  const installed = readableShellWord(`${folder}/${tuningName}`);
  return {
    name,
    // The model first: a tuning file that names none would be grey.
    files: [
      { name: `${name}.tflite`, content: made.model },
      { name: tuningName, content: made.tuning },
    ],
    facts: { modelPath, ...(warnings.length === 0 ? {} : { warnings: warnings.join('\n') }) },
    note:
      `${warnings.map((warning) => `${warning}\n`).join('')}Copy both to ${folder} on the Pi, then: rpicam-still --tuning-file ${installed} -o test.jpg\n` +
      `The network runs where its log says: ${LOADED_LINE} ${modelPath}`,
  };
}

/** What is wrong with a file's content becomes an InputError that names it. */
function naming<T>({ path, text }: ExportInput, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'TuningFileError') throw error;
    throw new InputError(`${path}: ${message}. ${CURE}`);
  }
}

/**
 * The normalisation that the network was trained in. A harmonised one's is that of the platform on which the sensitivities are 1, its
 * own before the other, and its own where neither has that. Throws UsageError where `--curve-from` cannot be right.
 */
function spaceOf(
  model: Model,
  stock: ExportInput,
  curveFrom: ExportInput | undefined,
): CanonicalSpace {
  const own = naming(stock, readCanonicalSpace);
  if (curveFrom === undefined) {
    checkNormalisation(model, stock.path, own);
    return own;
  }
  const other = naming(curveFrom, readCanonicalSpace);
  const refuse = (why: string) => new UsageError(`--curve-from ${curveFrom.path}: ${why}`);
  if (model.metadata.settings.harmonised !== true) {
    throw refuse(
      `${model.metadata.name} was trained in the normalisation of --tuning-file itself, without --harmonise. Leave it out.`,
    );
  }
  const targets = [stock, curveFrom].map((one) => naming(one, (text) => findTuning(text).target));
  if (targets[0] === targets[1]) {
    throw refuse(
      `it has the same target as ${stock.path}, ${targets[0]}. Name the other platform's file of the sensor.`,
    );
  }
  const [sensor, otherSensor] = [stock, curveFrom].map(({ path }) => sensorName(path));
  if (sensor !== otherSensor) {
    throw refuse(
      `expected the file of the sensor ${sensor}, got that of ${otherSensor}. Name the other platform's ${sensor}.json.`,
    );
  }
  const isOther = !hasUnitSensitivity(own) && hasUnitSensitivity(other);
  return isOther ? other : own;
}

/** As stock files are named. */
function sensorName(path: string): string {
  return path.replace(/^.*[/\\]/, '').replace(/\.json$/, '');
}

function hasUnitSensitivity({ sensitivityR, sensitivityB }: CanonicalSpace): boolean {
  return sensitivityR === 1 && sensitivityB === 1;
}

/** Throws UsageError where a harmonised network would see pictures in a normalisation that it was not trained in. */
function checkNormalisation({ metadata }: Model, tuningFile: string, own: CanonicalSpace): void {
  if (metadata.settings.harmonised !== true) return;
  if (hasUnitSensitivity(own)) return;
  throw new UsageError(
    `${metadata.name}: trained with --harmonise, and ${tuningFile} has sensitivities other than 1. Name the other platform's tuning file of the sensor (--curve-from).`,
  );
}

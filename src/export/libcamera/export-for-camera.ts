/** What `--format libcamera` writes: names, what must be said beside the network, and what is refused. */
import { InputError, UsageError } from '../../errors/index.js';
import { type CanonicalSpace, LOADED_LINE, readCanonicalSpace } from '../../libcamera/index.js';
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
  const space = naming(curveFrom ?? stock, readCanonicalSpace);
  if (curveFrom === undefined) checkNormalisation(model, stock.path, space);
  const network = weights === 'int8' ? withInt8Weights(model) : model;
  const made = naming(stock, (text) => cameraFiles(network, text, { modelPath, space }));
  const tuningName = stock.path.replace(/^.*[/\\]/, '');
  const installed = readableShellWord(`${folder}/${tuningName}`);
  return {
    name,
    // The model first: a tuning file that names none would be grey.
    files: [
      { name: `${name}.tflite`, content: made.model },
      { name: tuningName, content: made.tuning },
    ],
    facts: { modelPath },
    note:
      `Copy both to ${folder} on the Pi, then: rpicam-still --tuning-file ${installed} -o test.jpg\n` +
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

/** Throws UsageError where a harmonised network would see pictures in a normalisation that it was not trained in. */
function checkNormalisation(
  { metadata }: Model,
  tuningFile: string,
  { sensitivityR, sensitivityB }: CanonicalSpace,
): void {
  if (metadata.settings.harmonised !== true) return;
  if (sensitivityR === 1 && sensitivityB === 1) return;
  throw new UsageError(
    `${metadata.name}: trained with --harmonise, and ${tuningFile} has sensitivities other than 1. Name the other platform's tuning file of the sensor (--curve-from), or this one again where both have them.`,
  );
}

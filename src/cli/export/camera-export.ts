/** `export --format libcamera`: the network and the sensor's tuning file with it switched on, for a Raspberry Pi's camera. */
import { basename, join } from 'node:path';
import { readTuning } from '../../classical/node/index.js';
import { cameraFiles } from '../../export/index.js';
import { isSameFile, writeFilesTogether } from '../../files/index.js';
import { type CanonicalSpace, LOADED_LINE, readCanonicalSpace } from '../../libcamera/index.js';
import type { Model } from '../../model/index.js';
import { formatBytes, readableShellWord } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import { UsageError } from '../exit-code.js';

export interface CameraExportOptions {
  readonly out: string;
  readonly name?: string;
  readonly tuningFile?: string;
  readonly installPath?: string;
  readonly curveFrom?: string;
  readonly json?: boolean;
}

const NAME = 'awb_model';
const CURES = { refused: 'Take the stock file of a tuned sensor.' };

/** Throws UsageError and InputError. */
export function exportForCamera(
  model: Model,
  { out, name = NAME, tuningFile, installPath, curveFrom, json }: CameraExportOptions,
  { terminal }: CommandContext,
): void {
  if (tuningFile === undefined) {
    throw new UsageError(
      '--format libcamera: expected --tuning-file, the stock file of the sensor: /usr/share/libcamera/ipa/rpi/{pisp,vc4}/<sensor>.json on the Pi',
    );
  }
  if (!installPath?.startsWith('/')) {
    throw new UsageError(
      `--format libcamera: expected --install-path, the absolute folder on the Pi, got ${installPath ?? 'nothing'}. A relative one would count from each program's working directory.`,
    );
  }
  for (const read of [tuningFile, curveFrom]) checkKept(out, tuningFile, read);
  const folder = installPath.replace(/\/+$/, '');
  const modelPath = `${folder}/${name}.tflite`;
  const space = readTuning(curveFrom ?? tuningFile, CURES, readCanonicalSpace);
  if (curveFrom === undefined) checkNormalisation(model, tuningFile, space);
  const made = readTuning(tuningFile, CURES, (stock) => {
    return cameraFiles(model, stock, { modelPath, space });
  });
  // The model first: a tuning file that names none would be grey.
  const written = writeFilesTogether(out, [
    { name: `${name}.tflite`, content: made.model },
    { name: basename(tuningFile), content: made.tuning },
  ]);
  if (json) {
    terminal.printJson({ format: 'libcamera', name, modelPath, files: written });
    return;
  }
  for (const file of written) terminal.print(`${file.name}  ${formatBytes(file.bytes)}`);
  const installed = readableShellWord(`${folder}/${basename(tuningFile)}`);
  terminal.note(
    `Copy both to ${folder} on the Pi, then: rpicam-still --tuning-file ${installed} -o test.jpg\n` +
      `The network runs where its log says: ${LOADED_LINE} ${modelPath}`,
  );
}

/** Throws UsageError where a file that is read would be written over: the stock file is what undoes it all. */
function checkKept(out: string, tuningFile: string, read: string | undefined): void {
  if (read === undefined || !isSameFile(join(out, basename(tuningFile)), read)) return;
  throw new UsageError(
    `--out ${out}: the tuning file would be written over ${read}, which is read. Name another folder.`,
  );
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

/** What a Raspberry Pi's camera needs to run a network: its .tflite, and the sensor's tuning file with it switched on. */
import { parseTuningFile } from '../../classical/index.js';
import { InputError } from '../../errors/index.js';
import {
  type CanonicalSpace,
  canonicalLocus,
  tfliteFault,
  writeNeuralAwb,
} from '../../libcamera/index.js';
import type { Model } from '../../model/index.js';
import { exportCamera } from './export-camera.js';

export interface CameraFiles {
  /** The network's file. */
  readonly model: Uint8Array;
  /** The tuning file's text. */
  readonly tuning: string;
}

/**
 * Both files. `stock` is the text of the sensor's stock tuning file, `modelPath` where the network will lie on the Pi, `space`
 * the normalisation that the network was trained in. Throws TuningFileError for the text, InputError for a network of
 * another size than the platform's zones, ArchitectureError for one that cannot be run.
 */
export function cameraFiles(
  network: Model,
  stock: string,
  { modelPath, space }: { readonly modelPath: string; readonly space: CanonicalSpace },
): CameraFiles {
  const { target } = parseTuningFile(stock, { allowDisabled: true });
  const model = exportCamera(network, canonicalLocus(space));
  const fault = tfliteFault(model, target);
  if (fault !== null) {
    throw new InputError(`${network.metadata.name}: ${fault}. Train a network of that size.`);
  }
  return { model, tuning: writeNeuralAwb(stock, modelPath, space) };
}

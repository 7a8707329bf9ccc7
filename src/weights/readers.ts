/** All formats of weights that can be read. */

import type { OnnxNetwork } from './onnx/onnx-network.js';
import { isOnnx, readOnnx } from './onnx/read-onnx.js';
import { isSafetensors, readSafetensors } from './safetensors.js';
import type { WeightFile } from './tensors.js';
import { readTorch } from './torch/read-torch.js';
import { isZip } from './torch/zip-entries.js';
import { WeightsError } from './weights-error.js';

export interface WeightReader {
  readonly title: string;
  recognises(bytes: Uint8Array): boolean;
  /** Throws WeightsError. */
  read(bytes: Uint8Array): WeightFile;
}

export const WEIGHT_READERS: readonly WeightReader[] = [
  { title: 'PyTorch', recognises: isZip, read: readTorch },
  { title: 'safetensors', recognises: isSafetensors, read: readSafetensors },
];

export type ReadWeights =
  | (WeightFile & { readonly format: string; readonly network: null })
  | { readonly format: 'ONNX'; readonly network: OnnxNetwork };

/** Magic of PyTorch's files before 1.6. */
const OLD_TORCH = [0x80, 0x02, 0x8a, 0x0a];

/** Reads a file of any known format, told by its first bytes. Throws WeightsError. */
export function readWeights(bytes: Uint8Array): ReadWeights {
  const reader = WEIGHT_READERS.find(({ recognises }) => recognises(bytes));
  if (reader) return { ...reader.read(bytes), format: reader.title, network: null };
  if (isOnnx(bytes)) return { format: 'ONNX', network: readOnnx(bytes) };
  if (OLD_TORCH.every((byte, i) => bytes[i] === byte)) {
    throw new WeightsError(
      'expected weights, got a file of PyTorch before 1.6 (or of another pickle): load it and torch.save its state_dict() again',
    );
  }
  throw new WeightsError(
    'expected weights as safetensors, ONNX or a state dictionary of PyTorch (.pt), got a file of another kind',
  );
}

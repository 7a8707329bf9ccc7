/**
 * The network that a file of weights belongs to, as far as the file says it: written by `deepawb export`, the file holds its
 * architecture; the reference's networks are told by the shapes of their tensors, but for strides and input size, which
 * no weight says.
 */
import {
  type Architecture,
  inferShapes,
  type PictureSize,
  PROOF_OF_CONCEPT,
  type ReferenceBlock,
  referenceFromWidths,
} from '../model/index.js';
import { type Module, modulesOf } from './modules.js';
import type { WeightFile } from './tensors.js';
import { WeightsError } from './weights-error.js';

/** Key of the architecture in the metadata of files that deepawb writes. */
export const ARCHITECTURE_KEY = 'deepawb.architecture';
/** Key of the model's metadata. */
export const MODEL_KEY = 'deepawb.metadata';

export interface RecogniseOptions {
  /** Of the convolutions, first to last; those of the released weights unless given. */
  readonly strides?: readonly number[];
  /** What the network reads; that of the released weights unless given. */
  readonly size?: PictureSize;
}

export interface Recognised {
  readonly architecture: Architecture;
  /** `stated`: by the file; `reference`: a network of the reference, on linear planes. */
  readonly by: 'stated' | 'reference';
  readonly strides: readonly number[];
}

/** Hidden layers of the weights that the reference released, whose strides are those of its proof of concept. */
const RELEASED_WIDTHS = '92-55-33-20';

/** Throws WeightsError for weights of a network that is not recognised. */
export function recognise(
  { tensors, metadata }: WeightFile,
  { strides, size }: RecogniseOptions = {},
): Recognised {
  const stated = metadata[ARCHITECTURE_KEY];
  if (stated !== undefined) return { architecture: parsed(stated), by: 'stated', strides: [] };
  const modules = modulesOf(tensors);
  const convolutions = modules.filter(({ kind }) => kind === 'convolution');
  const dense = modules.filter(({ kind }) => kind === 'dense');
  const layers = checkChain(convolutions, dense);
  const isReleased =
    layers.widths.join('-') === RELEASED_WIDTHS &&
    layers.blocks.map(({ kernel, channels }) => `${kernel}x${channels}`).join() ===
      '3x32,5x64,5x128';
  const chosen =
    strides ?? (isReleased ? PROOF_OF_CONCEPT.blocks.map(({ stride }) => stride) : null);
  if (!chosen || chosen.length !== layers.blocks.length) {
    throw new WeightsError(
      `expected ${layers.blocks.length} strides, which weights do not say: give them with --strides, e.g. 1,2,2`,
    );
  }
  const { heightPx, widthPx } = size ?? (isReleased ? PROOF_OF_CONCEPT : noSize());
  const blocks = layers.blocks.map(
    (block, i): ReferenceBlock => ({ ...block, stride: chosen[i]! }),
  );
  const architecture = referenceFromWidths({ heightPx, widthPx, blocks, widths: layers.widths });
  return { architecture, by: 'reference', strides: chosen };
}

function noSize(): never {
  throw new WeightsError(
    'expected the size of the picture that the network reads, which weights do not say: give it with --size, e.g. 432x288',
  );
}

function parsed(text: string): Architecture {
  try {
    const architecture = JSON.parse(text) as Architecture;
    inferShapes(architecture);
    return architecture;
  } catch (error) {
    throw new WeightsError(
      `${ARCHITECTURE_KEY}: expected an architecture: ${(error as Error).message}`,
    );
  }
}

/** Kernels, channels and widths of a network of the reference. */
function checkChain(
  convolutions: readonly Module[],
  dense: readonly Module[],
): { blocks: Omit<ReferenceBlock, 'stride'>[]; widths: number[] } {
  if (convolutions.length === 0 || dense.length === 0) {
    throw new WeightsError(
      `expected convolutions and dense layers of a known network, got ${convolutions.length} and ${dense.length}; give the network with --architecture`,
    );
  }
  let channels = 3;
  const blocks = convolutions.map(({ name, tensors }) => {
    const [out = 0, input = 0, ky = 0, kx = 0] = tensors.get('weight')!.shape;
    if (input !== channels || ky !== kx || tensors.has('bias')) {
      throw new WeightsError(
        `${name}: expected a square convolution of ${channels} channels without bias, as the reference's, got ` +
          `${tensors.get('weight')!.shape.join('x')}; give the network with --architecture`,
      );
    }
    channels = out;
    return { kernel: ky, channels: out };
  });
  const widths = dense.map(({ name, tensors }) => {
    const [out = 0, input = 0] = tensors.get('weight')!.shape;
    if (input !== channels) {
      throw new WeightsError(
        `${name}: expected a dense layer of ${channels} inputs, got ${tensors.get('weight')!.shape.join('x')}`,
      );
    }
    channels = out;
    return out;
  });
  if (widths.pop() === 2) return { blocks, widths };
  throw new WeightsError(`${dense.at(-1)!.name}: expected 2 numbers at the end, got ${channels}`);
}

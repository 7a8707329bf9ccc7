/**
 * A model from weights of elsewhere: the network that was given or recognised, the weights mapped to it, and in front of it
 * what it reads. A network that was trained on pictures of another domain is never taken for one on linear planes unless the
 * caller says so.
 */
import {
  type Architecture,
  type Model,
  type ModelMetadata,
  type NetworkPlanes,
  type PictureSize,
  REFERENCE_PICTURE,
  referencePlanes,
  withPlanes,
} from '../model/index.js';
import { type MappedTensor, mapWeights } from './map-weights.js';
import { readWeights } from './readers.js';
import { MODEL_KEY, recognise } from './recognise.js';
import type { WeightFile, WeightTensor } from './tensors.js';
import { WeightsError } from './weights-error.js';

/** What the network reads: linear values, the reference's pictures, or planes of the caller's own. */
export type Preprocessing = 'linear' | 'reference' | NetworkPlanes['rendered'];

export interface ImportOptions {
  /** The weights' network; recognised unless given. */
  readonly architecture?: Architecture;
  /** Strides of the convolutions, and the size that the network reads, where weights are recognised. */
  readonly strides?: readonly number[];
  readonly size?: PictureSize;
  /** What it reads, where its network does not say; must be given for ONNX and for networks of one's own. */
  readonly preprocessing?: Preprocessing;
  /** Size at which pictures are rendered before they are resized; that of the reference unless given. */
  readonly picture?: PictureSize;
  /** Of the model; a field that is absent is taken from the file, where it states one. */
  readonly metadata: Partial<ModelMetadata> & Pick<ModelMetadata, 'name' | 'version'>;
}

export interface ImportedModel {
  readonly model: Model;
  readonly format: string;
  /** How the network came about, in words. */
  readonly network: string;
  /** What it reads, in words. */
  readonly reads: string;
  readonly mapped: readonly MappedTensor[];
}

/** The release's own levels: black 2048, white 16383. */
const LEVELS = { blackLevel: 2048, whiteLevel: 16_383 } as const;

/**
 * Throws WeightsError for weights that do not fit their network, and for a network of which nobody says what it reads;
 * ArchitectureError for one that cannot be built.
 */
export function importModel(bytes: Uint8Array, options: ImportOptions): ImportedModel {
  const { format, network, tensors, architecture, stated, knownReading } = networkOf(
    bytes,
    options,
  );
  const { architecture: complete, reads } = withReading(architecture, options, knownReading);
  const { parameters, mapped } = mapWeights(complete, tensors);
  const metadata = { ...DEFAULT_METADATA, ...stated, ...options.metadata };
  return {
    model: { architecture: complete, parameters, metadata },
    format,
    network,
    reads,
    mapped,
  };
}

const DEFAULT_METADATA: Omit<ModelMetadata, 'name' | 'version'> = {
  data: { name: 'not stated (imported weights)', hash: '', pictures: 0 },
  licence: 'unstated',
  attribution: 'unstated',
  seed: 0,
  settings: {},
  ...LEVELS,
};

interface FoundNetwork {
  readonly format: string;
  readonly network: string;
  readonly tensors: readonly WeightTensor[];
  readonly architecture: Architecture;
  readonly stated: Partial<ModelMetadata>;
  /** What networks of its kind read; null where nobody knows. */
  readonly knownReading: Preprocessing | null;
}

function networkOf(bytes: Uint8Array, options: ImportOptions): FoundNetwork {
  const file = readWeights(bytes);
  if (file.format === 'ONNX' && file.network) {
    const size = options.size ?? file.network.size;
    if (!size)
      throw new WeightsError(
        'ONNX: expected a size of the picture, which the file leaves open: give --size',
      );
    const { architecture, tensors } = file.network.build(size);
    const network = `the graph's own, ${architecture.nodes.length} nodes`;
    return { format: 'ONNX', network, tensors, architecture, stated: {}, knownReading: null };
  }
  const weights = file as WeightFile;
  const base = { format: file.format, tensors: weights.tensors, stated: statedMetadata(weights) };
  if (options.architecture) {
    return { ...base, network: 'as given', architecture: options.architecture, knownReading: null };
  }
  const { architecture, by, strides } = recognise(weights, options);
  if (by === 'stated') {
    return { ...base, network: 'as the file states it', architecture, knownReading: 'linear' };
  }
  const network = `one of the reference, told by its tensors; strides ${strides.join(', ')}`;
  return { ...base, network, architecture, knownReading: 'reference' };
}

function statedMetadata({ metadata }: WeightFile): Partial<ModelMetadata> {
  const text = metadata[MODEL_KEY];
  if (text !== undefined) {
    try {
      const stated: unknown = JSON.parse(text);
      if (typeof stated === 'object' && stated !== null) return stated;
    } catch {
      // A file may say anything of itself; what is no metadata is none.
    }
  }
  const { licence, license = licence, source } = metadata;
  return {
    ...(license === undefined ? {} : { licence: license, attribution: license }),
    ...(source === undefined ? {} : { data: { name: source, hash: '', pictures: 0 } }),
  };
}

function withReading(
  architecture: Architecture,
  { preprocessing, picture }: ImportOptions,
  known: Preprocessing | null,
): { architecture: Architecture; reads: string } {
  const features = architecture.nodes.find((node) => node.op === 'features');
  const isOpen = features?.planes === 'rgb';
  const chosen = preprocessing ?? known;
  if (!isOpen) {
    if (preprocessing === undefined) return { architecture, reads: 'what its network says' };
    throw new WeightsError('expected no preprocessing: the network says itself what it reads');
  }
  if (chosen === null) {
    throw new WeightsError(
      'expected what the network reads, which weights do not say: give --preprocessing reference, linear or a file',
    );
  }
  if (chosen === 'linear') return { architecture, reads: 'linear values, 0 to 1' };
  const size = architecture.input;
  const planes = referencePlanes(picture ?? REFERENCE_PICTURE, size);
  const rendered = chosen === 'reference' ? planes.rendered : chosen;
  const at = planes.picture;
  return {
    architecture: withPlanes(architecture, { ...planes, rendered }),
    reads:
      `${chosen === 'reference' ? "the reference's pictures" : 'pictures as given'}: rendered at ${at.widthPx}x${at.heightPx}, ` +
      `resized to ${size.widthPx}x${size.heightPx}`,
  };
}

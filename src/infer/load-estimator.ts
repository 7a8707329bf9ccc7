/** An estimator from what programs have at hand: bytes, or the answers of `fetch`. */
import type { CompiledModule } from '../engine/index.js';
import { type AwbEstimator, createEstimator, type EstimatorOptions } from './estimator.js';

/** Bytes, or what has them: a Response of `fetch`, a Blob, a File; or the promise of either. */
export type ByteSource = Bytes | HasBytes | Promise<Bytes | HasBytes>;

type Bytes = Uint8Array | ArrayBuffer;

interface HasBytes {
  /** Of a Response: whether the server had what was asked for. */
  readonly ok?: boolean;
  readonly status?: number;
  readonly url?: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Loads a model and the kernels (the package's `deepawb/engine/kernels.wasm`), in browsers and everywhere else:
 *
 *   const estimator = await loadEstimator({ model: fetch('model.awb'), kernels: fetch('kernels.wasm') });
 *
 * Throws ModelFileError for bytes that are no model that this version runs, and TypeError for a failed answer or bytes
 * that are no kernels.
 */
export async function loadEstimator(
  sources: {
    readonly model: ByteSource;
    readonly kernels: ByteSource | CompiledModule;
  },
  options: EstimatorOptions = {},
): Promise<AwbEstimator> {
  const [model, kernels] = await Promise.all([
    bytesOf('model', sources.model),
    moduleOf(sources.kernels),
  ]);
  return createEstimator(model, kernels, options);
}

async function moduleOf(source: ByteSource | CompiledModule): Promise<CompiledModule> {
  if (source instanceof WebAssembly.Module) return source as CompiledModule;
  const bytes = await bytesOf('kernels', source as ByteSource);
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw new TypeError(`kernels: expected deepawb's kernels.wasm: ${(error as Error).message}`);
  }
}

async function bytesOf(name: string, source: ByteSource): Promise<Uint8Array> {
  const given = await source;
  if (given instanceof Uint8Array) return given;
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  if (typeof given?.arrayBuffer !== 'function') {
    throw new TypeError(`${name}: expected bytes or a Response, got ${typeof given}`);
  }
  if (given.ok === false) {
    throw new TypeError(
      `${name}: expected ${given.url || 'an answer'}, got status ${given.status}`,
    );
  }
  return new Uint8Array(await given.arrayBuffer());
}

/** Pictures without labels as training reads them: pixels alone. What a data set says of their lights never comes here. */
import { createHash } from 'node:crypto';
import type { ThumbnailSet } from '../../dataset/index.js';
import type { ThumbnailSize } from '../../raw/index.js';

export interface UnlabelledPictures extends ThumbnailSize {
  /** N x height x width x 4, larger than the network's input for crops, as the labelled ones. */
  readonly source: Float32Array;
  /** N pictures at the network's size, which teachers answer for. */
  readonly input: Float32Array;
  readonly count: number;
  /** SHA-256 over them. */
  readonly hash: string;
  /** What the model file says of them, a folder each; nothing where they were read elsewhere. */
  readonly origin?: readonly UnlabelledOrigin[];
}

/** Where pictures without labels come from. */
export interface UnlabelledOrigin {
  readonly name: string;
  readonly hash: string;
  /** That are trained on. */
  readonly pictures: number;
  /** Left out since they are labelled, or there twice. */
  readonly leftOut?: number;
  /** Of the test part of the labelled data: a model that was trained on them is not judged fairly there. */
  readonly ofTestPart?: number;
  readonly camera?: string;
}

/**
 * Some pictures of a data set with their labels hidden.
 * @param hash names the data set
 */
export function hideLabels(
  { source, input }: { readonly source: ThumbnailSet; readonly input: ThumbnailSet },
  indices: ArrayLike<number>,
  hash: string,
): UnlabelledPictures {
  const digest = createHash('sha256').update(hash);
  for (let i = 0; i < indices.length; i++) digest.update(` ${indices[i]}`);
  return {
    heightPx: source.heightPx,
    widthPx: source.widthPx,
    source: chosenPixels(source, indices),
    input: chosenPixels(input, indices),
    count: indices.length,
    hash: digest.digest('hex'),
  };
}

/** Copies in shared memory. */
export function chosenPixels(
  { heightPx, widthPx, pixels }: Omit<ThumbnailSet, 'entries'>,
  indices: ArrayLike<number>,
): Float32Array {
  const length = heightPx * widthPx * 4;
  const chosen = new Float32Array(new SharedArrayBuffer(indices.length * length * 4));
  for (let i = 0; i < indices.length; i++) {
    const at = indices[i]! * length;
    chosen.set(pixels.subarray(at, at + length), i * length);
  }
  return chosen;
}

/**
 * Near-duplicates across the parts of a data set: a test picture whose scene was trained on, in another shot. Equal
 * files are found by their bytes; these are found by their signatures.
 */
import { signatureCorrelation } from './inspect-signature.js';

/**
 * Correlation from which on two pictures show the same scene. Of 380,000 pairs of pictures of the training part of
 * Cube+ taken far from each other, the most alike reach 0.638; small shifts of the camera leave 0.6 to 0.8, another
 * exposure, light or size of the same shot more than 0.9.
 */
export const NEAR_DUPLICATE_CORRELATION = 0.64;

export interface SignedPicture {
  readonly id: string;
  readonly sha256: string;
  readonly signature: Float32Array;
}

export interface NearDuplicate {
  readonly train: string;
  readonly test: string;
  /** -1..1. */
  readonly correlation: number;
}

/** Ids of a training and a test picture that look alike, the most alike first; equal files are left out. */
export function findNearDuplicates(
  train: readonly SignedPicture[],
  test: readonly SignedPicture[],
): NearDuplicate[] {
  const pairs: NearDuplicate[] = [];
  for (const tested of test) {
    for (const trained of train) {
      const correlation = signatureCorrelation(trained.signature, tested.signature);
      if (correlation < NEAR_DUPLICATE_CORRELATION || trained.sha256 === tested.sha256) continue;
      pairs.push({ train: trained.id, test: tested.id, correlation });
    }
  }
  return pairs.sort((a, b) => b.correlation - a.correlation);
}

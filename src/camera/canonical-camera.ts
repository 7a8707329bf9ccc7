/**
 * A camera that never was: the middle of all that are known. What several cameras took is trained on as this one would
 * have taken it, and a picture of which nobody says who took it is nearer to it than to any single camera.
 */
import type { ColourMatrix } from '../color/index.js';
import { type Camera, cameraOfMatrix, daylightMatrix } from './camera.js';
import { cameraNames, findCamera } from './find-camera.js';

/** What a model file calls it. Its matrix stands beside the name, so that a table that grows changes no model. */
export const CANONICAL_CAMERA_NAME = 'canonical camera';

let matrices: readonly ColourMatrix[] | null = null;

/** The daylight matrices of the table that ships, in its order; green sees 1 of D65. */
export function tableMatrices(): readonly ColourMatrix[] {
  matrices ??= cameraNames().map((name) => daylightMatrix(findCamera(name)!.camera));
  return matrices;
}

/** The camera whose matrix has in every place the median of the table's, under D65. */
export function canonicalCamera(): Camera {
  const all = tableMatrices();
  const medians = all[0]!.map((_, i) => median(all.map((matrix) => matrix[i]!)));
  return cameraOfMatrix(CANONICAL_CAMERA_NAME, medians as unknown as ColourMatrix);
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

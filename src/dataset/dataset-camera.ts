/** The camera of a data set, as far as its description says. */
import { type Camera, cameraOfMatrix, findCamera } from '../camera/index.js';
import { readDatasetDescription } from './dataset-description.js';

/**
 * By dataset.json's matrix, else by its camera's name and the table that ships; null where it says neither. Throws
 * DatasetError for a description that is none, CameraError for a matrix that sees no colours.
 */
export function datasetCamera(dir: string): Camera | null {
  const { camera: name, colourMatrix } = readDatasetDescription(dir) ?? {};
  if (colourMatrix) return cameraOfMatrix(name ?? "the data set's camera", colourMatrix);
  return (name === undefined ? null : findCamera(name)?.camera) ?? null;
}

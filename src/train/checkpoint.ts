/**
 * Checkpoints: all that a run needs to go on to the bit. Written beside the old one and renamed over it, so that a kill
 * at any moment leaves a whole file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomically } from '../files/index.js';
import {
  type Architecture,
  decodeContainer,
  encodeContainer,
  ModelFileError,
} from '../model/index.js';
import type { Network, Optimiser } from '../nn/index.js';
import type { TrainSettings } from './settings.js';

/** One line of the training log. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean weighted loss. */
  readonly loss: number;
  /** Mean and median recovery error in degrees on the validation pictures, with averaged weights. */
  readonly validation?: { readonly mean: number; readonly median: number };
  readonly rate: number;
  readonly samplesPerSecond: number;
  readonly seconds: number;
}

/** How far a run has come. */
export interface RunPosition {
  /** Whole epochs done, and steps done in the one that runs. */
  epoch: number;
  step: number;
  /** Sum of the losses of those steps. */
  lossSum: number;
  /** Steps of all epochs, which the optimiser's corrections depend on. */
  steps: number;
  readonly history: EpochRecord[];
}

export interface CheckpointIdentity {
  readonly architecture: Architecture;
  readonly settings: TrainSettings;
  /** Content hash of the training pictures and labels. */
  readonly dataHash: string;
}

export function writeCheckpoint(
  file: string,
  identity: CheckpointIdentity,
  position: RunPosition,
  network: Network,
  optimiser: Optimiser,
): void {
  const { moments, squares, average } = optimiser.state;
  const parts = [network.parameters, moments, squares, average];
  const numbers = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    numbers.set(part, offset);
    offset += part.length;
  }
  writeFileAtomically(file, encodeContainer('c', { header: { ...identity, position }, numbers }));
}

/**
 * Restores a run where `file` exists; null where it does not. Throws ModelFileError for a damaged file and for one of
 * another architecture, data set or settings, naming the setting.
 */
export function readCheckpoint(
  file: string,
  identity: CheckpointIdentity,
  network: Network,
  optimiser: Optimiser,
): RunPosition | null {
  if (!existsSync(file)) return null;
  const { header, numbers } = decodeContainer('c', readFileSync(file));
  const { position, ...found } = header as CheckpointIdentity & { position: RunPosition };
  requireSame(file, found, identity);
  const { moments, squares, average } = optimiser.state;
  const parts = [network.parameters, moments, squares, average];
  if (numbers.length !== parts.reduce((sum, part) => sum + part.length, 0)) {
    throw new ModelFileError(`${file}: the checkpoint does not hold what its architecture needs`);
  }
  let offset = 0;
  for (const part of parts) {
    part.set(numbers.subarray(offset, offset + part.length));
    offset += part.length;
  }
  optimiser.steps = position.steps;
  return position;
}

function requireSame(file: string, found: CheckpointIdentity, wanted: CheckpointIdentity): void {
  const difference = firstDifference(
    JSON.parse(JSON.stringify(found)),
    JSON.parse(JSON.stringify(wanted)),
    '',
  );
  if (difference) {
    throw new ModelFileError(
      `${file}: the checkpoint was made with another ${difference}; give the same settings, or start anew without --resume`,
    );
  }
}

/** Path of the first value that two plain objects do not share, with both values; null where they are alike. */
function firstDifference(a: unknown, b: unknown, path: string): string | null {
  if (a === b) return null;
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  if (!isObject(a) || !isObject(b)) return `${path} (${String(a)}, now ${String(b)})`;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const difference = firstDifference(a[key], b[key], path ? `${path}.${key}` : key);
    if (difference) return difference;
  }
  return null;
}

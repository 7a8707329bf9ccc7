/**
 * Checkpoints: all that a run needs to go on to the bit. Written beside the old one and renamed over it, so that a kill
 * at any moment leaves a whole file.
 */

import { existsSync } from 'node:fs';
import { readWhole, writeFileAtomically } from '../files/index.js';
import {
  type Architecture,
  decodeContainer,
  encodeContainer,
  ModelFileError,
} from '../model/index.js';
import type { Network, Optimiser } from '../nn/index.js';
import { describeValue } from '../text/index.js';
import type { Simd, TrainSettings } from './settings.js';

/** A setting that a checkpoint and the run that would go on from it do not share. */
export interface CheckpointDifference {
  /** As JSON has it: `settings.schedule.rate`, `architecture.nodes.3.units`, `dataHash`. */
  readonly path: string;
  /** Both values, for people. */
  readonly found: string;
  readonly wanted: string;
}

/** A checkpoint of another run. */
export class CheckpointMismatchError extends ModelFileError {
  override readonly name = 'CheckpointMismatchError';

  readonly file: string;
  readonly difference: CheckpointDifference;

  constructor(file: string, difference: CheckpointDifference) {
    const { path, found, wanted } = difference;
    super(
      `${file}: the checkpoint was made with another ${path} (${found}, now ${wanted}); give the same settings, or remove it to start anew`,
    );
    this.file = file;
    this.difference = difference;
  }
}

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
  /** Arithmetic of the kernels; absent in what was written before there was a choice. */
  readonly simd?: Simd;
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
  /** The same of pictures without labels, where there are such. */
  readonly unlabelledHash?: string;
  /** Hashes of the teachers that were given; absent where there are none. */
  readonly teachers?: readonly string[];
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
 * Restores a run where `file` exists; null where it does not. Throws ModelFileError for a damaged file, and
 * CheckpointMismatchError for one of another architecture, data set or settings, naming the setting.
 */
export function readCheckpoint(
  file: string,
  identity: CheckpointIdentity,
  network: Network,
  optimiser: Optimiser,
): RunPosition | null {
  if (!existsSync(file)) return null;
  const { header, numbers } = readContainer(file);
  const { position, ...found } = header as CheckpointIdentity & { position: RunPosition };
  requireSame(file, found, identity);
  checkPosition(file, position);
  const { moments, squares, average } = optimiser.state;
  const parts = [network.parameters, moments, squares, average];
  if (numbers.length !== parts.reduce((sum, part) => sum + part.length, 0)) {
    throw unusable(file, 'it does not hold what its architecture needs');
  }
  let offset = 0;
  for (const part of parts) {
    part.set(numbers.subarray(offset, offset + part.length));
    offset += part.length;
  }
  optimiser.steps = position.steps;
  return position;
}

/** The settings that a checkpoint was made with; null where it cannot be read or holds none. */
export function checkpointSettings(file: string): Pick<TrainSettings, 'simd'> | null {
  try {
    const { settings } = readContainer(file).header as Partial<CheckpointIdentity>;
    return settings ?? null;
  } catch (error) {
    if (error instanceof ModelFileError) return null;
    throw error;
  }
}

function readContainer(file: string): { header: object; numbers: Float32Array } {
  const bytes = readWhole(file);
  if (bytes.length === 0) throw unusable(file, 'it is empty, as a power cut may leave it');
  try {
    const { header, numbers } = decodeContainer('c', bytes);
    if (typeof header === 'object' && header !== null) return { header, numbers };
  } catch (error) {
    if (error instanceof ModelFileError) throw unusable(file, error.message);
    throw error;
  }
  throw unusable(file, 'it does not say how far the run had come');
}

/** A checkpoint comes from a disk, and a run goes on from what it says. */
function checkPosition(file: string, position: RunPosition): void {
  const { epoch, step, steps, lossSum, history } = position ?? {};
  const counts = [epoch, step, steps].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (counts && Number.isFinite(lossSum) && Array.isArray(history) && history.every(isRecord))
    return;
  throw unusable(file, 'it does not say how far the run had come');
}

function isRecord(record: EpochRecord): boolean {
  const { epoch, loss, rate, samplesPerSecond, seconds, validation } = record ?? {};
  const numbers = [epoch, loss, rate, samplesPerSecond, seconds];
  if (validation !== undefined) numbers.push(validation?.mean, validation?.median);
  return numbers.every((n) => typeof n === 'number');
}

function unusable(file: string, why: string): ModelFileError {
  return new ModelFileError(
    `${file}: the checkpoint cannot be gone on with: ${why}. Remove it, or start anew without --resume`,
  );
}

/** Settings come first: others follow from them, as the anchors of a network do from the seed. */
const COMPARED = ['settings', 'dataHash', 'unlabelledHash', 'teachers', 'architecture'] as const;

function requireSame(file: string, found: CheckpointIdentity, wanted: CheckpointIdentity): void {
  // Of another network most settings differ, too, and none of them is the reason.
  const [before, now] = [found, wanted].map(nodeNames);
  const another = firstDifference(before, now, 'architecture.nodes');
  if (another) throw new CheckpointMismatchError(file, another);
  for (const key of COMPARED) {
    // As JSON has it, in which what is undefined is absent.
    const [before, now] = [found[key], wanted[key]].map((value) =>
      JSON.parse(JSON.stringify(value ?? null)),
    );
    const difference = firstDifference(before, now, key);
    if (difference) throw new CheckpointMismatchError(file, difference);
  }
}

/** What a file says may be anything: null where it has no list of nodes. */
function nodeNames({ architecture }: Partial<CheckpointIdentity>): string[] | null {
  const nodes: unknown = architecture?.nodes;
  if (!Array.isArray(nodes)) return null;
  const said = (name: unknown) => (typeof name === 'string' ? name : '?');
  return nodes.map((node) => `${said(node?.op)} ${said(node?.id)}`);
}

/** The first value that two plain objects do not share; null where they are alike. */
export function firstDifference(a: unknown, b: unknown, path: string): CheckpointDifference | null {
  if (a === b) return null;
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  if (!isObject(a) || !isObject(b)) {
    return { path, found: describeValue(a), wanted: describeValue(b) };
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const difference = firstDifference(a[key], b[key], `${path}.${key}`);
    if (difference) return difference;
  }
  return null;
}

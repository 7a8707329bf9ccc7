/**
 * At which levels a network's pictures are linearised. Levels belong to the data set, and every method sees the same
 * linear pictures. One exception: a network that was trained on this very data set, at other levels than the data set
 * states, has learned from pictures that were linearised otherwise; it is asked with pictures like those, and the
 * contradiction is said. Levels that the caller gives go before that too. A network from another camera was trained at
 * that camera's levels, rightly: it gets this data set's.
 */
import { basename, resolve } from 'node:path';
import { type DatasetLevels, readDatasetDescription } from '../../dataset/index.js';
import type { RawLevels } from '../../raw/index.js';
import type { Origin } from '../index.js';

/** A network trained at other levels than the data set's. */
export interface LevelContradiction {
  readonly method: string;
  readonly trainedAt: RawLevels;
  readonly dataset: RawLevels;
  /** Whose levels its pictures are linearised with here. */
  readonly used: 'model' | 'dataset';
}

/** What tells whether a network was trained on a data set. */
export interface DatasetIdentity {
  readonly name: string;
  /** Of its parts, as far as they are known. */
  readonly hashes: readonly string[];
}

/** The name that a data set has in dataset.json, else its folder's. */
export function datasetName(dir: string): string {
  return readDatasetDescription(dir)?.name ?? basename(resolve(dir));
}

/** Whether a method's own levels differ from those of the data set. */
export function differs({ levels: own }: Origin, levels: DatasetLevels): boolean {
  const { blackLevel, whiteLevel } = own;
  return blackLevel !== levels.blackLevel || whiteLevel !== levels.whiteLevel;
}

/** What is to be said and done of a network that differs. */
export function judgeLevels(
  method: string,
  { data, levels }: Origin,
  { blackLevel, whiteLevel, stated }: DatasetLevels,
  identity: DatasetIdentity,
): LevelContradiction {
  const isGiven = stated.black === 'given' || stated.white === 'given';
  const isOther =
    data.hash !== '' && data.name !== identity.name && !identity.hashes.includes(data.hash);
  return {
    method,
    trainedAt: levels,
    dataset: { blackLevel, whiteLevel },
    used: isGiven || isOther ? 'dataset' : 'model',
  };
}

/** For people. */
export function describeContradiction({
  method,
  trainedAt,
  dataset,
  used,
}: LevelContradiction): string {
  const text = ({ blackLevel, whiteLevel }: RawLevels) => `${blackLevel} to ${whiteLevel}`;
  const what = `${method} was trained at levels ${text(trainedAt)}, and the data set's are ${text(dataset)}`;
  return used === 'model'
    ? `${what}: its pictures are linearised with its own, those of all other methods with the data set's. One of the two is wrong: train again, or correct dataset.json`
    : `${what}: all methods see pictures at the data set's`;
}

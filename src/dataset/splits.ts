/**
 * Splits of a data set into training and validation. Two kinds, because they answer two questions: a random k-fold
 * says how well a network does on scenes like those it has seen (neighbouring ids are often the same place within
 * the same minute, so it flatters); a k-fold by runs of neighbouring ids says how well it does on new places.
 */
import { BadInput } from '../errors/index.js';
import { createRng, type Rng } from '../random/index.js';

/** A data set that is too small to be dealt to so many folds. */
export class FoldError extends BadInput {
  override readonly name = 'FoldError';
}

/** Indices into the list that was split, ascending. Every index is in exactly one of the two. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

export interface KFoldOptions {
  /** Number of folds, 2 or more. */
  readonly folds: number;
  readonly seed: number | string;
}

export interface RunFoldOptions extends KFoldOptions {
  /** Ids further apart than this start a new run (1: consecutive numbers only). */
  readonly maxGap?: number;
  /** Longer runs are cut into pieces of at most this many pictures. */
  readonly maxRunLength?: number;
}

/**
 * k splits; each index is in the validation part of exactly one, whose sizes differ by one at most.
 * @throws FoldError where there are fewer items than folds, RangeError for a number that is none of folds
 */
export function splitKFold(count: number, { folds, seed }: KFoldOptions): Split[] {
  checkFolds(count, folds);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  createRng(seed).fork('k-fold').shuffle(order);
  const foldOf = new Int32Array(count);
  order.forEach((index, place) => {
    foldOf[index] = place % folds;
  });
  return splitsOf(foldOf, folds);
}

/**
 * k splits that keep each run of neighbouring ids together: no run has pictures on both sides. Whole runs are dealt
 * to the fold that is smallest so far, the longest first, so that folds differ by no more than one run.
 * @throws FoldError where there are fewer runs than folds, RangeError for a number that is none of folds
 */
export function splitByRuns(ids: readonly string[], options: RunFoldOptions): Split[] {
  const { folds, seed } = options;
  const runs = findRuns(ids, options);
  checkFolds(runs.length, folds, 'run of neighbouring ids');
  return dealGroups(runs, ids.length, folds, createRng(seed).fork('runs'));
}

/**
 * k splits that keep items of one label (a session, a user, a sensor) together; folds are as even as whole groups allow.
 * Fewer labels than folds give one fold a label.
 * @throws FoldError where there is one label alone
 */
export function splitByLabels(labels: readonly string[], { folds, seed }: KFoldOptions): Split[] {
  const groups = new Map<string, number[]>();
  for (const [i, label] of labels.entries()) groups.set(label, [...(groups.get(label) ?? []), i]);
  const possible = Math.max(2, Math.min(folds, groups.size));
  checkFolds(groups.size, possible, 'group');
  return dealGroups([...groups.values()], labels.length, possible, createRng(seed).fork('labels'));
}

/** Whole groups, the longest first, each to the fold that is smallest so far. */
function dealGroups(groups: number[][], count: number, folds: number, rng: Rng): Split[] {
  rng.shuffle(groups);
  groups.sort((a, b) => b.length - a.length);
  const foldOf = new Int32Array(count);
  const sizes = new Int32Array(folds);
  for (const group of groups) {
    const fold = smallestFold(sizes, rng);
    for (const index of group) foldOf[index] = fold;
    sizes[fold] += group.length;
  }
  return splitsOf(foldOf, folds);
}

/**
 * Runs of neighbouring ids: sorted by prefix and number; a change of prefix or a gap above `maxGap` starts a new run,
 * and a run longer than `maxRunLength` is cut into equal pieces.
 * @param ids e.g. `00_0001` (prefix `00_`, number 1); an id without a number at its end is a run of its own
 * @returns indices into `ids`
 * Throws RangeError where maxGap or maxRunLength is below 1.
 */
export function findRuns(
  ids: readonly string[],
  { maxGap = 5, maxRunLength = 20 }: Pick<RunFoldOptions, 'maxGap' | 'maxRunLength'> = {},
): number[][] {
  if (!(maxGap >= 1 && maxRunLength >= 1)) {
    throw new RangeError(
      `findRuns: expected maxGap and maxRunLength of at least 1, got ${maxGap} and ${maxRunLength}`,
    );
  }
  const items = ids.map((id, index) => ({ index, ...parseId(id) }));
  items.sort((a, b) => compareText(a.prefix, b.prefix) || a.number - b.number || a.index - b.index);
  const runs: number[][] = [];
  items.forEach((item, i) => {
    const before = items[i - 1];
    const joins =
      before !== undefined &&
      before.prefix === item.prefix &&
      item.number - before.number <= maxGap;
    if (joins) runs[runs.length - 1].push(item.index);
    else runs.push([item.index]);
  });
  return runs.flatMap((run) => cutRun(run, Math.floor(maxRunLength)));
}

function parseId(id: string): { prefix: string; number: number } {
  const digits = /\d+$/.exec(id)?.[0] ?? '';
  return { prefix: id.slice(0, id.length - digits.length), number: Number(digits) };
}

/** By code units, so that the order does not depend on the machine's language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function cutRun(run: number[], maxLength: number): number[][] {
  const pieces = Math.ceil(run.length / maxLength);
  return Array.from({ length: pieces }, (_, i) =>
    run.slice(Math.round((i * run.length) / pieces), Math.round(((i + 1) * run.length) / pieces)),
  );
}

/** Of the smallest folds a random one, or the first folds would always hold the longest runs. */
function smallestFold(sizes: Int32Array, rng: Rng): number {
  const least = Math.min(...sizes);
  const candidates: number[] = [];
  sizes.forEach((size, fold) => {
    if (size === least) candidates.push(fold);
  });
  return candidates[rng.integer(candidates.length)];
}

function splitsOf(foldOf: Int32Array, folds: number): Split[] {
  const indices = Int32Array.from({ length: foldOf.length }, (_, i) => i);
  return Array.from({ length: folds }, (_, fold) => ({
    train: indices.filter((i) => foldOf[i] !== fold),
    validation: indices.filter((i) => foldOf[i] === fold),
  }));
}

function checkFolds(count: number, folds: number, one = 'picture'): void {
  if (!(Number.isInteger(folds) && folds >= 2)) {
    throw new RangeError(`folds: expected a whole number from 2 on, got ${folds}`);
  }
  if (count >= folds) return;
  const [noun, verb] = count === 1 ? [one, 'is'] : [one.replace(/^(picture|run)/, '$1s'), 'are'];
  const otherwise = one.startsWith('run')
    ? '--validation random deals single pictures'
    : '--validation none holds no picture back';
  throw new FoldError(
    `${count} ${noun} ${verb} too few for ${folds} folds: add pictures until there are ${folds}, or ask for fewer folds ` +
      `(train: --folds; ${otherwise})`,
  );
}

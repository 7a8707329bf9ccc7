/**
 * What a training step is told of readings: those of a picture, moved a little, as cameras' own are off, and some left out, so that
 * the network learns to do without. The draw depends on seed, epoch and sample alone, and on no other draw.
 */
import type { ReadingName } from '../model/index.js';
import { readingInput } from '../model/index.js';
import { createRng } from '../random/index.js';
import { READING_SETTINGS, type TrainSettings } from './settings.js';

export interface ReadingSource {
  /** Calls `set` for every reading that the network takes, 0 for one that is not known. */
  draw(sample: number, epoch: number, set: (name: ReadingName, value: number) => void): void;
}

/** Hours that a jitter of 1 moves the time by. */
const HOURS_A_JITTER = 12;

/**
 * @param names what the network takes, in the order of its inputs
 * @param readings [sample][reading], 0 where one is not known; a network that takes some must have them
 */
export function createReadingSource(
  names: readonly ReadingName[] = [],
  readings: Float64Array = new Float64Array(0),
  { augmentation, seed }: Pick<TrainSettings, 'augmentation' | 'seed'>,
): ReadingSource {
  if (names.length === 0) return { draw: () => {} };
  const { readingDropout: dropout = READING_SETTINGS.dropout } = augmentation;
  const { readingJitter: jitter = READING_SETTINGS.jitter } = augmentation;
  const root = createRng(seed);
  return {
    draw(sample, epoch, set) {
      const rng = root.fork('readings', epoch, sample);
      const isAllLeftOut = rng.uniform() < dropout;
      names.forEach((name, k) => {
        const isLeftOut = rng.uniform() < dropout || isAllLeftOut;
        const move = jitter * rng.normal();
        const value = readings[sample * names.length + k]!;
        set(name, isLeftOut || value === 0 ? 0 : readingInput(name, moved(name, value, move)));
      });
    },
  };
}

/** A time goes on over midnight. */
function moved(name: ReadingName, value: number, move: number): number {
  if (name !== 'time') return value * Math.exp(move);
  const hours = (((value + HOURS_A_JITTER * move) % 24) + 24) % 24;
  return hours === 0 ? 24 : hours;
}

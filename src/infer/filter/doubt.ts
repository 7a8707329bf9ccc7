/**
 * How much an estimate counts beside those before it, by the errors that are expected of them: as 1 / variance does where
 * several measurements are averaged. What counts is whether a frame is more doubtful than others have been, not whether the
 * scene is a hard one: expected errors of a scene stay, and so would their weights.
 */
import { type FilterSettings, LEAST_DEGREES } from './filter-settings.js';

type DoubtSettings = Pick<FilterSettings, 'doubtRate' | 'usualDoubt' | 'leastWeight'>;

export class Doubt {
  readonly #settings: DoubtSettings;
  /** Logarithm of the error that is usually expected, null before one was told. */
  #usual: number | null = null;

  constructor(settings: DoubtSettings) {
    this.#settings = settings;
  }

  /** 1 for an estimate that is not much more doubtful than usual, or of which nobody tells; (limit / expected)^2 for others. */
  weigh(expectedErrorDegrees: number | undefined): number {
    if (expectedErrorDegrees === undefined) return 1;
    const { doubtRate, usualDoubt, leastWeight } = this.#settings;
    const log = Math.log(Math.max(LEAST_DEGREES, expectedErrorDegrees));
    this.#usual ??= log;
    const weight = Math.exp(2 * Math.min(0, this.#usual + Math.log(usualDoubt) - log));
    this.#usual += doubtRate * (log - this.#usual);
    return Math.max(leastWeight, weight);
  }
}

/**
 * Whether a light moves. The running mean of the differences to the answer has, under noise alone,
 * meanRate / (2 - meanRate) of the noise's variance; what lies beyond driftSigma of that, frame after frame and to one
 * side, is a drift.
 */
import type { FilterSettings } from './filter-settings.js';
import { difference, dot, type LogGains, lengthOf, NO_DIFFERENCE, stepAlong } from './log-gains.js';

export class Drift {
  readonly #settings: FilterSettings;
  #mean: LogGains = NO_DIFFERENCE;
  #side: LogGains = NO_DIFFERENCE;
  #frames = 0;
  #excess = 0;

  constructor(settings: FilterSettings) {
    this.#settings = settings;
  }

  /** Mean difference to the answer. */
  get mean(): LogGains {
    return this.#mean;
  }

  /** For how many frames the mean has been beyond noise, to one side. */
  get frames(): number {
    return this.#frames;
  }

  /** How far beyond, in units of the threshold; 0 within. */
  get excess(): number {
    return this.#excess;
  }

  /** Takes a frame's difference in. */
  update(way: LogGains, sigma: number): void {
    const { meanRate, driftSigma } = this.#settings;
    this.#mean = stepAlong(this.#mean, difference(way, this.#mean), meanRate);
    const threshold = driftSigma * sigma * Math.sqrt(meanRate / (2 - meanRate));
    this.#excess = Math.max(0, lengthOf(this.#mean) / threshold - 1);
    if (this.#excess === 0) this.#frames = 0;
    else if (this.#frames > 0 && dot(this.#mean, this.#side) > 0) this.#frames++;
    else this.#frames = 1;
    this.#side = this.#mean;
  }

  /** A frame that lay too far off to be the same light; on the other side, it says that this one does not drift. */
  passedOver(way: LogGains): void {
    if (dot(way, this.#side) < 0) this.#frames = 0;
  }

  /** The answer has gone over to another light; what goes on the same way needs no further evidence. */
  cut(way: LogGains): void {
    this.#mean = NO_DIFFERENCE;
    this.#side = way;
    this.#frames = this.#settings.driftFrames;
    this.#excess = 0;
  }

  /** The answer itself has moved. */
  moved(way: LogGains): void {
    this.#mean = difference(this.#mean, way);
  }
}

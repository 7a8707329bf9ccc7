/**
 * Whether two lights take turns from frame to frame. An episode begins with an estimate that lies beyond noise; each
 * return and new departure closes a cycle. Once there are `cycles` of them the light alternates, and the mean over whole
 * cycles is what lies between, each light by its share of time. One bad frame closes no cycle, two close one.
 */
import type { FilterSettings } from './filter-settings.js';
import { difference, dot, type LogGains, lengthOf, NO_DIFFERENCE, stepAlong } from './log-gains.js';

export class Alternation {
  readonly #settings: FilterSettings;
  /** Frames of the episode, 0 where there is none, and how many it may have. */
  #frames = 0;
  #longest = 0;
  #calmFrames = 0;
  #base: LogGains = NO_DIFFERENCE;
  /** From the base to the other light. */
  #way: LogGains = NO_DIFFERENCE;
  #isThere = false;
  #cycles = 0;
  /** Mean of the estimates of the episode. */
  #mean: LogGains = NO_DIFFERENCE;

  constructor(settings: FilterSettings) {
    this.#settings = settings;
  }

  /**
   * Takes an estimate in. `near` is what noise explains and `age` how many frames came before. The light between where
   * the estimate begins one more cycle and there have been enough of them, else null.
   */
  update(estimate: LogGains, answer: LogGains, near: number, age: number): LogGains | null {
    const { alternationFrames } = this.#settings;
    if (this.#frames === 0) {
      this.#begin(estimate, answer, near, age);
      return null;
    }
    const way = difference(estimate, this.#base);
    const isThere = dot(way, this.#way) > dot(this.#way, this.#way) / 2;
    const departs = isThere && !this.#isThere;
    this.#isThere = isThere;
    if (departs) this.#cycles++;
    const isOver = departs && this.#isEnough();
    const between = this.#mean;
    this.#frames++;
    this.#mean = stepAlong(this.#mean, difference(estimate, this.#mean), 1 / this.#frames);
    this.#calmFrames = isThere ? 0 : this.#calmFrames + 1;
    if (isOver) {
      this.#longest = 0;
      return between;
    }
    if (this.#frames > this.#longest && this.#calmFrames >= alternationFrames) this.#frames = 0;
    return null;
  }

  #isEnough(): boolean {
    const { alternationCycles, alternationLeastFrames } = this.#settings;
    return (
      this.#cycles >= alternationCycles &&
      this.#frames >= alternationLeastFrames &&
      this.#frames < this.#longest
    );
  }

  #begin(estimate: LogGains, answer: LogGains, near: number, age: number): void {
    const { alternationFrames } = this.#settings;
    const way = difference(estimate, answer);
    if (lengthOf(way) <= near) return;
    this.#frames = 1;
    // From a cold start, too, all is to stand by the tenth frame.
    this.#longest = age < alternationFrames ? alternationFrames - age : alternationFrames;
    this.#calmFrames = 0;
    this.#base = answer;
    this.#way = way;
    this.#isThere = true;
    this.#cycles = 0;
    this.#mean = estimate;
  }
}

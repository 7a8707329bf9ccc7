/** The last estimates, newest first: which lights have been seen lately, whatever the answer was. */
import type { FilterSettings } from './filter-settings.js';
import type { LogGains } from './log-gains.js';

export class RecentEstimates {
  readonly #settings: FilterSettings;
  readonly #capacity: number;
  readonly #red: Float64Array;
  readonly #blue: Float64Array;
  #count = 0;

  constructor(settings: FilterSettings, capacity: number) {
    this.#settings = settings;
    this.#capacity = capacity;
    this.#red = new Float64Array(capacity);
    this.#blue = new Float64Array(capacity);
  }

  saw({ red, blue }: LogGains): void {
    const slot = this.#count % this.#capacity;
    this.#red[slot] = red;
    this.#blue[slot] = blue;
    this.#count++;
  }

  /**
   * For how many frames the light had kept still before it went `way` from `start` some `frames` ago: back to where
   * `visits` of them, and `chance` of all more, lie beyond half of the way. As many as are remembered where none do.
   */
  steadyFrames(
    start: LogGains,
    way: LogGains,
    { frames, stray, chance }: { frames: number; stray: number; chance: number },
  ): number {
    const known = Math.min(this.#count, this.#capacity);
    const first = frames + this.stayFrames(start, way, frames) + 1;
    let beyond = 0;
    let firstVisit = known;
    for (let age = first; age <= known; age++) {
      if (!this.#isBeyondHalf(start, way, age)) continue;
      if (beyond === 0) firstVisit = age;
      beyond++;
      if (beyond > stray + chance * (age - first)) return firstVisit - first;
    }
    return known - first + 1;
  }

  /** How many frames before the last `frames` belong to the present stay: most of them lie beyond half of the way. */
  stayFrames(start: LogGains, way: LogGains, frames: number): number {
    const { awayShare, awayFrames } = this.#settings;
    const known = Math.min(this.#count, this.#capacity);
    let age = frames + 1;
    for (let away = 0, inARow = 0; age <= known; age++) {
      inARow = this.#isBeyondHalf(start, way, age) ? 0 : inARow + 1;
      if (inARow > 0) away++;
      if (inARow === awayFrames || away > 1 + awayShare * age) break;
    }
    return age - 1 - frames;
  }

  #isBeyondHalf(start: LogGains, way: LogGains, age: number): boolean {
    const slot = (this.#count - age) % this.#capacity;
    const along =
      (this.#red[slot] - start.red) * way.red + (this.#blue[slot] - start.blue) * way.blue;
    return along > (way.red ** 2 + way.blue ** 2) / 2;
  }
}

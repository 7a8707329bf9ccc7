/**
 * For how many frames another light must last before it is believed. Two lights that take turns within a second look like
 * a cut each time, so what was there lately, or replaces what stood for too short a time, must outlast a second.
 */
import { type FilterSettings, LOGISTIC_SLOPE } from './filter-settings.js';
import { dot, type LogGains, lengthOf, stepAlong } from './log-gains.js';
import { RecentEstimates } from './recent-estimates.js';

/** Another light that might be believed. */
export interface Challenge {
  readonly answer: LogGains;
  /** From the answer to the other light. */
  readonly way: LogGains;
  /** For how many frames it has lasted. */
  readonly frames: number;
  /** Frames that it must last where all has been still for long. */
  readonly calm: number;
  /** Deviation of estimates from frame to frame. */
  readonly sigma: number;
}

export class Restlessness {
  readonly #settings: FilterSettings;
  readonly #recent: RecentEstimates;
  /** The way that the answer went last; null where it has kept still since. */
  #lastWay: LogGains | null = null;
  #turns = 0;
  #stillFrames = 0;
  /** Frames since the answer last went anywhere. */
  #restFrames = 0;

  constructor(settings: FilterSettings) {
    this.#settings = settings;
    this.#recent = new RecentEstimates(settings, 3 * Math.ceil(settings.restlessCutFrames));
  }

  saw(estimate: LogGains): void {
    this.#recent.saw(estimate);
    this.#stillFrames++;
    this.#restFrames++;
    if (this.#stillFrames < this.#settings.restlessFrames) return;
    this.#turns = 0;
    this.#lastWay = null;
  }

  /** The answer goes this way. */
  moved(way: LogGains): void {
    const last = this.#lastWay;
    const turned = last !== null && this.#undoes(way, last);
    if (turned) this.#turns++;
    if (turned || last === null) this.#stillFrames = 0;
    this.#lastWay = last === null || turned ? way : stepAlong(last, way, 1);
    this.#restFrames = 0;
  }

  /** Whether a way takes back enough of another to be a return. */
  #undoes(way: LogGains, last: LogGains): boolean {
    return -dot(way, last) > this.#settings.turnShare * dot(last, last);
  }

  /** The light takes turns, and the answer has gone between. */
  alternates(): void {
    this.#turns++;
    this.#stillFrames = 0;
  }

  /** Another light has lasted for long enough to be believed in calm, but not now. */
  heldBack(): void {
    this.#stillFrames = 0;
  }

  /** Whether the other light has lasted for long enough. */
  believes(challenge: Challenge): boolean {
    const { answer, way, frames, calm } = challenge;
    const needed = this.#neededFrames(challenge);
    if (frames < needed) return false;
    // A mean may lie to one side for long while estimates take turns.
    return needed <= calm || this.#recent.stayFrames(answer, way, 0) >= needed;
  }

  #neededFrames({ answer, way, frames, calm, sigma }: Challenge): number {
    const { briefFrames, onFrames, onwardFrames, restlessCutFrames } = this.#settings;
    const { beyondChance, strayFrames } = this.#settings;
    if (this.#turns > 0) return Math.max(calm, restlessCutFrames);
    const last = this.#lastWay;
    if (last !== null && this.#restFrames <= onwardFrames && !this.#undoes(way, last)) {
      return dot(way, last) > 0 ? Math.min(calm, onFrames) : calm;
    }
    const chance = beyondChance * chanceBeyondHalf(way, sigma);
    const stood = this.#recent.steadyFrames(answer, way, { frames, stray: strayFrames, chance });
    if (last === null && stood > briefFrames) return calm;
    // What turns back within one period of the slowest alternation, or ends a brief first light, may be the rest of it.
    return Math.max(calm, restlessCutFrames + 1 - stood);
  }
}

/** Of an estimate under the present light, whose deviation in each gain is sigma / sqrt(2): the normal law, nearly. */
function chanceBeyondHalf(way: LogGains, sigma: number): number {
  return 1 / (1 + Math.exp((LOGISTIC_SLOPE * Math.SQRT1_2 * lengthOf(way)) / sigma));
}

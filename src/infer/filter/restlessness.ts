/**
 * For how many frames another light must last before it is believed. What alternates is seen by its turning back: the
 * first time the present light must be outlasted, if it was a brief one; after that the next one must stand for a
 * second, until the light has kept still for longer.
 */
import type { FilterSettings } from './filter-settings.js';
import { dot, type LogGains } from './log-gains.js';

export class Restlessness {
  readonly #settings: FilterSettings;
  /** The way that the answer went last; null where it has kept still since. */
  #lastWay: LogGains | null = null;
  #turns = 0;
  #stillFrames = 0;
  /** Share of the last frames that spoke of another light, newest first; the answer's own way excepted. */
  #unrest = 0;

  constructor(settings: FilterSettings) {
    this.#settings = settings;
  }

  /** A frame has passed, and spoke of another light or not. */
  saw(isOther: boolean): void {
    const { unrestRate, restlessFrames } = this.#settings;
    this.#unrest += unrestRate * (Number(isOther) - this.#unrest);
    this.#stillFrames++;
    if (this.#stillFrames < restlessFrames) return;
    this.#turns = 0;
    this.#lastWay = null;
  }

  /** The answer goes this way. */
  moved(way: LogGains): void {
    if (this.#lastWay === null || dot(way, this.#lastWay) < 0) {
      if (this.#lastWay !== null) this.#turns++;
      this.#stillFrames = 0;
    }
    this.#lastWay = way;
  }

  /** Another light has lasted for long enough to be believed in calm, but not now. */
  heldBack(): void {
    this.#stillFrames = 0;
  }

  /**
   * Frames that a light which lies this way must last, `calm` of them where all has been still for long. `frames` is
   * how long it has lasted, which is no unrest.
   */
  neededFrames(way: LogGains, stay: number, calm: number, frames: number): number {
    const { briefFrames, restlessCutFrames, unrestRate, unrestShare } = this.#settings;
    if (this.#turns > 0) return Math.max(calm, restlessCutFrames);
    if (this.#lastWay !== null && dot(way, this.#lastWay) > 0) return calm;
    const own = 1 - (1 - unrestRate) ** frames;
    const before = (this.#unrest - own) / (1 - own);
    if (before > unrestShare) return Math.max(calm, restlessCutFrames);
    return stay > briefFrames ? calm : Math.max(calm, stay + 1);
  }
}

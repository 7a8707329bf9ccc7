/**
 * The adaptive filter, in log gains. It holds its answer, and moves only for what lasts.
 *   noise   how much estimates vary from frame to frame (half the mean square of their differences, as for white
 *           noise about a slow light), learnt from every frame, a cut's too
 *   near    an estimate within `nearSigma` of the noise is the same light: the first ones are averaged, later ones
 *           hardly move the answer, unless their mean says that the light drifts (drift.ts)
 *   far     another light, perhaps: the answer stays until `cutFrames` in a row agree on it, and more where the light
 *           has been turning back and forth (restlessness.ts)
 */
import { Drift } from './drift.js';
import type { FilterSettings } from './filter-settings.js';
import {
  degreesBetween,
  difference,
  type LogGains,
  lengthOf,
  NO_DIFFERENCE,
  stepAlong,
} from './log-gains.js';
import { Restlessness } from './restlessness.js';

/** Estimates over which a challenger's own light is averaged. */
const CHALLENGER_MEMORY = 3;

export class AdaptiveFilter {
  readonly #settings: FilterSettings;
  readonly #drift: Drift;
  readonly #restlessness: Restlessness;
  /** Least share of the way to an estimate, and first frames that are taken as they come. */
  readonly #speed: number;
  readonly #startupFrames: number;
  #frame = 0;
  #answer: LogGains = NO_DIFFERENCE;
  #last: LogGains = NO_DIFFERENCE;
  #noise: number;
  /** Frames since the start or the last cut, and those of them that the answer averages. */
  #age = 0;
  #averaged = 0;
  /** How long this light has stood but for short breaks. */
  #stay = 0;
  #isDrifting = false;
  #challenger: LogGains = NO_DIFFERENCE;
  #challengerFrames = 0;

  constructor(settings: FilterSettings, speed: number, startupFrames: number) {
    this.#settings = settings;
    this.#drift = new Drift(settings);
    this.#restlessness = new Restlessness(settings);
    this.#speed = speed;
    this.#startupFrames = startupFrames;
    this.#noise = settings.firstNoise ** 2;
  }

  get answer(): LogGains | null {
    return this.#frame === 0 ? null : this.#answer;
  }

  /** Takes an estimate in; true where it made the answer another light's. */
  update(estimate: LogGains, confidence: number): boolean {
    this.#frame++;
    this.#age++;
    if (this.#frame > 1) this.#learnNoise(estimate);
    this.#last = estimate;
    if (this.#frame <= this.#startupFrames) {
      this.#answer = estimate;
      this.#averaged = 1;
      this.#stay++;
      return false;
    }
    const { nearDifference, nearSigma } = this.#settings;
    const way = difference(estimate, this.#answer);
    const near = Math.max(nearDifference, nearSigma * Math.sqrt(this.#noise));
    const expected = this.#isDrifting ? difference(way, this.#drift.mean) : way;
    const isFar = lengthOf(expected) > near;
    this.#restlessness.saw(isFar && !this.#drift.saysSo(way));
    if (isFar) return this.#challenge(estimate, near, confidence);
    this.#endChallenge();
    this.#stay++;
    this.#follow(way, Math.min(1, confidence / this.#settings.fullConfidence));
    return false;
  }

  #learnNoise(estimate: LogGains): void {
    const { noiseRate, noiseClip, leastNoise } = this.#settings;
    const square = lengthOf(difference(estimate, this.#last)) ** 2 / 2;
    const seen = Math.min(square, noiseClip * this.#noise);
    const rate = Math.max(noiseRate, 1 / this.#frame);
    this.#noise = Math.max(leastNoise ** 2, this.#noise + rate * (seen - this.#noise));
  }

  #follow(way: LogGains, trust: number): void {
    const { averagedFrames, driftSpeed, heldStep, youngFrames, youngStep } = this.#settings;
    const sigma = Math.sqrt(this.#noise);
    this.#drift.update(way, sigma);
    this.#averaged++;
    const share = Math.max(1 / this.#averaged, this.#speed);
    const from = this.#answer;
    if (this.#age <= averagedFrames) {
      this.#answer = stepAlong(from, way, trust * share);
    } else if (this.#isDrift()) {
      const speed = Math.min(1, share + driftSpeed * this.#drift.excess);
      this.#answer = stepAlong(from, this.#drift.mean, trust * speed);
    } else {
      const longest = this.#age <= youngFrames ? youngStep : heldStep;
      this.#answer = stepAlong(from, way, trust * share, trust * longest);
    }
    this.#drift.moved(difference(this.#answer, from));
  }

  #isDrift(): boolean {
    const { mean, frames } = this.#drift;
    const { driftFrames } = this.#settings;
    const wasDrifting = this.#isDrifting;
    this.#isDrifting =
      frames >= driftFrames &&
      frames >= this.#restlessness.neededFrames(mean, this.#stay - frames, driftFrames, frames);
    if (this.#isDrifting) {
      if (!wasDrifting) this.#stay = 0;
      this.#restlessness.moved(mean);
    } else if (frames >= driftFrames) {
      this.#restlessness.heldBack();
    }
    return this.#isDrifting;
  }

  #challenge(estimate: LogGains, near: number, confidence: number): boolean {
    const { agreement, cutFrames, leastConfidence } = this.#settings;
    if (confidence < leastConfidence) return false;
    const apart = lengthOf(difference(this.#challenger, this.#answer));
    const isSame =
      this.#challengerFrames > 0 &&
      lengthOf(difference(estimate, this.#challenger)) <= Math.max(near, agreement * apart);
    if (!isSame) this.#endChallenge();
    this.#challengerFrames++;
    const share = isSame ? 1 / Math.min(this.#challengerFrames, CHALLENGER_MEMORY) : 1;
    const towards = difference(estimate, this.#challenger);
    this.#challenger = stepAlong(this.#challenger, towards, share);
    const way = difference(this.#challenger, this.#answer);
    const needed = this.#restlessness.neededFrames(
      way,
      this.#stay,
      cutFrames,
      this.#challengerFrames,
    );
    return this.#challengerFrames >= needed && this.#cut(way);
  }

  /** A break that would have been a cut in calm ends the stay of the present light. */
  #endChallenge(): void {
    if (this.#challengerFrames >= this.#settings.cutFrames) {
      this.#stay = 0;
      this.#restlessness.heldBack();
    } else {
      this.#stay += this.#challengerFrames;
    }
    this.#challengerFrames = 0;
  }

  #cut(way: LogGains): boolean {
    const isCut = degreesBetween(this.#challenger, this.#answer) > this.#settings.cutDegrees;
    this.#answer = this.#challenger;
    this.#age = this.#challengerFrames;
    this.#averaged = this.#challengerFrames;
    this.#stay = this.#challengerFrames;
    this.#challengerFrames = 0;
    this.#restlessness.moved(way);
    this.#drift.cut(way);
    return isCut;
  }
}

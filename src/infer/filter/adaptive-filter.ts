/**
 * The adaptive filter, in log gains. It holds its answer, and moves only for what lasts.
 *   noise   how much estimates vary from frame to frame (half the mean square of their differences, as for white
 *           noise about a slow light), learnt from every frame, a cut's too
 *   near    an estimate within `nearSigma` of the noise is the same light: the first ones are averaged, later ones
 *           hardly move the answer, unless their mean says that the light drifts (drift.ts)
 *   far     another light, perhaps: the answer stays until `cutFrames` in a row agree on it, and more where the light
 *           has been turning back and forth (restlessness.ts)
 */
import { Alternation } from './alternation.js';
import { Doubt } from './doubt.js';
import { Drift } from './drift.js';
import type { FilterSettings } from './filter-settings.js';
import {
  degreesBetween,
  difference,
  dot,
  type LogGains,
  lengthOf,
  NO_DIFFERENCE,
  stepAlong,
} from './log-gains.js';
import { Restlessness } from './restlessness.js';

export class AdaptiveFilter {
  readonly #settings: FilterSettings;
  readonly #alternation: Alternation;
  readonly #doubt: Doubt;
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
  #isDrifting = false;
  #challenger: LogGains = NO_DIFFERENCE;
  #challengerFrames = 0;
  /** What these frames count together, each 1 at most. */
  #challengerWeight = 0;
  /** From the answer to the challenger at its first frame. */
  #firstDistance = 0;

  constructor(settings: FilterSettings, speed: number, startupFrames: number) {
    this.#settings = settings;
    this.#alternation = new Alternation(settings);
    this.#doubt = new Doubt(settings);
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
  update(estimate: LogGains, confidence: number, expectedErrorDegrees?: number): boolean {
    const weight = this.#doubt.weigh(expectedErrorDegrees);
    this.#frame++;
    this.#age++;
    this.#restlessness.saw(estimate);
    if (this.#frame > 1) this.#learnNoise(estimate);
    this.#last = estimate;
    if (this.#frame <= this.#startupFrames) {
      this.#answer = estimate;
      this.#averaged = 1;
      return false;
    }
    const { nearDifference, nearSigma } = this.#settings;
    const near = Math.max(nearDifference, nearSigma * Math.sqrt(this.#noise));
    const between = this.#alternation.update(estimate, this.#answer, near, this.#frame - 1);
    if (between !== null) return this.#goBetween(between);
    const way = difference(estimate, this.#answer);
    const expected = this.#isDrifting ? difference(way, this.#drift.mean) : way;
    if (lengthOf(expected) > near) {
      this.#drift.passedOver(way);
      return this.#challenge(estimate, near, confidence, weight);
    }
    this.#endChallenge();
    this.#follow(way, weight * Math.min(1, confidence / this.#settings.fullConfidence));
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
    } else if (this.#isDrift(way)) {
      const speed = Math.min(1, share + driftSpeed * this.#drift.excess);
      this.#answer = stepAlong(from, this.#drift.mean, trust * speed);
    } else {
      const longest = this.#age <= youngFrames ? youngStep : heldStep;
      this.#answer = stepAlong(from, way, trust * share, trust * longest);
    }
    this.#drift.moved(difference(this.#answer, from));
  }

  #isDrift(way: LogGains): boolean {
    const { mean, frames } = this.#drift;
    const { driftFrames } = this.#settings;
    this.#isDrifting =
      frames > 0 && dot(way, mean) > 0 && this.#believes(mean, frames, driftFrames);
    if (this.#isDrifting) {
      this.#restlessness.moved(mean);
    } else if (frames >= driftFrames) {
      this.#restlessness.heldBack();
    }
    return this.#isDrifting;
  }

  #challenge(estimate: LogGains, near: number, confidence: number, weight: number): boolean {
    const { agreement, challengerFrames, cutFrames, leastConfidence } = this.#settings;
    if (confidence < leastConfidence) return false;
    const apart = lengthOf(difference(this.#challenger, this.#answer));
    const isSame =
      this.#challengerFrames > 0 &&
      lengthOf(difference(estimate, this.#challenger)) <= Math.max(near, agreement * apart);
    if (!isSame) this.#endChallenge();
    this.#challengerFrames++;
    this.#challengerWeight += weight;
    const share = isSame ? 1 / Math.min(this.#challengerFrames, challengerFrames) : 1;
    const towards = difference(estimate, this.#challenger);
    this.#challenger = stepAlong(this.#challenger, towards, share);
    const way = difference(this.#challenger, this.#answer);
    if (!isSame) this.#firstDistance = lengthOf(way);
    const isBelieved = this.#recedes(way) || this.#believes(way, this.#challengerFrames, cutFrames);
    // Doubtful frames count for less; where none is, this holds always.
    const isSure = this.#challengerWeight >= Math.min(this.#challengerFrames, cutFrames);
    return isBelieved && isSure && this.#cut(way);
  }

  /** A light that goes further and further away takes no turns, however brief the last one was. */
  #recedes(way: LogGains): boolean {
    const { recedingFrames, recedingFactor } = this.#settings;
    return (
      this.#challengerFrames >= recedingFrames &&
      lengthOf(way) >= recedingFactor * this.#firstDistance
    );
  }

  /** Whether a light that lies this way has lasted for long enough; `calm` frames are where all has been still. */
  #believes(way: LogGains, frames: number, calm: number): boolean {
    if (this.#frame <= this.#settings.settlingFrames) return frames >= calm;
    const sigma = Math.sqrt(this.#noise);
    return this.#restlessness.believes({ answer: this.#answer, way, frames, calm, sigma });
  }

  /** A break that would have been a cut in calm says that the light is not still. */
  #endChallenge(): void {
    if (this.#challengerFrames >= this.#settings.cutFrames) this.#restlessness.heldBack();
    this.#challengerFrames = 0;
    this.#challengerWeight = 0;
  }

  /** Holds what lies between two lights that take turns. */
  #goBetween(between: LogGains): boolean {
    this.#answer = between;
    this.#age = this.#settings.youngFrames + 1;
    this.#challengerFrames = 0;
    this.#challengerWeight = 0;
    this.#restlessness.alternates();
    this.#drift.cut(NO_DIFFERENCE);
    return false;
  }

  #cut(way: LogGains): boolean {
    const isCut = degreesBetween(this.#challenger, this.#answer) > this.#settings.cutDegrees;
    this.#answer = this.#challenger;
    this.#age = this.#challengerFrames;
    this.#averaged = this.#challengerFrames;
    this.#challengerFrames = 0;
    this.#challengerWeight = 0;
    this.#restlessness.moved(way);
    this.#drift.cut(way);
    return isCut;
  }
}

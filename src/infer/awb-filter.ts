/**
 * Estimates over time. Frames disagree a little; a picture that follows each of them flickers, and one that follows
 * slowly is wrong for seconds after the light is switched on. Two filters:
 *
 * `exponential`, as libcamera's Bayesian AWB: out = s target + (1 - s) out for both gains, s = 1 for the first frames.
 *
 * `adaptive`, in log gains: it learns how much estimates vary from frame to frame (half the mean square of their
 * differences, as for white noise about a slow light), and judges by that what a difference to its answer means:
 *   innovation d = estimate - out; its running mean m has, under noise alone, RUN / (2 - RUN) of the noise's variance
 *   cut      |d| above both CUT_DEGREES and CUT_SIGMA of the noise: the answer is the estimate, in that very frame
 *   drift    |m| above DRIFT_SIGMA of its own deviation: the light moves, and the speed rises with |m|
 *   noise    otherwise: the slowest speed
 * The confidence scales the speed; a frame of confidence 0 changes nothing, and one below LEAST_CONFIDENCE makes no cut.
 */
import { type ColourGains, recoveryErrorDegrees, type WhitePoint } from '../color/white/index.js';
import { describeValue } from '../text/index.js';
import type { AwbEstimate } from './estimator.js';

export interface AwbFilterOptions {
  /** `adaptive` unless given. */
  readonly kind?: 'adaptive' | 'exponential';
  /** Share of the way to the estimate, each frame; libcamera's 0.05 unless given. The adaptive filter's in calm. */
  readonly speed?: number;
  /** Frames that are taken as they come; libcamera's 10, and 1 for the adaptive filter, unless given. */
  readonly startupFrames?: number;
}

/** What to set the image processor to. */
export interface FilteredAwb {
  readonly whitePoint: WhitePoint;
  readonly gains: ColourGains;
  /** Whether this frame's estimate was taken as it is, because the light had changed at once. */
  readonly isCut: boolean;
}

const CALM_SPEED = 0.02;
const LIBCAMERA_SPEED = 0.05;
const LIBCAMERA_STARTUP_FRAMES = 10;
const FASTEST = 0.35;
const CUT_DEGREES = 3;
const CUT_SIGMA = 5;
const DRIFT_SIGMA = 2;
const RUN = 0.25;
/** How fast the noise is learnt. */
const NOISE_RATE = 0.05;
/** Log gains; about 2 and 0.1 degrees. */
const FIRST_NOISE = 0.06;
const LEAST_NOISE = 0.003;
const FULL_CONFIDENCE = 0.25;
const LEAST_CONFIDENCE = 0.05;
/** White points beyond these have gains that are no numbers. */
const LEAST = 1e-300;
const MOST = 1e300;

/** One for each camera. The same estimates give the same answers. */
export class AwbFilter {
  private readonly kind: 'adaptive' | 'exponential';
  private readonly speed: number;
  private readonly startupFrames: number;
  private frames = 0;
  private red = 0;
  private blue = 0;
  private lastRed = 0;
  private lastBlue = 0;
  private meanRed = 0;
  private meanBlue = 0;
  private noise = FIRST_NOISE ** 2;

  /** Throws RangeError for another kind, a speed outside 0..1 or a number of frames that is none. */
  constructor(options: AwbFilterOptions = {}) {
    const { kind = 'adaptive' } = options;
    if (kind !== 'adaptive' && kind !== 'exponential') {
      throw new RangeError(
        `AwbFilter: expected the kind adaptive or exponential, got ${describeValue(kind)}`,
      );
    }
    const isAdaptive = kind === 'adaptive';
    const { speed = isAdaptive ? CALM_SPEED : LIBCAMERA_SPEED } = options;
    const { startupFrames = isAdaptive ? 1 : LIBCAMERA_STARTUP_FRAMES } = options;
    if (!(typeof speed === 'number' && speed > 0 && speed <= 1)) {
      throw new RangeError(
        `AwbFilter: expected a speed above 0 and up to 1, got ${describeValue(speed)}`,
      );
    }
    if (!(Number.isInteger(startupFrames) && startupFrames >= 1)) {
      throw new RangeError(
        `AwbFilter: expected 1 or more startup frames, got ${describeValue(startupFrames)}`,
      );
    }
    this.kind = kind;
    this.speed = speed;
    this.startupFrames = startupFrames;
  }

  /** What to set now; null before the first estimate that counts. */
  get current(): FilteredAwb | null {
    return this.frames === 0 ? null : this.answer(false);
  }

  /**
   * Takes a frame's estimate in. An estimate of confidence 0 only counts where there is nothing else yet. Throws
   * RangeError where a white point and its gains are not finite numbers above 0, or the confidence is not in 0..1.
   */
  update(estimate: Pick<AwbEstimate, 'whitePoint' | 'confidence'>): FilteredAwb {
    const { whitePoint, confidence } = estimate ?? {};
    checkEstimate(whitePoint, confidence);
    const { r, b } = whitePoint;
    const red = -Math.log(r);
    const blue = -Math.log(b);
    if (this.frames > 0 && confidence === 0) return this.answer(false);
    const isStart = this.frames < this.startupFrames;
    this.frames++;
    if (isStart) return this.jump(red, blue, false);
    return this.kind === 'exponential'
      ? this.follow(1 / r, 1 / b)
      : this.adapt(red, blue, confidence);
  }

  /** libcamera's: linear in the gains. */
  private follow(gainRed: number, gainBlue: number): FilteredAwb {
    const { speed } = this;
    this.red = Math.log(speed * gainRed + (1 - speed) * Math.exp(this.red));
    this.blue = Math.log(speed * gainBlue + (1 - speed) * Math.exp(this.blue));
    return this.answer(false);
  }

  private adapt(red: number, blue: number, confidence: number): FilteredAwb {
    const dRed = red - this.red;
    const dBlue = blue - this.blue;
    const sigma = Math.sqrt(this.noise);
    const far = Math.hypot(dRed, dBlue);
    if (
      confidence >= LEAST_CONFIDENCE &&
      far > CUT_SIGMA * sigma &&
      this.degreesTo(red, blue) > CUT_DEGREES
    ) {
      return this.jump(red, blue, true);
    }
    this.learnNoise(red, blue);
    this.meanRed += RUN * (dRed - this.meanRed);
    this.meanBlue += RUN * (dBlue - this.meanBlue);
    const deviation = sigma * Math.sqrt(RUN / (2 - RUN));
    const excess = Math.hypot(this.meanRed, this.meanBlue) / (DRIFT_SIGMA * deviation) - 1;
    const wanted = this.speed + (FASTEST - this.speed) * Math.min(1, Math.max(0, excess));
    const speed = wanted * Math.min(1, confidence / FULL_CONFIDENCE);
    // The running mean moves less than a single estimate, and is what a drift is followed by.
    const stepRed = excess > 0 ? this.meanRed : dRed;
    const stepBlue = excess > 0 ? this.meanBlue : dBlue;
    this.red += speed * stepRed;
    this.blue += speed * stepBlue;
    this.meanRed -= speed * stepRed;
    this.meanBlue -= speed * stepBlue;
    return this.answer(false);
  }

  private learnNoise(red: number, blue: number): void {
    const square = ((red - this.lastRed) ** 2 + (blue - this.lastBlue) ** 2) / 2;
    this.lastRed = red;
    this.lastBlue = blue;
    this.noise = Math.max(LEAST_NOISE ** 2, this.noise + NOISE_RATE * (square - this.noise));
  }

  private jump(red: number, blue: number, isCut: boolean): FilteredAwb {
    this.red = red;
    this.blue = blue;
    this.lastRed = red;
    this.lastBlue = blue;
    this.meanRed = 0;
    this.meanBlue = 0;
    return this.answer(isCut);
  }

  private degreesTo(red: number, blue: number): number {
    return recoveryErrorDegrees(
      { r: Math.exp(-red), b: Math.exp(-blue) },
      { r: Math.exp(-this.red), b: Math.exp(-this.blue) },
    );
  }

  private answer(isCut: boolean): FilteredAwb {
    const { red, blue } = this;
    return {
      whitePoint: { r: Math.exp(-red), b: Math.exp(-blue) },
      gains: { red: Math.exp(red), blue: Math.exp(blue) },
      isCut,
    };
  }
}

/** Near 0 and near the largest number a gain, or its way through the logarithm, would be no number any more. */
function checkEstimate(whitePoint: WhitePoint, confidence: number): void {
  const { r, b } = whitePoint ?? {};
  const kept = [r, b].every((value) => typeof value === 'number' && value > LEAST && value < MOST);
  if (kept && typeof confidence === 'number' && confidence >= 0 && confidence <= 1) return;
  throw new RangeError(
    `AwbFilter: expected a white point of numbers from ${LEAST} to ${MOST} and a confidence of 0 to 1, ` +
      `got (${describeValue(r)}, ${describeValue(b)}) and ${describeValue(confidence)}`,
  );
}

/**
 * Estimates over time. Frames disagree a little; a picture that follows each of them flickers, and one that follows
 * slowly is wrong for seconds after the light is switched on. Two filters: `exponential`, as libcamera's Bayesian AWB
 * (exponential-filter.ts), and `adaptive`, which tells noise, drift, what alternates and real cuts apart
 * (adaptive-filter.ts).
 */
import type { ColourGains, WhitePoint } from '../../color/white/index.js';
import { describeValue } from '../../text/index.js';
import type { AwbEstimate } from '../estimator.js';
import { AdaptiveFilter } from './adaptive-filter.js';
import { ExponentialFilter } from './exponential-filter.js';
import {
  CALM_SPEED,
  CALM_STARTUP_FRAMES,
  FILTER_SETTINGS,
  type FilterSettings,
  GREATEST_RATIO,
  LEAST_RATIO,
} from './filter-settings.js';
import { type LogGains, logGainsOf, whitePointOf } from './log-gains.js';

export interface AwbFilterOptions {
  /** `adaptive` unless given. */
  readonly kind?: 'adaptive' | 'exponential';
  /** Least share of the way to the estimate, each frame; libcamera's 0.05 and the adaptive filter's 0.02 unless given. */
  readonly speed?: number;
  /** Frames that are taken as they come; libcamera's 10, and 1 for the adaptive filter, unless given. */
  readonly startupFrames?: number;
  /** Constants of the adaptive filter other than FILTER_SETTINGS. */
  readonly settings?: Partial<FilterSettings>;
}

/** What to set the image processor to. */
export interface FilteredAwb {
  readonly whitePoint: WhitePoint;
  /** Finite and above 0. */
  readonly gains: ColourGains;
  /** Whether the answer went over to another light in this frame, since frames have agreed on it for long enough. */
  readonly isCut: boolean;
}

/** Of libcamera's Awb: `speed` and `startup_frames` of bayes.awb in Raspberry Pi's tuning files. */
const LIBCAMERA_SPEED = 0.05;
const LIBCAMERA_STARTUP_FRAMES = 10;

/** One for each camera. The same estimates give the same answers. */
export class AwbFilter {
  readonly #filter: AdaptiveFilter | ExponentialFilter;

  /** Throws RangeError for another kind, a speed outside 0..1, a number of frames that is none or a setting below 0. */
  constructor(options: AwbFilterOptions = {}) {
    const { kind = 'adaptive' } = options;
    if (kind !== 'adaptive' && kind !== 'exponential') {
      throw new RangeError(
        `AwbFilter: expected the kind adaptive or exponential, got ${describeValue(kind)}`,
      );
    }
    const isAdaptive = kind === 'adaptive';
    const { speed = isAdaptive ? CALM_SPEED : LIBCAMERA_SPEED } = options;
    const { startupFrames = isAdaptive ? CALM_STARTUP_FRAMES : LIBCAMERA_STARTUP_FRAMES } = options;
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
    this.#filter = isAdaptive
      ? new AdaptiveFilter(checkedSettings(options.settings), speed, startupFrames)
      : new ExponentialFilter(speed, startupFrames);
  }

  /** What to set now; null before the first estimate that counts. */
  get current(): FilteredAwb | null {
    const { answer } = this.#filter;
    return answer === null ? null : asFiltered(answer, false);
  }

  /**
   * Takes a frame's estimate in. An estimate of confidence 0 only counts where there is nothing else yet, and to the adaptive
   * filter one of which more error is expected than usual counts for less. Throws RangeError where a white point is not
   * within 1e-6 to 1e6, the confidence not in 0..1 or the expected error not in 0..180; nothing changes then.
   */
  update(
    estimate: Pick<AwbEstimate, 'whitePoint' | 'confidence' | 'expectedErrorDegrees'>,
  ): FilteredAwb {
    const { whitePoint, confidence, expectedErrorDegrees } = estimate ?? {};
    const { r, b } = whitePoint ?? {};
    if (!(isRatio(r) && isRatio(b) && isShare(confidence))) {
      throw new RangeError(
        `AwbFilter: expected a white point of ${LEAST_RATIO} to ${GREATEST_RATIO} and a confidence of 0 to 1, got (${describeValue(r)}, ${describeValue(b)}) and ${describeValue(confidence)}`,
      );
    }
    if (expectedErrorDegrees !== undefined && !isAngle(expectedErrorDegrees)) {
      throw new RangeError(
        `AwbFilter: expected an expected error of 0 to 180 degrees, got ${describeValue(expectedErrorDegrees)}`,
      );
    }
    const { answer } = this.#filter;
    if (answer !== null && confidence === 0) return asFiltered(answer, false);
    const isCut = this.#filter.update(logGainsOf(whitePoint), confidence, expectedErrorDegrees);
    return asFiltered(this.#filter.answer as LogGains, isCut);
  }
}

function isRatio(value: number): boolean {
  return typeof value === 'number' && value >= LEAST_RATIO && value <= GREATEST_RATIO;
}

function isAngle(value: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= 180;
}

function isShare(value: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function checkedSettings(given: Partial<FilterSettings> = {}): FilterSettings {
  const settings: FilterSettings = { ...FILTER_SETTINGS, ...given };
  for (const [name, value] of Object.entries(settings)) {
    if (!(typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`AwbFilter: expected ${name} of 0 or more, got ${describeValue(value)}`);
    }
  }
  return settings;
}

function asFiltered(answer: LogGains, isCut: boolean): FilteredAwb {
  return {
    whitePoint: whitePointOf(answer),
    gains: { red: Math.exp(answer.red), blue: Math.exp(answer.blue) },
    isCut,
  };
}

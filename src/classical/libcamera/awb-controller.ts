/**
 * The Bayesian AWB over time, as libcamera runs it frame by frame:
 *   prepare   before a frame is processed: out = s target + (1 - s) out, for CT and each gain
 *   process   after it, with its statistics: every framePeriod frames (every frame during start-up) a new target
 * s is 1 during start-up, else `speed`. libcamera estimates in another thread and takes the result up when it is
 * there; here it is there at the next prepare. Start-up ends with the frame numbered startupFrames, as in
 * libcamera, which counts first: startupFrames - 1 frames go unsmoothed.
 */
import { UNKNOWN_LUX } from '../../constants/index.js';
import {
  type BayesianAwbParameters,
  curveFunctions,
  GREY_WORLD_CCT_KELVIN,
  isGreyWorld,
} from './awb-parameters.js';
import {
  AwbAnswerError,
  type AwbResult,
  checkedResult,
  createBayesianAwb,
} from './bayesian-awb.js';
import {
  clampToDomain,
  evaluatePiecewise,
  invertPiecewise,
  type PiecewiseLinear,
} from './piecewise-linear.js';
import type { AwbZones, ShadingTables } from './zone-statistics.js';

const START_CCT_KELVIN = 4000;

/** The curve both ways: white point over CT, and CT over r and over b. */
interface CurveBothWays {
  readonly r: PiecewiseLinear;
  readonly b: PiecewiseLinear;
  readonly cctOfR: PiecewiseLinear;
  readonly cctOfB: PiecewiseLinear;
}

/** AWB with memory; one for each camera. All times are in frames. */
export class AwbController {
  readonly #parameters: BayesianAwbParameters;
  readonly #estimate;
  /** Null in grey world, which knows no CT. */
  readonly #curve: CurveBothWays | null;
  #mode: string | undefined;
  #manualR = 0;
  #manualB = 0;
  #frameCount = 0;
  #framePhase = 0;
  #target: AwbResult;
  #output: AwbResult;
  /** The last automatic result, which stands while too few zones are usable, whatever was set by hand since. */
  #automatic: AwbResult;
  /** What becomes the target at the next prepare. */
  #pending: AwbResult | null = null;

  /** Throws RangeError for parameters out of range. */
  constructor(parameters: BayesianAwbParameters) {
    this.#parameters = parameters;
    this.#estimate = createBayesianAwb(parameters);
    this.#curve = isGreyWorld(parameters) ? null : bothWays(parameters);
    this.#target = this.#curve === null ? NEUTRAL : onCurve(this.#curve, START_CCT_KELVIN);
    this.#output = this.#target;
    this.#automatic = this.#target;
  }

  /** What the application sees now. */
  get status(): AwbResult {
    return this.#output;
  }

  get isAuto(): boolean {
    return this.#manualR === 0 || this.#manualB === 0;
  }

  /** Frames an application should drop before colours can be trusted; none with manual gains. */
  get convergenceFrames(): number {
    return this.isAuto ? this.#parameters.convergenceFrames : 0;
  }

  /** A mode's name, from the next estimate on; an unknown name keeps the mode in use. */
  setMode(name: string): void {
    if (this.#parameters.modes.has(name)) this.#mode = name;
  }

  /** Fixes both gains at once, without smoothing; a 0 goes back to automatic. Throws RangeError for gains that are neither 0 nor 1e-6 to 1e6. */
  setManualGains(red: number, blue: number): void {
    if (!(isManualGain(red) && isManualGain(blue))) {
      throw new RangeError(
        `setManualGains: expected two gains of 0 or 1e-6 to 1e6, got ${red} and ${blue}`,
      );
    }
    this.#manualR = red;
    this.#manualB = blue;
    if (this.isAuto) return;
    const cctKelvin =
      this.#curve === null ? this.#output.cctKelvin : cctOfGains(this.#curve, red, blue);
    this.#hold({ cctKelvin, red, blue });
  }

  /** Fixes the gains of a CT, clamped to the curve; without effect in grey world, which knows no CT. */
  setColourTemperature(cctKelvin: number): void {
    if (this.#curve === null) return;
    const fixed = onCurve(this.#curve, cctKelvin);
    this.#manualR = fixed.red;
    this.#manualB = fixed.blue;
    this.#hold(fixed);
  }

  /** Freezes what is applied now. */
  disableAuto(): void {
    this.#manualR = this.#output.red;
    this.#manualB = this.#output.blue;
    this.#target = this.#output;
  }

  enableAuto(): void {
    this.#manualR = 0;
    this.#manualB = 0;
  }

  /**
   * One frame begins: takes up a finished estimate and moves towards it. Throws AwbAnswerError where that leaves what gains
   * can be: from a start where the curve has none, or by a speed outside 0..1.
   */
  prepare(): AwbResult {
    const { startupFrames, speed } = this.#parameters;
    if (this.#frameCount < startupFrames) this.#frameCount++;
    if (this.#pending !== null && this.isAuto) this.#target = this.#pending;
    this.#pending = null;
    const weight = this.#frameCount < startupFrames ? 1 : speed;
    this.#output = mix(this.#target, this.#output, weight);
    return checkedResult(this.#output);
  }

  /** That frame's statistics: a new estimate where one is due. */
  process(zones: AwbZones, lux: number = UNKNOWN_LUX, shading?: ShadingTables): void {
    const { framePeriod, startupFrames } = this.#parameters;
    if (this.#framePhase < framePeriod) this.#framePhase++;
    const due = this.#framePhase >= framePeriod || this.#frameCount < startupFrames;
    if (!this.isAuto || !due) return;
    this.#framePhase = 0;
    this.#automatic = this.#estimated(zones, lux, shading) ?? this.#automatic;
    this.#pending = this.#automatic;
  }

  /** Null where too few zones are usable, and where the search leaves what gains can be. */
  #estimated(zones: AwbZones, lux: number, shading?: ShadingTables): AwbResult | null {
    try {
      return this.#estimate(zones, { lux, mode: this.#mode, shading });
    } catch (error) {
      if (error instanceof AwbAnswerError) return null;
      throw error;
    }
  }

  /** prepare and process of one frame: what is applied to it, before its statistics are seen. */
  frame(zones: AwbZones, lux?: number, shading?: ShadingTables): AwbResult {
    const applied = this.prepare();
    this.process(zones, lux, shading);
    return applied;
  }

  #hold(result: AwbResult): void {
    this.#target = result;
    this.#output = result;
  }
}

function isManualGain(gain: number): boolean {
  return gain === 0 || (gain >= 1e-6 && gain <= 1e6);
}

/** Where nothing is known of the camera. */
const NEUTRAL: AwbResult = { cctKelvin: GREY_WORLD_CCT_KELVIN, red: 1, blue: 1 };

function bothWays({ ctCurve }: BayesianAwbParameters): CurveBothWays {
  const { r, b } = curveFunctions(ctCurve ?? []);
  return { r, b, cctOfR: invertPiecewise(r), cctOfB: invertPiecewise(b) };
}

function onCurve({ r, b }: CurveBothWays, wantedCctKelvin: number): AwbResult {
  const cctKelvin = clampToDomain(r, wantedCctKelvin);
  return {
    cctKelvin,
    red: 1 / evaluatePiecewise(r, cctKelvin),
    blue: 1 / evaluatePiecewise(b, cctKelvin),
  };
}

/** The mean of what red and blue say about the CT. */
function cctOfGains({ cctOfR, cctOfB }: CurveBothWays, red: number, blue: number): number {
  const fromR = evaluatePiecewise(cctOfR, clampToDomain(cctOfR, 1 / red));
  const fromB = evaluatePiecewise(cctOfB, clampToDomain(cctOfB, 1 / blue));
  return (fromR + fromB) / 2;
}

function mix(target: AwbResult, last: AwbResult, weight: number): AwbResult {
  const blend = (to: number, from: number): number => weight * to + (1 - weight) * from;
  return {
    cctKelvin: blend(target.cctKelvin, last.cctKelvin),
    red: blend(target.red, last.red),
    blue: blend(target.blue, last.blue),
  };
}

/**
 * `rpi.nn.awb` of libcamera v0.7.1 around its network, in double precision: what the network is given, what is made of its
 * answer, and how gains follow over frames. Notation: R, G, B zone means in 16-bit units, t a CT in K.
 */
import {
  type AwbResult,
  type AwbZones,
  curveFunctions,
  evaluatePiecewise,
  GREY_WORLD_CCT_KELVIN,
  quadraticExtremum,
  type ShadingTables,
  UNKNOWN_LUX,
} from '../classical/index.js';
import { CANONICAL_CCT_KELVIN } from './canonical-space.js';
import type { NeuralAwbSettings } from './neural-settings.js';

const FROM_16_BIT = 1 / 65_535;
const VALUES = 4;

/** Means in integer division, sensitivities and shading applied; where nothing was counted 0, as on arm64. */
function zoneMeans(
  { width, height, sums }: AwbZones,
  { sensitivityR, sensitivityB }: NeuralAwbSettings,
  shading?: ShadingTables,
): Float64Array {
  const zones = width * height;
  if (sums.length !== zones * VALUES) {
    throw new RangeError(`zones: expected ${zones * VALUES} values, got ${sums.length}`);
  }
  const means = new Float64Array(zones * 3);
  for (let i = 0; i < zones; i++) {
    const counted = sums[VALUES * i + 3];
    if (!(counted > 0)) continue;
    const mean = (c: number) => Math.floor(sums[VALUES * i + c] / counted);
    means[3 * i] = mean(0) * sensitivityR * (shading?.r[i] ?? 1);
    means[3 * i + 1] = mean(1) * (shading?.g[i] ?? 1);
    means[3 * i + 2] = mean(2) * sensitivityB * (shading?.b[i] ?? 1);
  }
  return means;
}

/** Input 0 of the network, [height][width][R, G, B], not clipped. Throws RangeError where sums do not fit the grid. */
export function networkInput(
  zones: AwbZones,
  settings: NeuralAwbSettings,
  shading?: ShadingTables,
): Float32Array {
  const { r, b } = curveFunctions(settings.ctCurve);
  // libcamera keeps the two factors as floats.
  const scaleR = Math.fround(1 / evaluatePiecewise(r, CANONICAL_CCT_KELVIN));
  const scaleB = Math.fround(1 / evaluatePiecewise(b, CANONICAL_CCT_KELVIN));
  const means = zoneMeans(zones, settings, shading);
  const { ccm } = settings;
  const input = new Float32Array(means.length);
  for (let o = 0; o < means.length; o += 3) {
    const red = means[o] * FROM_16_BIT * scaleR;
    const green = means[o + 1] * FROM_16_BIT;
    const blue = means[o + 2] * FROM_16_BIT * scaleB;
    for (let c = 0; c < 3; c++) {
      input[o + c] = ccm[3 * c] * red + ccm[3 * c + 1] * green + ccm[3 * c + 2] * blue;
    }
  }
  return input;
}

/** Largest |20 K of curve|^2 at which it has no direction to search across. */
const LEAST_DIRECTION = 1e-6;
const STEPS = { least: 3, most: 12, perUnit: 100 } as const;

/**
 * CT and gains out of the network's answer, in a mode by its name (default: the first of the file). The transverse search is
 * that of v0.7.1, which compares zones in 16-bit units with 1: on any real picture a constant offset, 0 where
 * transverse_pos and _neg are equal and give three steps.
 */
export function afterNetwork(
  networkKelvin: number,
  zones: AwbZones,
  settings: NeuralAwbSettings,
  { mode, shading }: { readonly mode?: string; readonly shading?: ShadingTables } = {},
): AwbResult {
  const { modes, sensitivityR, sensitivityB } = settings;
  const { lo, hi } = modes.get(mode ?? '') ?? [...modes.values()][0];
  // std::clamp: what is neither below nor above goes through, NaN too.
  const cctKelvin = networkKelvin < lo ? lo : hi < networkKelvin ? hi : networkKelvin;
  const curve = curveFunctions(settings.ctCurve);
  const r = evaluatePiecewise(curve.r, cctKelvin);
  const b = evaluatePiecewise(curve.b, cctKelvin);
  const step = {
    r: evaluatePiecewise(curve.b, cctKelvin + 10) - evaluatePiecewise(curve.b, cctKelvin - 10),
    b: evaluatePiecewise(curve.r, cctKelvin - 10) - evaluatePiecewise(curve.r, cctKelvin + 10),
  };
  if (!(step.r ** 2 + step.b ** 2 >= LEAST_DIRECTION)) {
    return { cctKelvin, red: sensitivityR / r, blue: sensitivityB / b };
  }
  const length = Math.hypot(step.r, step.b);
  const across = { r: step.r / length, b: step.b / length };
  const offset = transverseOffset(zoneMeans(zones, settings, shading), { r, b }, across, settings);
  return {
    cctKelvin,
    red: sensitivityR / (r + across.r * offset),
    blue: sensitivityB / (b + across.b * offset),
  };
}

function transverseOffset(
  means: Float64Array,
  at: { readonly r: number; readonly b: number },
  across: { readonly r: number; readonly b: number },
  { transversePos: pos, transverseNeg: neg, deltaLimit }: NeuralAwbSettings,
): number {
  const wanted = Math.floor((neg + pos) * STEPS.perUnit + 0.5) + 1;
  const n = Math.max(STEPS.least, Math.min(STEPS.most, wanted));
  const offsets = Array.from({ length: n }, (_, i) => -neg + ((neg + pos) * i) / (n - 1));
  const costs = offsets.map((offset) => {
    const [gainR, gainB] = [1 / (at.r + across.r * offset), 1 / (at.b + across.b * offset)];
    let cost = 0;
    for (let o = 0; o < means.length; o += 3) {
      const [dr, db] = [means[o] * gainR - 1, means[o + 2] * gainB - 1];
      cost += Math.min(dr * dr + db * db, deltaLimit);
    }
    return cost;
  });
  const best = costs.indexOf(Math.min(...costs));
  const i = Math.max(1, Math.min(n - 2, best));
  const [a, b, c] = [i - 1, i, i + 1];
  return quadraticExtremum(offsets[a], costs[a], offsets[b], costs[b], offsets[c], costs[c]);
}

/** The network: zones as `networkInput` gives them and lux to K. */
export type CtNetwork = (input: Float32Array, lux: number) => number;

/** `rpi.nn.awb` over frames: start-up unsmoothed, then a run every framePeriod frames, taken up by the next one. */
export class NeuralAwbController {
  readonly #settings: NeuralAwbSettings;
  readonly #network: CtNetwork;
  #frameCount = 0;
  #framePhase = 0;
  #target: AwbResult;
  #output: AwbResult;
  #pending: AwbResult | null = null;

  constructor(settings: NeuralAwbSettings, network: CtNetwork) {
    this.#settings = settings;
    this.#network = network;
    const { r, b } = curveFunctions(settings.ctCurve);
    const at = (t: number) => ({
      cctKelvin: t,
      red: 1 / evaluatePiecewise(r, t),
      blue: 1 / evaluatePiecewise(b, t),
    });
    this.#target = at(GREY_WORLD_CCT_KELVIN);
    this.#output = this.#target;
  }

  /** One frame with its statistics: what is applied to it, which its own statistics cannot have changed yet. */
  frame(zones: AwbZones, { lux = UNKNOWN_LUX, mode, shading }: FrameFacts = {}): AwbResult {
    const { startupFrames, framePeriod, speed } = this.#settings;
    if (this.#frameCount < startupFrames) this.#frameCount++;
    this.#target = this.#pending ?? this.#target;
    this.#pending = null;
    const weight = this.#frameCount < startupFrames ? 1 : speed;
    this.#output = mix(this.#target, this.#output, weight);
    if (this.#framePhase < framePeriod) this.#framePhase++;
    if (this.#framePhase >= framePeriod || this.#frameCount < startupFrames) {
      this.#framePhase = 0;
      const kelvin = this.#network(networkInput(zones, this.#settings, shading), lux);
      this.#pending = afterNetwork(kelvin, zones, this.#settings, {
        ...(mode === undefined ? {} : { mode }),
        ...(shading === undefined ? {} : { shading }),
      });
    }
    return this.#output;
  }
}

export interface FrameFacts {
  readonly lux?: number;
  readonly mode?: string;
  readonly shading?: ShadingTables;
}

function mix(target: AwbResult, last: AwbResult, weight: number): AwbResult {
  const blend = (to: number, from: number): number => weight * to + (1 - weight) * from;
  return {
    cctKelvin: blend(target.cctKelvin, last.cctKelvin),
    red: blend(target.red, last.red),
    blue: blend(target.blue, last.blue),
  };
}

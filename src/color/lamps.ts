/**
 * Spectra of lamps that are no black bodies, as sums of Gaussians whose centres, widths and heights were fitted
 * to the CIE's measured representatives (CIE 015:2018: FL1 to FL12, LED-B1 to LED-B5, HP1). The free
 * amount of blue or orange is then chosen so that the lamp has exactly the wanted correlated colour temperature.
 *
 *   halophosphate  mercury lines + antimony (blue, 495 nm) and manganese (orange, 578 nm) phosphor
 *   triband        mercury lines + europium blue 450, terbium 490 / 544 / 586, europium red 612 / 626 / 709
 *   LED            InGaN chip near 450 nm + YAG (cool) to nitride (warm) phosphor
 *   sodium         high pressure: 569, self-reversed 589 (two lobes), 616 nm, broad wings
 */
import { type Isotherm, isothermOf } from './correlated-colour-temperature.js';
import { spectrumToXyz } from './observer.js';
import { mixSpectra, type Spectrum, sampleSpectrum, splitGaussian } from './spectrum.js';

/** Peak in nm, height, sigma to shorter and (where it differs) to longer wavelengths in nm. */
type Lobe = readonly [peakNm: number, height: number, sigmaNm: number, sigmaLongNm?: number];

function lobes(...list: readonly Lobe[]): Spectrum {
  return sampleSpectrum((nm) => {
    let sum = 0;
    for (const [peak, height, short, long = short] of list) {
      sum += height * splitGaussian(nm, peak, short, long);
    }
    return sum;
  });
}

const HALOPHOSPHATE_LINES = lobes([405, 0.36, 3], [436, 0.83, 3], [546, 0.42, 3], [578, 0.14, 3]);
const ANTIMONY = lobes([495.2, 1, 57.2, 36.2]);
const MANGANESE = lobes([577.7, 1, 23.2, 47.4]);
// FL1, FL2, FL4: antimony falls from 0.31 to 0.10 as manganese rises from 0.33 to 0.73.
const ANTIMONY_WITHOUT_MANGANESE = 0.49;
const ANTIMONY_PER_MANGANESE = -0.543;

const TRIBAND_LINES = lobes(
  [405, 0.157, 3],
  [436, 0.385, 3],
  [490, 0.17, 7],
  [544, 0.855, 4.5],
  [548, 0.175, 2.5],
  [586, 0.21, 9],
);
const EUROPIUM_RED = lobes([612, 1, 4], [626, 0.2, 6], [650, 0.056, 12], [709, 0.1, 5]);
const EUROPIUM_BLUE = lobes([450, 1, 22]);
// FL11 and FL12: red falls from 1.04 to 0.79 as blue rises from 0.03 to 0.09.
const RED_WITHOUT_BLUE = 1.15;
const RED_PER_BLUE = -4.25;

/** Sigmas of the phosphor in nm at three colour temperatures (LED-B5, LED-B3, LED-B1). */
const LED_PHOSPHOR = [
  { mired: 152, shortNm: 49, longNm: 71 },
  { mired: 244, shortNm: 76, longNm: 59 },
  { mired: 366, shortNm: 64, longNm: 54 },
] as const;
const LED_PHOSPHOR_PEAK_RANGE_NM = [520, 660] as const;

const SODIUM_LINES = lobes(
  [467, 0.063, 3],
  [498, 0.193, 2.5],
  [515, 0.04, 2.5],
  [569, 0.729, 2.5],
  [584, 0.644, 3.5],
  [596, 0.73, 4],
  [598, 0.179, 18, 20],
  [616, 0.164, 2.5],
  [768, 0.1, 3],
);
const SODIUM_CONTINUUM = lobes([430, 0.022, 25], [640, 0.045, 40, 90]);

/** base + k added with k >= 0 so that the sum lies on the isotherm; null where no k does that. */
function mixToIsotherm(base: Spectrum, added: Spectrum, isotherm: Isotherm): Spectrum | null {
  const amount = -isotherm.side(spectrumToXyz(base)) / isotherm.side(spectrumToXyz(added));
  return amount >= 0 && amount < Infinity ? mixSpectra([1, base], [amount, added]) : null;
}

/** @throws RangeError where the temperature needs a negative amount of a phosphor */
function tubeOfCct(what: string, base: Spectrum, added: Spectrum, cctKelvin: number): Spectrum {
  const lamp = mixToIsotherm(base, added, isothermOf(cctKelvin));
  if (lamp === null || lamp.some((power) => power < 0)) {
    throw new RangeError(`${what}: expected a temperature its phosphors reach, got ${cctKelvin} K`);
  }
  return lamp;
}

/**
 * Classic fluorescent tube ("warm white" to "daylight"), relative power.
 * @throws RangeError outside about 2800 to 9000 K, which the two phosphors do not reach
 */
export function halophosphateSpectrum(cctKelvin: number): Spectrum {
  const base = mixSpectra([1, HALOPHOSPHATE_LINES], [ANTIMONY_WITHOUT_MANGANESE, ANTIMONY]);
  const added = mixSpectra([1, MANGANESE], [ANTIMONY_PER_MANGANESE, ANTIMONY]);
  return tubeOfCct('halophosphateSpectrum', base, added, cctKelvin);
}

/**
 * Three-band fluorescent tube or compact lamp, relative power.
 * @throws RangeError outside about 2850 to 9000 K, which the three phosphors do not reach
 */
export function tribandSpectrum(cctKelvin: number): Spectrum {
  const base = mixSpectra([1, TRIBAND_LINES], [RED_WITHOUT_BLUE, EUROPIUM_RED]);
  const added = mixSpectra([1, EUROPIUM_BLUE], [RED_PER_BLUE, EUROPIUM_RED]);
  return tubeOfCct('tribandSpectrum', base, added, cctKelvin);
}

/** What makes one white LED differ from another. */
export interface LedOptions {
  /** 2200 to 8000 K. */
  readonly cctKelvin: number;
  /** Distance from the Planckian locus in CIE 1960 u, v; makers sort their lamps to within 0.006 of it. */
  readonly duv?: number;
  /** Peak of the chip, 440 to 465 nm. */
  readonly bluePeakNm?: number;
}

/** Sigmas of a usual phosphor, interpolated in mired and held beyond the table's ends. */
function ledPhosphorSigmas(mired: number): { shortNm: number; longNm: number } {
  const [cool, neutral, warm] = LED_PHOSPHOR;
  const [from, to] = mired < neutral.mired ? [cool, neutral] : [neutral, warm];
  const t = Math.min(Math.max((mired - from.mired) / (to.mired - from.mired), 0), 1);
  return {
    shortNm: from.shortNm + t * (to.shortNm - from.shortNm),
    longNm: from.longNm + t * (to.longNm - from.longNm),
  };
}

/**
 * White LED: a blue chip under a phosphor, relative power. The amount of blue sets the temperature, the peak of
 * the phosphor (found by bisection: longer is pinker) sets duv.
 * @throws RangeError where no phosphor between 520 and 660 nm gives the wanted colour
 */
export function ledSpectrum({ cctKelvin, duv = 0, bluePeakNm = 450 }: LedOptions): Spectrum {
  const { shortNm, longNm } = ledPhosphorSigmas(1e6 / cctKelvin);
  const isotherm = isothermOf(cctKelvin);
  const chip = lobes([bluePeakNm, 1, 10, 12]);
  let [low, high] = LED_PHOSPHOR_PEAK_RANGE_NM as readonly [number, number];
  let lamp: Spectrum | null = null;
  for (let i = 0; i < 40; i++) {
    const peakNm = (low + high) / 2;
    const candidate = mixToIsotherm(lobes([peakNm, 1, shortNm, longNm]), chip, isotherm);
    // No amount of blue: the phosphor alone is already too cool.
    if (candidate === null || isotherm.duv(spectrumToXyz(candidate)) > duv) low = peakNm;
    else {
      high = peakNm;
      lamp = candidate;
    }
  }
  if (lamp === null || Math.abs(isotherm.duv(spectrumToXyz(lamp)) - duv) > 1e-6) {
    throw new RangeError(
      `ledSpectrum: expected a colour that a phosphor reaches, got ${cctKelvin} K, duv ${duv}`,
    );
  }
  return lamp;
}

/**
 * High-pressure sodium street lamp, relative power. `continuum` 1 is the usual lamp (HP1, about 1950 K);
 * 0.5 to 2 spans what different lamps show.
 */
export function sodiumSpectrum({ continuum = 1 }: { readonly continuum?: number } = {}): Spectrum {
  return mixSpectra([1, SODIUM_LINES], [continuum, SODIUM_CONTINUUM]);
}

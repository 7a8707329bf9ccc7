/**
 * The light of a synthetic scene, drawn from a mix as lopsided as what people photograph: much daylight,
 * some filament lamps, few LEDs, tubes and street lamps. Density weights in training exist for this.
 *
 * Colours of daylight scatter around the daylight locus, white LEDs within the bins of ANSI C78.377 (a duv of
 * a few thousandths); filaments are black bodies; tubes come in their usual grades.
 */
import {
  daylightCctToXy,
  daylightSpectrumOfXy,
  halophosphateSpectrum,
  ledSpectrum,
  planckianSpectrum,
  type Spectrum,
  sodiumSpectrum,
  spectrumToXy,
  tribandSpectrum,
  xyToCct,
} from '../../color/index.js';
import type { Rng } from '../../random/index.js';

/** What shines. */
export type LightKind =
  | 'sun'
  | 'overcast'
  | 'shade'
  | 'low-sun'
  | 'window'
  | 'filament'
  | 'led'
  | 'halophosphate'
  | 'triband'
  | 'sodium';

/** One light and what the property table says about it, in SimpleCube++'s words. */
export interface SceneLight {
  readonly kind: LightKind;
  /** Relative power. */
  readonly spectrum: Spectrum;
  readonly cctKelvin: number;
  readonly duv: number;
  readonly place: 'outdoor' | 'indoor';
  readonly daytime: 'day' | 'night' | 'unknown';
  readonly illumination: 'natural' | 'artificial';
}

/** Shares of the kinds of light, and their colours; tuned to look like Cube++'s labels. */
export const LIGHT_MIX = {
  shares: {
    sun: 0.42,
    overcast: 0.14,
    shade: 0.09,
    'low-sun': 0.04,
    window: 0.05,
    filament: 0.11,
    led: 0.05,
    halophosphate: 0.03,
    triband: 0.04,
    sodium: 0.03,
  },
  /** Mean and standard deviation of daylight's colour temperature, in mired, and its bounds. */
  daylightMired: {
    sun: [175, 7],
    overcast: [152, 8],
    shade: [128, 9],
    'low-sun': [218, 12],
    window: [165, 15],
  },
  daylightMiredBounds: [108, 248],
  /** Standard deviation of daylight's y around the daylight locus. */
  daylightTint: 0.002,
  filamentKelvin: { mean: 2870, deviation: 130, bounds: [2400, 3300] },
  ledGradesKelvin: [2700, 2700, 3000, 3000, 4000, 5000, 6500],
  ledDuvDeviation: 0.002,
  halophosphateGradesKelvin: [3000, 3500, 4200, 4200, 6400],
  tribandGradesKelvin: [3000, 3000, 4000, 4000, 6400],
  /** Relative standard deviation of a lamp's temperature around its grade. */
  gradeSpread: 0.02,
  sodiumContinuum: [0.6, 1.6],
} as const;

type DaylightKind = keyof typeof LIGHT_MIX.daylightMired;

/** A kind of light by its share. */
export function drawLightKind(rng: Rng): LightKind {
  const entries = Object.entries(LIGHT_MIX.shares) as [LightKind, number][];
  let rest = rng.uniform() * entries.reduce((sum, [, share]) => sum + share, 0);
  for (const [kind, share] of entries) {
    rest -= share;
    if (rest < 0) return kind;
  }
  return entries[entries.length - 1][0];
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(Math.max(value, low), high);
}

function drawDaylight(kind: DaylightKind, rng: Rng): Spectrum {
  const [mean, deviation] = LIGHT_MIX.daylightMired[kind];
  const mired = clamp(mean + deviation * rng.normal(), LIGHT_MIX.daylightMiredBounds);
  const { x, y } = daylightCctToXy(1e6 / mired);
  return daylightSpectrumOfXy({ x, y: y + LIGHT_MIX.daylightTint * clamp(rng.normal(), [-3, 3]) });
}

function drawGrade(grades: readonly number[], rng: Rng): number {
  return (
    grades[rng.integer(grades.length)] * (1 + LIGHT_MIX.gradeSpread * clamp(rng.normal(), [-2, 2]))
  );
}

function drawSpectrum(kind: LightKind, rng: Rng): Spectrum {
  switch (kind) {
    case 'sun':
    case 'overcast':
    case 'shade':
    case 'low-sun':
    case 'window':
      return drawDaylight(kind, rng);
    case 'filament': {
      const { mean, deviation, bounds } = LIGHT_MIX.filamentKelvin;
      return planckianSpectrum(clamp(mean + deviation * rng.normal(), bounds));
    }
    case 'led':
      return ledSpectrum({
        cctKelvin: drawGrade(LIGHT_MIX.ledGradesKelvin, rng),
        duv: LIGHT_MIX.ledDuvDeviation * clamp(rng.normal(), [-3, 3]),
        bluePeakNm: 446 + 12 * rng.uniform(),
      });
    case 'halophosphate':
      return halophosphateSpectrum(drawGrade(LIGHT_MIX.halophosphateGradesKelvin, rng));
    case 'triband':
      return tribandSpectrum(drawGrade(LIGHT_MIX.tribandGradesKelvin, rng));
    case 'sodium': {
      const [low, high] = LIGHT_MIX.sodiumContinuum;
      return sodiumSpectrum({ continuum: low + (high - low) * rng.uniform() });
    }
    default:
      return kind satisfies never;
  }
}

/** Place, daytime and illumination that go with a kind of light. */
function circumstances(kind: LightKind): Pick<SceneLight, 'place' | 'daytime' | 'illumination'> {
  switch (kind) {
    case 'sun':
    case 'overcast':
    case 'shade':
    case 'low-sun':
      return { place: 'outdoor', daytime: 'day', illumination: 'natural' };
    case 'window':
      return { place: 'indoor', daytime: 'day', illumination: 'natural' };
    case 'filament':
    case 'led':
    case 'halophosphate':
    case 'triband':
      return { place: 'indoor', daytime: 'unknown', illumination: 'artificial' };
    case 'sodium':
      return { place: 'outdoor', daytime: 'night', illumination: 'artificial' };
    default:
      return kind satisfies never;
  }
}

/** A light of a kind. */
export function drawLightOf(kind: LightKind, rng: Rng): SceneLight {
  const spectrum = drawSpectrum(kind, rng);
  return { kind, spectrum, ...xyToCct(spectrumToXy(spectrum)), ...circumstances(kind) };
}

/** A light of the mix. */
export function drawLight(rng: Rng): SceneLight {
  return drawLightOf(drawLightKind(rng), rng);
}

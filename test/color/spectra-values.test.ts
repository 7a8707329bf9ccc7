/**
 * Every number in the tables of spectra. Each curve is held by its area and its first moment, so that one wrong digit of a
 * line, a lobe or the observer shows; the values were recorded from tables that were compared with their sources.
 */
import { describe, expect, it } from 'vitest';
import {
  CAMERAS,
  type CameraName,
  cameraSensitivity,
  cctToXy,
  daylightSpectrum,
  halophosphateSpectrum,
  ledSpectrum,
  planckianSpectrum,
  SPECTRUM_SAMPLES,
  type Spectrum,
  sodiumSpectrum,
  spectrumToXyz,
  tribandSpectrum,
  xyToCct,
} from '../../dist/color/index.js';

/** Area and first moment over the index of the sample, the index beginning at 1. */
function moments(spectrum: ArrayLike<number>): [number, number] {
  let area = 0;
  let first = 0;
  for (let i = 0; i < spectrum.length; i++) {
    area += spectrum[i];
    first += (i + 1) * spectrum[i];
  }
  return [area, first];
}

function expectMoments(spectrum: Spectrum, [area, first]: readonly number[]) {
  const [gotArea, gotFirst] = moments(spectrum);
  expect(gotArea / area - 1, `area ${gotArea}`).toBeCloseTo(0, 8);
  expect(gotFirst / first - 1, `first moment ${gotFirst}`).toBeCloseTo(0, 8);
}

/** One channel of the observer, as the answer to light of each wavelength alone. */
function observerTable(channel: number): Float64Array {
  return Float64Array.from({ length: SPECTRUM_SAMPLES }, (_, i) => {
    const line = new Float64Array(SPECTRUM_SAMPLES);
    line[i] = 1;
    return Object.values(spectrumToXyz(line))[channel];
  });
}

describe('the standard observer', () => {
  it.each([
    ['xbar', 0, [21.371524, 841.042884]],
    ['ybar', 1, [21.371327, 791.559171]],
    ['zbar', 2, [21.37154, 338.0584]],
  ])('has %s with the area and first moment of table T.4', (_name, channel, expected) => {
    expectMoments(observerTable(channel), expected);
  });
});

describe('lamps and phases of daylight', () => {
  it.each<[string, Spectrum, readonly number[]]>([
    ['halophosphate, 3000 K', halophosphateSpectrum(3000), [17.594153022, 658.276410002]],
    ['halophosphate, 6500 K', halophosphateSpectrum(6500), [15.5372837626, 455.539443726]],
    ['triband, 4000 K', tribandSpectrum(4000), [7.94383729168, 271.849528973]],
    ['LED, 2400 K', ledSpectrum({ cctKelvin: 2400 }), [30.7848493085, 1419.80918181]],
    ['LED, 3500 K', ledSpectrum({ cctKelvin: 3500 }), [35.5468442072, 1417.231864]],
    [
      'LED, 5000 K, greenish',
      ledSpectrum({ cctKelvin: 5000, duv: 0.004, bluePeakNm: 455 }),
      [38.3784333812, 1366.00908477],
    ],
    ['LED, 7400 K', ledSpectrum({ cctKelvin: 7400 }), [41.1631073029, 1330.2505654]],
    ['sodium', sodiumSpectrum(), [7.58004325074, 337.155030651]],
    [
      'sodium with half the continuum',
      sodiumSpectrum({ continuum: 0.5 }),
      [6.76894136109, 296.055220525],
    ],
    ['a black body, 2856 K', planckianSpectrum(2856), [9560.03799137, 531935.968147]],
    ['daylight, 5003 K', daylightSpectrum(5003), [6959.59173373, 299145.044183]],
    ['daylight, 12000 K', daylightSpectrum(12000), [8162.31806625, 257428.492438]],
  ])('hold %s', (_name, lamp, expected) => expectMoments(lamp, expected));

  it('give the usual sodium lamp where nothing is said', () => {
    expect(sodiumSpectrum()).toEqual(sodiumSpectrum({ continuum: 1 }));
  });
});

describe('cameras', () => {
  it.each<[CameraName, readonly (readonly number[])[]]>([
    [
      'dslr',
      [
        [10.1875256893, 486.892822524],
        [21.2130736937, 666.256489734],
        [15.3029316555, 263.584174696],
      ],
    ],
    [
      'imx219',
      [
        [13.7698734144, 598.15196441],
        [21.8170939052, 678.266963771],
        [14.6037123309, 312.650154665],
      ],
    ],
    [
      'imx477',
      [
        [6.32453459387, 276.401313397],
        [22.1791585091, 697.670561398],
        [15.1851856478, 314.439719372],
      ],
    ],
    [
      'imx708',
      [
        [10.0289463569, 466.888929851],
        [20.6875904885, 664.911783191],
        [12.5971975002, 232.871869567],
      ],
    ],
  ])('hold the curves of %s', (name, expected) => {
    const { red, green, blue } = cameraSensitivity(CAMERAS[name]);
    for (const [i, curve] of [red, green, blue].entries()) expectMoments(curve, expected[i]);
  });
});

describe('the range of colour temperatures', () => {
  it('is searched to both ends', () => {
    for (const kelvin of [1002, 1010, 90000]) {
      expect(xyToCct(cctToXy({ cctKelvin: kelvin, duv: 0 })).cctKelvin / kelvin).toBeCloseTo(1, 5);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cctToXy,
  daylightCctToXy,
  daylightSpectrum,
  daylightSpectrumOfXy,
  dotSpectra,
  halophosphateSpectrum,
  ledSpectrum,
  mixSpectra,
  multiplySpectra,
  planckianSpectrum,
  planckianXy,
  resampleTable,
  SPECTRUM_SAMPLES,
  type Spectrum,
  sampleSpectrum,
  sodiumSpectrum,
  spectrumToXy,
  splitGaussian,
  tribandSpectrum,
  uvToXy,
  xyToCct,
  xyToDaylightCct,
  xyToUv,
} from '../../dist/color/index.js';

function expectXy(light: Spectrum, x: number, y: number, tolerance: number) {
  const xy = spectrumToXy(light);
  expect(Math.abs(xy.x - x), `x ${xy.x}`).toBeLessThan(tolerance);
  expect(Math.abs(xy.y - y), `y ${xy.y}`).toBeLessThan(tolerance);
}

const duvOf = (light: Spectrum) => xyToCct(spectrumToXy(light)).duv;
const cctOf = (light: Spectrum) => xyToCct(spectrumToXy(light)).cctKelvin;

describe('the standard observer and the tabled illuminants (CIE 015)', () => {
  it('sees equal energy at 1/3, 1/3', () => {
    expectXy(new Float64Array(SPECTRUM_SAMPLES).fill(1), 1 / 3, 1 / 3, 2e-5);
  });

  it.each([
    ['A', planckianSpectrum(2855.5), 0.44758, 0.40745],
    ['D50', daylightSpectrum(5003), 0.34567, 0.35851],
    ['D55', daylightSpectrum(5503), 0.33243, 0.34744],
    ['D65', daylightSpectrum(6504), 0.31272, 0.32903],
    ['D75', daylightSpectrum(7504), 0.29903, 0.31488],
  ])('sees illuminant %s at its published chromaticity', (_name, light, x, y) => {
    expectXy(light, x, y, 6e-5);
  });

  it('gives D65 its tabled power', () => {
    const d65 = daylightSpectrum(6504);
    const at = (nm: number) => d65[(nm - 380) / 5];
    expect(at(560)).toBeCloseTo(100, 9);
    for (const [nm, power] of [
      [400, 82.75],
      [460, 117.8],
      [500, 109.35],
      [600, 90.01],
      [700, 71.61],
      [780, 63.38],
    ]) {
      expect(Math.abs(at(nm) - power), `${nm} nm`).toBeLessThan(0.06);
    }
  });
});

describe('loci', () => {
  it('keeps daylight of any temperature where the daylight locus says', () => {
    for (const cct of [4000, 5000, 6999, 7001, 12000, 25000]) {
      const { x, y } = daylightCctToXy(cct);
      expectXy(daylightSpectrum(cct), x, y, 1.5e-4);
    }
  });

  it('follows a chromaticity off the daylight locus', () => {
    const { x, y } = daylightCctToXy(5800);
    expectXy(daylightSpectrumOfXy({ x, y: y + 0.006 }), x, y + 0.006, 1.5e-4);
  });

  it('inverts the daylight locus', () => {
    fc.assert(
      fc.property(fc.double({ min: 4000, max: 25000, noNaN: true }), (cct) => {
        expect(xyToDaylightCct(daylightCctToXy(cct))).toBeCloseTo(cct, 5);
      }),
    );
  });

  it('clamps daylight beyond the ends of its locus and refuses to extrapolate it', () => {
    expect(xyToDaylightCct({ x: 0.45, y: 0.41 })).toBeCloseTo(4000, 6);
    expect(xyToDaylightCct({ x: 0.2, y: 0.2 })).toBeCloseTo(25000, 6);
    expect(() => daylightCctToXy(3999)).toThrow('expected 4000 to 25000 K, got 3999 K');
    expect(() => daylightCctToXy(Number.NaN)).toThrow(RangeError);
    expect(() => planckianSpectrum(0)).toThrow('expected a positive temperature, got 0 K');
  });

  it('finds the temperature of a black body, at duv 0', () => {
    for (const kelvin of [1200, 1850, 2856, 4000, 6500, 15000, 40000]) {
      const { cctKelvin, duv } = xyToCct(planckianXy(kelvin));
      expect(cctKelvin / kelvin).toBeCloseTo(1, 8);
      expect(duv).toBeCloseTo(0, 10);
    }
  });

  it('knows the published temperature of D65 and of the equal-energy light', () => {
    const d65 = xyToCct({ x: 0.31272, y: 0.32903 });
    expect(Math.abs(d65.cctKelvin - 6504)).toBeLessThan(4);
    expect(d65.duv).toBeCloseTo(0.0032, 4);
    expect(Math.abs(xyToCct({ x: 1 / 3, y: 1 / 3 }).cctKelvin - 5455)).toBeLessThan(4);
  });

  it('inverts xyToCct by cctToXy', () => {
    const cct = fc.double({ min: 1500, max: 30000, noNaN: true });
    const duv = fc.double({ min: -0.015, max: 0.015, noNaN: true });
    fc.assert(
      fc.property(cct, duv, (cctKelvin, duv) => {
        const back = xyToCct(cctToXy({ cctKelvin, duv }));
        expect(back.cctKelvin / cctKelvin).toBeCloseTo(1, 6);
        expect(back.duv).toBeCloseTo(duv, 8);
      }),
    );
  });

  it('clamps temperatures beyond the scale', () => {
    expect(xyToCct({ x: 0.23, y: 0.22 }).cctKelvin).toBeCloseTo(1e5, 3);
    expect(xyToCct(planckianXy(900)).cctKelvin).toBeCloseTo(1000, 6);
    expect(() => cctToXy({ cctKelvin: -1, duv: 0 })).toThrow(RangeError);
  });

  it('goes from x, y to u, v and back', () => {
    const unit = fc.double({ min: 0.05, max: 0.6, noNaN: true });
    fc.assert(
      fc.property(unit, unit, (x, y) => {
        const back = uvToXy(xyToUv({ x, y }));
        expect(back.x).toBeCloseTo(x, 10);
        expect(back.y).toBeCloseTo(y, 10);
      }),
    );
  });
});

describe('lamps', () => {
  it.each([
    ['halophosphate', halophosphateSpectrum, [2900, 3500, 4200, 5000, 6500]],
    ['triband', tribandSpectrum, [2900, 3500, 4000, 5000, 6500]],
    ['LED', (k: number) => ledSpectrum({ cctKelvin: k }), [2200, 2700, 4000, 5700, 8000]],
  ])('%s has exactly the wanted temperature and no negative power', (_name, lamp, ccts) => {
    for (const cct of ccts) {
      const light = lamp(cct);
      expect(cctOf(light) / cct).toBeCloseTo(1, 8);
      expect(Math.min(...light)).toBeGreaterThanOrEqual(0);
    }
  });

  // FL2, FL4, FL11, FL12 of CIE 015, whose own duv are 0.0018, -0.0008, 0 and 0.
  it.each([
    [halophosphateSpectrum(4224), 0.3721, 0.3751],
    [halophosphateSpectrum(2938), 0.4402, 0.4031],
    [tribandSpectrum(3999), 0.3805, 0.3769],
    [tribandSpectrum(3000), 0.437, 0.4042],
  ])('stands in for a measured tube (%#)', (light, x, y) => {
    expectXy(light, x, y, 0.008);
  });

  it('gives an LED its duv', () => {
    for (const duv of [-0.006, 0, 0.006]) {
      expect(duvOf(ledSpectrum({ cctKelvin: 4000, duv, bluePeakNm: 455 }))).toBeCloseTo(duv, 6);
    }
  });

  it('puts sodium near 1950 K, as HP1', () => {
    expect(Math.abs(cctOf(sodiumSpectrum()) - 1959)).toBeLessThan(60);
  });

  it('refuses temperatures that the phosphors do not reach', () => {
    expect(() => tribandSpectrum(2000)).toThrow('tribandSpectrum: expected a temperature');
    expect(() => halophosphateSpectrum(1500)).toThrow(RangeError);
    expect(() => ledSpectrum({ cctKelvin: 4000, duv: 0.3 })).toThrow('ledSpectrum: expected');
  });
});

describe('spectrum arithmetic', () => {
  it('is linear', () => {
    const a = planckianSpectrum(3000);
    const b = daylightSpectrum(6000);
    const mixed = mixSpectra([2, a], [0.5, b]);
    expect(mixed[40]).toBeCloseTo(2 * a[40] + 0.5 * b[40], 9);
    expect(dotSpectra(a, b)).toBeCloseTo(
      multiplySpectra(a, b).reduce((sum, value) => sum + value, 0),
      6,
    );
  });

  it('interpolates tables between their samples and refuses short ones', () => {
    const ramp = resampleTable([0, 10, 20, 30, 40], 100);
    ramp.forEach((value, i) => {
      expect(value).toBeCloseTo(i / 2, 10);
    });
    expect(() => resampleTable([1, 2, 3], 100)).toThrow('expected a table up to 780 nm, got 580');
  });

  it('keeps the area of the narrowest lines wherever they fall', () => {
    const area = (peak: number) =>
      sampleSpectrum((nm) => splitGaussian(nm, peak, 2.5, 2.5)).reduce((sum, v) => sum + v, 0);
    for (const peak of [540, 541, 542.5, 544]) {
      expect(Math.abs(area(peak) / (Math.sqrt(2 * Math.PI) * 0.5) - 1)).toBeLessThan(0.015);
    }
  });
});

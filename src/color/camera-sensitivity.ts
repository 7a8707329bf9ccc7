/**
 * Spectral sensitivities of cameras as smooth parametric curves: one split Gaussian a channel, a weak second
 * lobe where real colour filters leak, behind an infrared-cut filter and the UV edge of lens and cover glass.
 *
 *   R = red   (lobe + leak lobe(450) + 0.04 lobe(535)) cut
 *   G = lobe cut                                       (height 1: the scale)
 *   B = blue  (lobe + 0.03 lobe(545)) cut
 *   cut(nm) = 1 / (1 + exp((nm - irCutNm) / irWidthNm)) / (1 + exp((405 - nm) / 6))
 *
 * The shapes start from what is typical of Bayer sensors [Jiang2013] and were then moved, as little as possible
 * (least squares with a prior), until a grey under known lights has the white points that are published for the
 * camera: the labels of Cube++ [Ershov2020] for `dslr`, `ct_curve` of libcamera's tuning files for
 * the `imx` sensors. So they stand in for those cameras; they are not measurements of them.
 *
 * [Jiang2013] What is the Space of Spectral Sensitivity Functions for Digital Color Cameras? WACV 2013.
 * [Ershov2020] The Cube++ Illumination Estimation Dataset, IEEE Access 2020.
 */
import { dotSpectra, type Spectrum, sampleSpectrum, splitGaussian } from './spectrum.js';
import { rgbToWhitePoint, type WhitePoint } from './white-point.js';

/** One channel's curve: height against green, peak, and sigma on either side, in nm. */
export interface SensitivityLobe {
  readonly height: number;
  readonly peakNm: number;
  readonly shortNm: number;
  readonly longNm: number;
}

/** A camera's curves as parameters. */
export interface CameraParameters {
  readonly red: SensitivityLobe;
  readonly green: SensitivityLobe;
  readonly blue: SensitivityLobe;
  /** Share of the red curve that leaks in the blue. */
  readonly redLeak: number;
  readonly irCutNm: number;
  readonly irWidthNm: number;
}

/** Sampled curves of one camera. */
export interface CameraSensitivity {
  readonly red: Spectrum;
  readonly green: Spectrum;
  readonly blue: Spectrum;
}

/** Fitted cameras, by the name that `data synth --camera` takes. */
export const CAMERAS = {
  /** Canon EOS 550D / 600D: daylight near (0.43, 0.70), halogen near (0.83, 0.34). */
  dslr: {
    red: { height: 0.64, peakNm: 601.2, shortNm: 16.2, longNm: 52.2 },
    green: { height: 1, peakNm: 531.4, shortNm: 42.1, longNm: 42.8 },
    blue: { height: 1.219, peakNm: 456.4, shortNm: 25.1, longNm: 24.4 },
    redLeak: 0.032,
    irCutNm: 679.7,
    irWidthNm: 12.85,
  },
  /** Raspberry Pi camera module 2 (Sony IMX219). */
  imx219: {
    red: { height: 0.916, peakNm: 591.7, shortNm: 25.9, longNm: 33 },
    green: { height: 1, peakNm: 529.7, shortNm: 43.3, longNm: 44.2 },
    blue: { height: 0.997, peakNm: 467, shortNm: 20.4, longNm: 36.1 },
    redLeak: 0.009,
    irCutNm: 668.4,
    irWidthNm: 12.06,
  },
  /** Raspberry Pi high quality camera (Sony IMX477). */
  imx477: {
    red: { height: 0.433, peakNm: 592.6, shortNm: 25, longNm: 32.2 },
    green: { height: 1, peakNm: 530.6, shortNm: 43.4, longNm: 45.6 },
    blue: { height: 1.069, peakNm: 465.2, shortNm: 20.8, longNm: 34 },
    redLeak: 0.006,
    irCutNm: 669,
    irWidthNm: 12.03,
  },
  /** Raspberry Pi camera module 3 (Sony IMX708), a phone sensor. */
  imx708: {
    red: { height: 0.636, peakNm: 601.5, shortNm: 21.1, longNm: 45.7 },
    green: { height: 1, peakNm: 532.2, shortNm: 39.1, longNm: 43.7 },
    blue: { height: 1.004, peakNm: 458.9, shortNm: 21.4, longNm: 27.1 },
    redLeak: 0.026,
    irCutNm: 671.5,
    irWidthNm: 11.82,
  },
} as const satisfies Readonly<Record<string, CameraParameters>>;

/** Name of a fitted camera. */
export type CameraName = keyof typeof CAMERAS;

const UV_EDGE_NM = 405;
const UV_WIDTH_NM = 6;

function lobeAt(nm: number, { peakNm, shortNm, longNm }: SensitivityLobe): number {
  return splitGaussian(nm, peakNm, shortNm, longNm);
}

/** The sampled curves of a camera's parameters. */
export function cameraSensitivity(camera: CameraParameters): CameraSensitivity {
  const { red, green, blue, redLeak, irCutNm, irWidthNm } = camera;
  const behindFilters = (curve: (nm: number) => number): Spectrum =>
    sampleSpectrum((nm) => {
      const infrared = 1 + Math.exp((nm - irCutNm) / irWidthNm);
      const ultraviolet = 1 + Math.exp((UV_EDGE_NM - nm) / UV_WIDTH_NM);
      return curve(nm) / (infrared * ultraviolet);
    });
  const redLeaks = (nm: number): number =>
    redLeak * splitGaussian(nm, 450, 25, 25) + 0.04 * splitGaussian(nm, 535, 30, 30);
  return {
    red: behindFilters((nm) => red.height * (lobeAt(nm, red) + redLeaks(nm))),
    green: behindFilters((nm) => green.height * lobeAt(nm, green)),
    blue: behindFilters(
      (nm) => blue.height * (lobeAt(nm, blue) + 0.03 * splitGaussian(nm, 545, 35, 35)),
    ),
  };
}

/** Linear camera RGB of a radiance spectrum, in its scale. */
export function spectrumToCameraRgb(
  radiance: Spectrum,
  { red, green, blue }: CameraSensitivity,
): [number, number, number] {
  return [dotSpectra(radiance, red), dotSpectra(radiance, green), dotSpectra(radiance, blue)];
}

/** What the camera sees of a grey under a light. */
export function spectrumToWhitePoint(light: Spectrum, camera: CameraSensitivity): WhitePoint {
  return rgbToWhitePoint(...spectrumToCameraRgb(light, camera));
}

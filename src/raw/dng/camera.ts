/**
 * What a DNG says of its camera: matrices from XYZ to the camera (AnalogBalance x CameraCalibration x ColorMatrix), the white that
 * it chose, exposure [DNG 1.7.1, chapter 6].
 */
import { type ColourMatrix, multiplyMatrices, xyToCct } from '../../color/temperature/index.js';
import type { CalibrationMatrix, FrameDetails, RawCamera } from '../reader/raw-frame.js';
import type { TiffDirectory, TiffFile } from '../tiff/tiff-file.js';
import { TAG } from '../tiff/tiff-tags.js';
import { illuminantKelvin } from './illuminant.js';

const MATRICES = [
  [TAG.colorMatrix1, TAG.calibrationIlluminant1, TAG.cameraCalibration1],
  [TAG.colorMatrix2, TAG.calibrationIlluminant2, TAG.cameraCalibration2],
  [TAG.colorMatrix3, TAG.calibrationIlluminant3, TAG.cameraCalibration3],
] as const;

/** Temperature of a matrix whose light is not stated: D65, as dcraw's tables have it. */
const DEFAULT_KELVIN = 6500;

/** Reads a tag where it may stand: in the first directory, or in the raw picture's. */
type Find = (tag: number, most?: number) => number[] | undefined;

function finder({ first }: TiffFile, raw: TiffDirectory): Find {
  return (tag, most = 64) => first.numbers(tag, most) ?? raw.numbers(tag, most);
}

/** Throws RawFormatError for tags that are cut. */
export function cameraOf(file: TiffFile, raw: TiffDirectory): RawCamera {
  const find = finder(file, raw);
  const colourMatrices = calibrationsOf(find);
  const neutral = neutralOf(find, colourMatrices);
  const name = nameOf(file.first);
  const exposure = shotNumber(file, find, TAG.exposureTime);
  const iso = shotNumber(file, find, TAG.isoSpeedRatings);
  return {
    ...(name === '' ? {} : { name }),
    ...(colourMatrices.length === 0 ? {} : { colourMatrices }),
    ...(neutral === undefined ? {} : { asShotNeutral: neutral }),
    ...(exposure === undefined ? {} : { exposureSeconds: exposure }),
    ...(iso === undefined ? {} : { iso }),
    ...takenAtOf(file),
  };
}

/** Exif's `2026:11:27 09:30:00`; nothing where the clock was never set. */
function takenAtOf({ exif, first }: TiffFile): { readonly takenAt?: string } {
  const text =
    exif?.text(TAG.dateTimeOriginal) ??
    first.text(TAG.dateTimeOriginal) ??
    first.text(TAG.dateTime);
  const [, year, month, day, time] =
    /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text ?? '') ?? [];
  const takenAt = `${year}-${month}-${day}T${time}`;
  return Number.isNaN(Date.parse(`${takenAt}Z`)) ? {} : { takenAt };
}

function nameOf(first: TiffDirectory): string {
  const unique = first.text(TAG.uniqueCameraModel);
  if (unique) return unique;
  const [make = '', model = ''] = [first.text(TAG.make), first.text(TAG.model)];
  return model.startsWith(make) ? model : `${make} ${model}`;
}

/** Positive and finite, in Exif or in the first directory; 1/0 and 0 say nothing. */
function shotNumber({ exif }: TiffFile, find: Find, tag: number): number | undefined {
  const value = (exif?.numbers(tag, 64) ?? find(tag))?.[0];
  return value !== undefined && value > 0 && Number.isFinite(value) ? value : undefined;
}

/** The matrices as the file has them. */
export function colorMatricesOf(file: TiffFile, raw: TiffDirectory): FrameDetails['colorMatrices'] {
  const find = finder(file, raw);
  return MATRICES.flatMap(([tag, light]) => {
    const matrix = matrixOf(find, tag);
    return matrix === undefined ? [] : [{ illuminant: find(light)?.[0] ?? 0, matrix }];
  });
}

function matrixOf(find: Find, tag: number): ColourMatrix | undefined {
  const values = find(tag);
  const isMatrix = values?.length === 9 && values.every(Number.isFinite);
  return isMatrix ? (values as unknown as ColourMatrix) : undefined;
}

function calibrationsOf(find: Find): CalibrationMatrix[] {
  const [red = 1, green = 1, blue = 1] = find(TAG.analogBalance) ?? [];
  const balance: ColourMatrix = [red, 0, 0, 0, green, 0, 0, 0, blue];
  const isBalance = [red, green, blue].every((v) => v > 0 && Number.isFinite(v));
  return MATRICES.flatMap(([tag, light, calibrationTag]) => {
    const matrix = matrixOf(find, tag);
    if (matrix === undefined) return [];
    const calibration = matrixOf(find, calibrationTag);
    const calibrated = calibration ? multiplyMatrices(calibration, matrix) : matrix;
    const xyzToCamera = isBalance ? multiplyMatrices(balance, calibrated) : calibrated;
    return [{ cctKelvin: illuminantKelvin(find(light)?.[0] ?? 0) ?? DEFAULT_KELVIN, xyzToCamera }];
  });
}

type Neutral = readonly [red: number, green: number, blue: number];

/** AsShotNeutral, which is a direction, else what AsShotWhiteXY looks like to the camera. */
function neutralOf(find: Find, matrices: readonly CalibrationMatrix[]): Neutral | undefined {
  const stated = find(TAG.asShotNeutral);
  if (stated?.length === 3 && stated.every(isPositive)) return stated as unknown as Neutral;
  const [x = 0, y = 0] = find(TAG.asShotWhiteXY) ?? [];
  if (!(x > 0 && y > 0 && x + y < 1) || matrices.length === 0) return undefined;
  const neutral = xyToNeutral({ x, y }, matrices);
  return neutral.every(isPositive) ? neutral : undefined;
}

function isPositive(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}

/**
 * What the camera sees of a chromaticity, its largest value 1: by the matrix between those of the nearest lights, in proportion to
 * the inverse of temperature.
 */
export function xyToNeutral(
  { x, y }: { readonly x: number; readonly y: number },
  matrices: readonly CalibrationMatrix[],
): Neutral {
  const m = matrixAt(1 / xyToCct({ x, y }).cctKelvin, matrices);
  const [X, Z] = [x / y, (1 - x - y) / y];
  const rgb = [0, 3, 6].map((row) => m[row] * X + m[row + 1] + m[row + 2] * Z);
  const largest = Math.max(...rgb);
  return [rgb[0] / largest, rgb[1] / largest, rgb[2] / largest];
}

function matrixAt(inverse: number, matrices: readonly CalibrationMatrix[]): readonly number[] {
  const sorted = matrices
    .map(({ cctKelvin, xyzToCamera }) => ({ at: 1 / cctKelvin, m: xyzToCamera }))
    .sort((a, b) => a.at - b.at);
  const above = sorted.findIndex(({ at }) => at >= inverse);
  if (above <= 0) return sorted[above === 0 ? 0 : sorted.length - 1].m;
  const [low, high] = [sorted[above - 1], sorted[above]];
  const share = (inverse - low.at) / (high.at - low.at);
  return low.m.map((value, i) => value + share * (high.m[i] - value));
}

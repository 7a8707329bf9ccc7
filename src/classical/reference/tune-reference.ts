/**
 * The grid search by which the reference system chose cap and green limit of its Bayesian baseline: on the
 * training set, by the mean over images of the SUM of the squared errors of r and b (half of it is what a mean
 * over both components would be).
 */
import type { WhitePoint } from '../../color/index.js';
import type { GpHyperparameters } from '../curve/gaussian-process.js';
import { thumbnailZoneMeans } from '../libcamera/zone-statistics.js';
import type { Thumbnail } from '../statistical/thumbnail-planes.js';
import {
  createReferenceAwb,
  createReferenceSearch,
  REFERENCE_AWB_PARAMETERS,
  type ReferenceAwbParameters,
} from './reference-awb.js';
import { fitReferenceCurve, fitReferenceHyperparameters } from './reference-curve.js';

/** A picture and its light. */
export interface LabelledThumbnail {
  readonly thumbnail: Thumbnail;
  readonly whitePoint: WhitePoint;
}

export interface ReferenceTrial {
  readonly deltaLimit: number;
  readonly minGreen: number;
  /** Mean over images of (r - r^)^2 + (b - b^)^2. */
  readonly squaredErrorSum: number;
}

export interface TunedReference {
  readonly parameters: ReferenceAwbParameters;
  /** Of the curve. */
  readonly hyperparameters: GpHyperparameters;
  readonly estimate: (thumbnail: Thumbnail) => WhitePoint;
  readonly tried: readonly ReferenceTrial[];
}

/** The grid the reference system searched. */
export const REFERENCE_GRID = {
  deltaLimit: [0.1, 0.15, 0.25, 0.35],
  minGreen: [0.0001, 0.001, 0.005],
} as const;

/**
 * Fits the curve to the training labels, tries the whole grid, keeps the best (the first of equals).
 * Throws RangeError for labels too few to carry a curve.
 */
export function tuneReferenceAwb(
  training: readonly LabelledThumbnail[],
  {
    grid = REFERENCE_GRID,
    onTrial,
  }: {
    grid?: { readonly deltaLimit: readonly number[]; readonly minGreen: readonly number[] };
    /** Called after each trial with how many of how many are done. */
    onTrial?: (trial: ReferenceTrial, done: number, total: number) => void;
  } = {},
): TunedReference {
  const lights = training.map(({ whitePoint }) => whitePoint);
  const hyperparameters = fitReferenceHyperparameters(lights);
  const curve = fitReferenceCurve(lights, hyperparameters);
  const { columns: width, rows: height } = REFERENCE_AWB_PARAMETERS;
  const pictures = training.map(({ thumbnail, whitePoint }) => ({
    zoneMeans: thumbnailZoneMeans(thumbnail, { width, height }),
    whitePoint,
  }));
  const tried: ReferenceTrial[] = [];
  const total = grid.deltaLimit.length * grid.minGreen.length;
  for (const deltaLimit of grid.deltaLimit) {
    for (const minGreen of grid.minGreen) {
      const estimate = createReferenceSearch(curve, {
        ...REFERENCE_AWB_PARAMETERS,
        deltaLimit,
        minGreen,
      });
      const trial = { deltaLimit, minGreen, squaredErrorSum: squaredErrorSum(estimate, pictures) };
      tried.push(trial);
      onTrial?.(trial, tried.length, total);
    }
  }
  const { deltaLimit, minGreen } = tried.reduce((best, trial) =>
    trial.squaredErrorSum < best.squaredErrorSum ? trial : best,
  );
  const parameters = { ...REFERENCE_AWB_PARAMETERS, deltaLimit, minGreen };
  return { parameters, hyperparameters, estimate: createReferenceAwb(curve, parameters), tried };
}

function squaredErrorSum(
  estimate: (zoneMeans: Float64Array) => WhitePoint,
  pictures: readonly { zoneMeans: Float64Array; whitePoint: WhitePoint }[],
): number {
  let sum = 0;
  for (const { zoneMeans, whitePoint } of pictures) {
    const { r, b } = estimate(zoneMeans);
    sum += (r - whitePoint.r) ** 2 + (b - whitePoint.b) ** 2;
  }
  return sum / pictures.length;
}

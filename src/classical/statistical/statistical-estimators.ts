/**
 * Statistical white-balance estimators: one formula covers them all [vandeWeijer2007],
 *   light_c proportional to ( mean over pixels of |d^n f_c,sigma / dx^n|^p )^(1/p),   c = R, G, B
 *   | name                | n | p        | sigma | source
 *   | grey world          | 0 | 1        | 0     | Buchsbaum 1980
 *   | white patch         | 0 | infinity | 0     | Land 1977
 *   | shades of grey      | 0 | 6        | 0     | Finlayson, Trezzi 2004
 *   | general grey world  | 0 | p        | > 0   | [vandeWeijer2007]
 *   | grey edge, order n  | n | p        | > 0   | [vandeWeijer2007]
 * Masked pixels weigh by their coverage, clipped pixels are left out. A picture from which nothing can be
 * said (all masked, all clipped, black, or without an edge) gives null.
 */

import type { WhitePoint } from '../../color/index.js';
import { CLIPPED_VALUE } from '../../constants/index.js';
import {
  countedPlanes,
  derivativePlanes,
  smoothPlanes,
  type Thumbnail,
  type WeightedPlanes,
} from './thumbnail-planes.js';

/** Linear value (0..1) from which a pixel counts as clipped, unless told otherwise. */
export const DEFAULT_CLIP_LEVEL = CLIPPED_VALUE;

export interface StatisticalOptions {
  /** Pixels with any channel at or above this linear value are left out; Infinity keeps all. */
  readonly clipLevel?: number;
  /** What the constant estimator answers: the training set's mean; neutral ({1, 1}: no correction) by default. */
  readonly constant?: WhitePoint;
}

/** A thumbnail gives a white point, or null where it says nothing. */
export type ThumbnailEstimator = (
  thumbnail: Thumbnail,
  options?: StatisticalOptions,
) => WhitePoint | null;

/** The members of the family: derivative order n, Minkowski norm p, smoothing sigma in thumbnail pixels. */
export interface EdgeFamilyMember {
  readonly order: 0 | 1 | 2;
  readonly norm: number;
  readonly sigmaPx: number;
}

/**
 * Norms and smoothing for thumbnails of about 64x64 pixels, where one pixel stands for many of the full picture:
 * chosen on a quarter of Cube+'s training part, among norms 1 to 9 and sigmas of half a pixel to two.
 */
export const EDGE_FAMILY = {
  greyWorld: { order: 0, norm: 1, sigmaPx: 0 },
  whitePatch: { order: 0, norm: Number.POSITIVE_INFINITY, sigmaPx: 0 },
  shadesOfGrey: { order: 0, norm: 6, sigmaPx: 0 },
  generalGreyWorld: { order: 0, norm: 9, sigmaPx: 0.7 },
  greyEdge1: { order: 1, norm: 4, sigmaPx: 0.5 },
  greyEdge2: { order: 2, norm: 6, sigmaPx: 1 },
} as const satisfies Record<string, EdgeFamilyMember>;

/**
 * Weighted Minkowski mean of a plane, (sum w v^p / sum w)^(1/p); the maximum over counted pixels for p = infinity. The
 * plain mean (p = 1) takes values below 0 with their sign, as noise averages out; a power takes them for 0.
 * Values are scaled by the maximum first, so that a high p does not underflow. 0 where nothing counts.
 */
export function minkowskiMean(plane: Float64Array, weights: Float64Array, norm: number): number {
  let largest = 0;
  for (let i = 0; i < plane.length; i++) {
    if (weights[i] > 0 && plane[i] > largest) largest = plane[i];
  }
  if (largest === 0 || norm === Number.POSITIVE_INFINITY) return largest;
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < plane.length; i++) {
    if (!(weights[i] > 0)) continue;
    const value = plane[i] / largest;
    sum += weights[i] * (norm === 1 ? value : Math.max(0, value) ** norm);
    mass += weights[i];
  }
  return largest * Math.max(0, sum / mass) ** (1 / norm);
}

function whitePointOf({ planes, weights }: WeightedPlanes, norm: number): WhitePoint | null {
  const [red, green, blue] = planes.map((plane) => minkowskiMean(plane, weights, norm));
  return red > 0 && green > 0 && blue > 0 ? { r: red / green, b: blue / green } : null;
}

/** An estimator of the family above; norm >= 1, sigmaPx >= 0. Throws RangeError otherwise. */
export function createEdgeEstimator({
  order,
  norm,
  sigmaPx,
}: EdgeFamilyMember): ThumbnailEstimator {
  if (!(norm >= 1)) throw new RangeError(`edge estimator: expected norm >= 1, got ${norm}`);
  if (!(sigmaPx >= 0))
    throw new RangeError(`edge estimator: expected sigmaPx >= 0, got ${sigmaPx}`);
  return (thumbnail, { clipLevel = DEFAULT_CLIP_LEVEL } = {}) => {
    const smoothed = smoothPlanes(countedPlanes(thumbnail, clipLevel), sigmaPx);
    return whitePointOf(order === 0 ? smoothed : derivativePlanes(smoothed, order), norm);
  };
}

/** What a constant should answer: the mean of the training white points; null for none. */
export function meanWhitePoint(whitePoints: readonly WhitePoint[]): WhitePoint | null {
  if (whitePoints.length === 0) return null;
  let r = 0;
  let b = 0;
  for (const whitePoint of whitePoints) {
    r += whitePoint.r;
    b += whitePoint.b;
  }
  return { r: r / whitePoints.length, b: b / whitePoints.length };
}

/** Answers `options.constant` whatever the picture; null for one that is wholly masked. */
const constant: ThumbnailEstimator = (thumbnail, { constant: answer = { r: 1, b: 1 } } = {}) => {
  const { weights } = countedPlanes(thumbnail, Number.POSITIVE_INFINITY);
  return weights.some((weight) => weight > 0) ? answer : null;
};

/** All of them by name, in the order tables show them. */
export const STATISTICAL_ESTIMATORS = {
  constant,
  'grey-world': createEdgeEstimator(EDGE_FAMILY.greyWorld),
  'white-patch': createEdgeEstimator(EDGE_FAMILY.whitePatch),
  'shades-of-grey': createEdgeEstimator(EDGE_FAMILY.shadesOfGrey),
  'general-grey-world': createEdgeEstimator(EDGE_FAMILY.generalGreyWorld),
  'grey-edge-1': createEdgeEstimator(EDGE_FAMILY.greyEdge1),
  'grey-edge-2': createEdgeEstimator(EDGE_FAMILY.greyEdge2),
} as const satisfies Record<string, ThumbnailEstimator>;

export type StatisticalEstimatorName = keyof typeof STATISTICAL_ESTIMATORS;

/** The Bayesian AWB as a thumbnail estimator beside the statistical ones: zones of a thumbnail, one estimate. */

import type { WhitePoint } from '../../color/index.js';
import { UNKNOWN_LUX } from '../../constants/index.js';
import type { Thumbnail } from '../statistical/thumbnail-planes.js';
import { AwbController } from './awb-controller.js';
import type { BayesianAwbParameters } from './awb-parameters.js';
import { awbResultToWhitePoint, createBayesianAwb } from './bayesian-awb.js';
import { thumbnailToZones } from './zone-statistics.js';

/** The grid of a Raspberry Pi 4; a Pi 5 has 32 x 32, on which the stock priors weigh five times less. */
export const DEFAULT_ZONE_GRID = { columns: 16, rows: 12 } as const;

export interface ThumbnailBayesOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly lux?: number;
  readonly mode?: string;
}

/**
 * White point of one thumbnail, by what a camera would show: where too few zones are usable, the gains it starts
 * with (the curve at 4000 K).
 */
export function createThumbnailBayes(
  parameters: BayesianAwbParameters,
  {
    columns = DEFAULT_ZONE_GRID.columns,
    rows = DEFAULT_ZONE_GRID.rows,
    lux = UNKNOWN_LUX,
    mode,
  }: ThumbnailBayesOptions = {},
): (thumbnail: Thumbnail) => WhitePoint {
  const estimate = createBayesianAwb(parameters);
  const start = new AwbController(parameters).status;
  return (thumbnail) => {
    const zones = thumbnailToZones(thumbnail, { width: columns, height: rows });
    return awbResultToWhitePoint(estimate(zones, { lux, mode }) ?? start);
  };
}

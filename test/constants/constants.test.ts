/** Numbers that models, kernels, exports and pages share: a file made last year still means what it meant. */
import { expect, it } from 'vitest';
import * as constants from '../../dist/constants/index.js';

it('are what models were trained and exports were checked with', () => {
  expect({ ...constants }).toEqual({
    // 1.4 of the 14335 levels of a 14-bit camera, and a little below its white level.
    BLACK_CELL: 0.0001,
    CLIPPED_VALUE: 0.98,
    // Of the confidence: infer/confidence.ts and docs/exposure.md.
    ENOUGH_USABLE: 0.5,
    HALF_SPREAD_DEGREES: 8,
    HALF_LUMINANCE: 0.0005,
    // Of the check of levels: raw/level-check.ts.
    BELOW_BLACK_LIMIT: 0.5,
    ABOVE_WHITE_LIMIT: 0.1,
    // PyTorch's.
    LEAKY_SLOPE: 0.01,
    NEUTRAL: 1,
    // libcamera's, where a frame has no lux.
    UNKNOWN_LUX: 400,
  });
});

/* The header of an exported model: what a camera's engineer reads. Functions and guards are named after the model. */
#ifndef DEEPAWB_MODEL_H
#define DEEPAWB_MODEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "../given/status.h"

#include "../given/frames.h"

#include "../given/sizes.h"

/*
 * White point of a thumbnail, [HEIGHT][WIDTH][4]: linear R, G, B in 0..1, means over the visible part of each cell, and
 * coverage, the share of the cell that is visible, 0..1. Cells of coverage 0 may hold any finite colour.
 *
 * white_point[0] = r = R/G and white_point[1] = b = B/G of a grey surface; gains[0] = 1/r and gains[1] = 1/b, what red and
 * blue are multiplied by (green by 1). Both are written, finite and above 0, unless their pointer is null; gains may be
 * null. Where the status is not DEEPAWB_OK they hold THE_FALLBACK.
 */
int deepawb_model_estimate(const float *thumbnail, float *white_point, float *gains);

/*
 * The same from a linear raw picture, [height][width][3] of R, G, B with the black level left in. Pixels of 0, 0, 0 are
 * masked; others are clipped to black..white and averaged by exact area.
 */
int deepawb_model_estimate_raw16(const uint16_t *rgb, size_t width, size_t height, uint16_t black,
    uint16_t white, float *white_point, float *gains);

/*
 * The same from a frame as a camera gives it: R, G, B or a Bayer mosaic, with a stride, levels and a mask of its own. Values
 * are clipped at white, keep their sign below black and are averaged by exact area; cells are then clipped at black. Pixels of
 * 0, 0, 0 count, unless the mask says otherwise. Nothing between the rows is read.
 */
int deepawb_model_estimate_frame(const struct deepawb_frame *frame, float *white_point, float *gains);

/*
 * The same from zone statistics, any number of zones, spread over the thumbnail by area and count. Zones that counted no
 * pixel are masked. Counts that are not finite or below 0, and means that are NaN, are DEEPAWB_BAD_VALUE.
 */
int deepawb_model_estimate_zones(const struct deepawb_zones *zones, float *white_point, float *gains);

/*
 * How far the last estimate may be trusted, 0..1: the share of the frame that tells a colour, how much the lights agree
 * that the network mixes, and how bright the frame was. It orders estimates and is no probability. 0 before the first
 * estimate and wherever the status was not DEEPAWB_OK. Computed when asked for, from what the estimate left.
 */
float deepawb_model_confidence(void);

/*
 * By how many degrees (recovery error) the last white point is likely to be off, in the mean of pictures like this one, up
 * to 180: what was found on pictures that took no part in the training. -1 before the first estimate, wherever the status
 * was not DEEPAWB_OK, and always from a model that was not calibrated.
 */
float deepawb_model_expected_error(void);

#ifdef __cplusplus
}
#endif

#endif

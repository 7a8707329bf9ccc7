/* Stands in the header of every exported model, so that one program may hold several. */
#include <stddef.h>
#include <stdint.h>

#ifndef DEEPAWB_FRAMES
#define DEEPAWB_FRAMES
/* How the values of a frame lie: R, G, B of each pixel side by side, or a Bayer mosaic by the colours of its first cell of
   2x2, row by row from the frame's corner. */
enum deepawb_layout { DEEPAWB_RGB = 1, DEEPAWB_RGGB = 2, DEEPAWB_BGGR = 3, DEEPAWB_GRBG = 4, DEEPAWB_GBRG = 5 };

/* A linear frame. Fields that are left out of an initialiser are 0, which is meant for stride, black and mask. */
struct deepawb_frame {
  const uint16_t *data; /* values with the black level left in, row by row */
  size_t width, height; /* in pixels, 1..65535; of a mosaic 2..65535, and an odd last row or column is left out */
  size_t stride;        /* uint16 values (half the bytes) from one row to the next; 0: rows without a gap */
  enum deepawb_layout layout;
  float black[4];       /* what means no light, 0 or more: of R, G, B, or of a cell's four values, row by row */
  float white;          /* where the sensor is full, above each black */
  const uint8_t *mask;  /* [height][width], not 0 where a pixel does not count, and its cell of a mosaic; or null */
};

/* Statistics of an image processor: a grid of zones over the frame, row by row. Either means or sums; the other is null. */
struct deepawb_zones {
  size_t rows, columns; /* 1..4096 */
  const float *means;   /* [rows][columns][3]: linear R, G, B above black; below it with their sign */
  const int64_t *sums;  /* [rows][columns][3]: the same as sums over the pixels that `counts` counts */
  const float *counts;  /* [rows][columns]: pixels that were counted, 0 or more; null beside means: all alike */
  float white;          /* mean of a full sensor, above 0 */
};
#endif

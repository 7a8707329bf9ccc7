/* Where a convolution reads. */
#pragma once
#include <stddef.h>

/* The part of a convolution's window that lies inside the map: rows of it, and floats of a row. */
struct window {
  int runs, length;
  ptrdiff_t x_step, weight_step, pixel_step;
};

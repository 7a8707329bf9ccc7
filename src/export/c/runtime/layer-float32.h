/* A convolution whose weights are floats. */
#pragma once
#include "lanes.h"

struct convolution {
  int height, width, inputs;    /* of the map that it reads */
  int kernel, stride, padding;
  int rows, columns, channels;  /* of the map that it makes, before any pooling */
  float slope;                  /* max(v, slope v) follows; 1 where nothing does */
  const float *weights;         /* [panel of 8 channels][kernel][kernel][inputs][8] */
  const float *bias;            /* [channels], zeroes up to a multiple of 16 */
};

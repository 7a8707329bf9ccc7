/**
 * Convolution without a copy of its input: a row of taps is a run of kernel x inputs floats that lie side by side in
 * a map [row][column][channel], each of them multiplied into as many output channels as two vectors hold. Pixels whose
 * window leaves the map take the part of it that lies inside.
 */
import type { WeightFormat } from '../../weight-format.js';
import type { CFunction } from '../c-function.js';
import { LANES, LARGER } from './lanes.js';

/** Output channels that lie side by side in the weights. */
export const PANEL_CHANNELS = 8;
/** Biases are read for two vectors of eight at a time. */
export const BIAS_MULTIPLE = 16;

const layerType = (weights: string): CFunction => ({
  needs: [LANES],
  source: `\
struct convolution {
  int height, width, inputs;    /* of the map that it reads */
  int kernel, stride, padding;
  int rows, columns, channels;  /* of the map that it makes, before any pooling */
  float slope;                  /* max(v, slope v) follows; 1 where nothing does */
${weights}
  const float *bias;            /* [channels], zeroes up to a multiple of 16 */
};`,
});

const FLOAT_LAYER = layerType(
  '  const float *weights;         /* [panel of 8 channels][kernel][kernel][inputs][8] */',
);
const INT8_LAYER = layerType(`\
  const int8_t *weights;        /* [panel of 8 channels][kernel][kernel][inputs][8], to be scaled by */
  const float *scales;          /* [channels], zeroes up to a multiple of 8 */`);

const WINDOW: CFunction = {
  needs: [],
  source: `\
/* The part of a convolution's window that lies inside the map: rows of it, and floats of a row. */
struct window {
  int runs, length;
  ptrdiff_t x_step, weight_step, pixel_step;
};`,
};

const FINISH: CFunction = {
  needs: [LANES],
  source: `\
/* max(v, slope v) of slopes from 0 to 1. */
static inline lanes activated(lanes v, float slope) {
  const lanes zero = {0.0f};
  const lane_bits positive = v > zero;
  return CHOOSE(positive, v, v * slope);
}

/* Stores as many channels as there are left. */
static void store_part(float *y, lanes v, int left) {
  float values[LANES];
  store(values, v);
  for (int i = 0; i < left && i < LANES; i++) y[i] = values[i];
}`,
};

/** Pixels beside each other, each in two accumulators: p and q are the weights of channels c and c + LANES. */
function tile(pixels: number): CFunction {
  const each = (line: (i: number) => string, separator = '\n') =>
    Array.from({ length: pixels }, (_, i) => line(i)).join(separator);
  const both = (
    line: (name: string, address: string, second: string) => string,
    separator = '\n  ',
  ) =>
    each(
      (i) =>
        `${line(`a${i}`, `y + ${i} * channels`, '')}${separator}${line(`b${i}`, `y + ${i} * channels + LANES`, ' - LANES')}`,
      separator,
    );
  return {
    needs: [WINDOW, FINISH],
    source: `\
static void multiply_${pixels}(const struct window *window, const float *x, const float *p, const float *q,
                       const float *bias, float slope, float *y, int channels, int left) {
  ${each((i) => `const float *x${i} = x + ${i} * window->pixel_step;`, '\n  ')}
  ${each((i) => `lanes a${i} = load(bias), b${i} = load(bias + LANES);`, '\n  ')}
  for (int run = 0; run < window->runs; run++) {
    for (ptrdiff_t i = 0; i < window->length; i++) {
      lanes u = load(p + 8 * i), v = load(q + 8 * i);
      KEEP(u);
      KEEP(v);
      ${each((i) => `a${i} += u * x${i}[i];\n      b${i} += v * x${i}[i];`, '\n      ')}
    }
    ${each((i) => `x${i} += window->x_step;`, '\n    ')}
    p += window->weight_step;
    q += window->weight_step;
  }
  ${both((name) => `${name} = activated(${name}, slope);`)}
  if (left >= 2 * LANES) {
    ${both((name, at) => `store(${at}, ${name});`, '\n    ')}
  } else {
    ${both((name, at, second) => `store_part(${at}, ${name}, left${second});`, '\n    ')}
  }
}`,
  };
}

const FLOAT_PANELS: CFunction = {
  needs: [FLOAT_LAYER],
  source: `\
/* Weights of two panels, the second at *size floats; the same twice at the end. */
static const float *panels_at(const struct convolution *layer, int channel, ptrdiff_t *size) {
  const ptrdiff_t taps = (ptrdiff_t)layer->kernel * layer->kernel * layer->inputs;
  *size = channel / 8 * 8 + 8 < layer->channels ? 8 * taps : 0;
  return layer->weights + channel / 8 * 8 * taps;
}`,
};

const INT8_PANELS: CFunction = {
  needs: [INT8_LAYER],
  source: `\
/* Weights of two panels as floats, the second at *size floats; the same twice at the end. */
static const float *panels_at(const struct convolution *layer, int channel, ptrdiff_t *size) {
  static float panels[PANELS_FLOATS];
  const ptrdiff_t taps = (ptrdiff_t)layer->kernel * layer->kernel * layer->inputs;
  const int count = LANES == 8 && channel + 8 < layer->channels ? 2 : 1;
  const int8_t *codes = layer->weights + channel / 8 * 8 * taps;
  const float *scales = layer->scales + channel / 8 * 8;
  float *to = panels;
  for (int panel = 0; panel < count; panel++, scales += 8) {
    for (ptrdiff_t tap = 0; tap < taps; tap++, codes += 8, to += 8) {
      for (int i = 0; i < 8; i++) to[i] = (float)codes[i] * scales[i];
    }
  }
  *size = count == 2 ? 8 * taps : 0;
  return panels;
}`,
};

const convolveRows = (panels: CFunction): CFunction => ({
  needs: [tile1, tile4, panels],
  source: `\
/* Columns for which the whole window lies inside the map, first to last. */
static void inner_columns(const struct convolution *layer, int *first, int *last) {
  const int room = layer->width - layer->kernel + layer->padding;
  *first = (layer->padding + layer->stride - 1) / layer->stride;
  *last = room < 0 ? -1 : room / layer->stride;
  if (*last > layer->columns - 1) *last = layer->columns - 1;
}

/* One row of a convolution's output, [column][channel], for channels from c on, whose weights are p and q. */
static void convolve_row(const struct convolution *layer, const float *x, int row, int c, const float *p,
                         const float *q, float *y) {
  const int kernel = layer->kernel, inputs = layer->inputs, channels = layer->channels;
  const int top = row * layer->stride - layer->padding;
  const int i0 = top < 0 ? -top : 0;
  const int i1 = top + kernel > layer->height ? layer->height - top : kernel;
  struct window window = {i1 - i0, 0, (ptrdiff_t)layer->width * inputs, (ptrdiff_t)kernel * inputs * 8,
                          (ptrdiff_t)layer->stride * inputs};
  const float *bias = layer->bias + c;
  int first, last;
  inner_columns(layer, &first, &last);
  x += (top + i0) * window.x_step;
  p += i0 * window.weight_step;
  q += i0 * window.weight_step;
  for (int column = 0; column < layer->columns;) {
    float *out = y + (ptrdiff_t)column * channels + c;
    const int left = column * layer->stride - layer->padding;
    if (column >= first && column + 3 <= last) {
      window.length = kernel * inputs;
      multiply_4(&window, x + (ptrdiff_t)left * inputs, p, q, bias, layer->slope, out, channels, channels - c);
      column += 4;
    } else {
      const int j0 = left < 0 ? -left : 0;
      const int j1 = left + kernel > layer->width ? layer->width - left : kernel;
      const ptrdiff_t skipped = (ptrdiff_t)j0 * inputs;
      window.length = (j1 - j0) * inputs;
      multiply_1(&window, x + (ptrdiff_t)left * inputs + skipped, p + 8 * skipped, q + 8 * skipped, bias,
                 layer->slope, out, channels, channels - c);
      column++;
    }
  }
}

/* Rows of a convolution's output: weights are fetched once for all of them. */
static void convolve_rows(const struct convolution *layer, const float *x, int row, int rows, float *y) {
  const ptrdiff_t step = (ptrdiff_t)layer->columns * layer->channels;
  for (int c = 0; c < layer->channels; c += 2 * LANES) {
    ptrdiff_t size;
    const float *panels = panels_at(layer, c, &size);
    const float *p = panels + c % 8;
    const float *q = c % 8 + LANES < 8 ? p + LANES : panels + size;
    for (int i = 0; i < rows; i++) convolve_row(layer, x, row + i, c, p, q, y + i * step);
  }
}`,
});

const tile1 = tile(1);
const tile4 = tile(4);
const ROWS = { float32: convolveRows(FLOAT_PANELS), int8: convolveRows(INT8_PANELS) } as const;

const CONVOLVE_SOURCE = `\
static void convolve(const struct convolution *layer, const float *x, float *y) {
  convolve_rows(layer, x, 0, layer->rows, y);
}`;

const POOL_SOURCE = `\
/* 2x2 maxima of two lines, [column][channel]. */
static void pool_lines(const float *upper, ptrdiff_t step, int columns, int channels, float *y) {
  const float *lower = upper + step;
  for (int column = 0; column < columns; column++) {
    int c = 0;
    for (; c + LANES <= channels; c += LANES) {
      const lanes above = larger(load(upper + c), load(upper + channels + c));
      const lanes below = larger(load(lower + c), load(lower + channels + c));
      store(y + c, larger(above, below));
    }
    for (; c < channels; c++) {
      float most = upper[c];
      if (upper[channels + c] > most) most = upper[channels + c];
      if (lower[c] > most) most = lower[c];
      if (lower[channels + c] > most) most = lower[channels + c];
      y[c] = most;
    }
    upper += 2 * channels;
    lower += 2 * channels;
    y += channels;
  }
}

/* A convolution and a 2x2 max pool of stride 2 behind it; lines holds two rows. */
static void convolve_pooled(const struct convolution *layer, const float *x, float *lines, float *y) {
  const ptrdiff_t step = (ptrdiff_t)layer->columns * layer->channels;
  const int columns = layer->columns / 2;
  for (int row = 0; row < layer->rows / 2; row++) {
    convolve_rows(layer, x, 2 * row, 2, lines);
    pool_lines(lines, step, columns, layer->channels, y + (ptrdiff_t)row * columns * layer->channels);
  }
}`;

/** `convolve(layer, x, y)`: also dense layers, as convolutions of one pixel. */
export const CONVOLVE: Record<WeightFormat, CFunction> = {
  float32: { needs: [ROWS.float32], source: CONVOLVE_SOURCE },
  int8: { needs: [ROWS.int8], source: CONVOLVE_SOURCE },
};

/** `convolve_pooled(layer, x, lines, y)`. */
export const CONVOLVE_POOLED: Record<WeightFormat, CFunction> = {
  float32: { needs: [ROWS.float32, LARGER], source: POOL_SOURCE },
  int8: { needs: [ROWS.int8, LARGER], source: POOL_SOURCE },
};

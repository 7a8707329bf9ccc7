/** Pools: windows, and whole maps with or without weights. */
import type { CFunction } from '../c-function.js';
import { LANES } from './lanes.js';

interface WindowPool {
  readonly name: string;
  /** Statement that takes in another value v. */
  readonly step: string;
  readonly first: string;
  /** Statement at a window's end. */
  readonly end: string;
}

const windowPool = ({ name, first, step, end }: WindowPool): CFunction => ({
  needs: [],
  source: `\
/* Windows are cut where a map is smaller than they are. */
static void ${name}(const float *x, int height, int width, int channels, int size, int stride, int rows,
                    int columns, float *y) {
  const int tall = size < height ? size : height, wide = size < width ? size : width;
  for (int row = 0; row < rows; row++) {
    for (int column = 0; column < columns; column++, y += channels) {
      const float *from = x + ((ptrdiff_t)row * stride * width + (ptrdiff_t)column * stride) * channels;
      for (int c = 0; c < channels; c++) {
        float sum = ${first};
        for (int i = 0; i < tall; i++) {
          for (int j = 0; j < wide; j++) {
            const float v = from[((ptrdiff_t)i * width + j) * channels + c];
            ${step}
          }
        }
        y[c] = ${end};
      }
    }
  }
}`,
});

/** `max_pool(x, height, width, channels, size, stride, rows, columns, y)`. */
export const MAX_POOL = windowPool({
  name: 'max_pool',
  first: 'from[c]',
  step: 'if (v > sum) sum = v;',
  end: 'sum',
});

/** `average_pool(x, height, width, channels, size, stride, rows, columns, y)`. */
export const AVERAGE_POOL = windowPool({
  name: 'average_pool',
  first: '0.0f',
  step: 'sum += v;',
  end: 'sum / (float)(tall * wide)',
});

const mapSum = (type: 'lanes' | 'float', load: (address: string) => string) => `\
static inline ${type} map_sum_${type}(const float *x, const float *weights, int rows, int columns, int channels) {
  ${type} total = {0.0f};
  for (int row = 0; row < rows; row++) {
    ${type} sum = {0.0f};
    for (int column = 0; column < columns; column++, x += channels)
      sum += ${load('x')} * (weights ? *weights++ : 1.0f);
    total += sum;
  }
  return total;
}`;

/** `map_mean(x, weights or NULL, epsilon, rows, columns, channels, y)`: sum of w x / (sum of w + epsilon). */
export const MAP_MEAN: CFunction = {
  needs: [LANES],
  source: `\
/* Sums go by rows, because one float that adds up all pixels loses digits. */
${mapSum('lanes', (address) => `load(${address})`)}

${mapSum('float', (address) => `*${address}`)}

static void map_mean(const float *x, const float *weights, float epsilon, int rows, int columns, int channels,
                     float *y) {
  float total = (float)rows * (float)columns;
  if (weights) total = epsilon + map_sum_float(weights, NULL, rows, columns, 1);
  int c = 0;
  for (; c + LANES <= channels; c += LANES)
    store(y + c, map_sum_lanes(x + c, weights, rows, columns, channels) / total);
  for (; c < channels; c++) y[c] = map_sum_float(x + c, weights, rows, columns, channels) / total;
}`,
};

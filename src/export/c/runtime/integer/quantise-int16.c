/* quantise_int16(map, x, codes, step): x as whole numbers of 16 bits times *step, which is 1/4095 of the largest |x|. */
#include "quantise.h"

static inline sum_floats larger_size(sum_floats most, sum_floats v) {
  const sum_floats zero = {0.0f};
  const sum_floats size = PICK(v < zero, -v, v);
  return PICK(size > most, size, most);
}

static float largest_size(const float *x, ptrdiff_t count) {
  sum_floats most = {0.0f};
  float all[FINISHED] = {0.0f}, largest = 0.0f;
  ptrdiff_t i = 0;
  for (; i + FINISHED <= count; i += FINISHED) most = larger_size(most, load_floats(x + i));
  memcpy(all, x + i, (size_t)(count - i) * sizeof *x);
  most = larger_size(most, load_floats(all));
  memcpy(all, &most, sizeof all);
  for (int j = 0; j < FINISHED; j++) {
    if (all[j] > largest) largest = all[j];
  }
  return largest;
}

static void quantise_int16(const struct code_map *map, const float *x, uint8_t *codes, float *step) {
  const ptrdiff_t count = (ptrdiff_t)map->width * map->channels, line = code_line(map, 2);
  const float peak = largest_size(x, map->height * count);
  /* Below it the inverse would leave float32. */
  const float inverse = peak > 1e-30f ? 4095.0f / peak : 0.0f;
  uint8_t *to = first_code(map, 2, codes);
  *step = peak / 4095.0f;
  clear_border(map, 2, 0, codes);
  for (int row = 0; row < map->height; row++, x += count, to += line) {
    float last[FINISHED] = {0.0f};
    uint8_t shorts[2 * FINISHED];
    ptrdiff_t i = 0;
    for (; i + FINISHED <= count; i += FINISHED) store_shorts(to + 2 * i, ROUNDED(load_floats(x + i) * inverse));
    memcpy(last, x + i, (size_t)(count - i) * sizeof *x);
    store_shorts(shorts, ROUNDED(load_floats(last) * inverse));
    memcpy(to + 2 * i, shorts, 2 * (size_t)(count - i));
  }
}

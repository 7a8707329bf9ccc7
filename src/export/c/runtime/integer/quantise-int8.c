/* quantise_int8(map, x, byte_codes, codes): x as bytes, by steps that are known beforehand. */
#include "quantise.h"

static void quantise_int8(const struct code_map *map, const float *x, const struct byte_codes *as, uint8_t *codes) {
  const ptrdiff_t count = (ptrdiff_t)map->width * map->channels, line = code_line(map, 1);
  uint8_t *to = first_code(map, 1, codes);
  clear_border(map, 1, (as->zero - CODE_SHIFT) & 255, codes);
  for (int row = 0; row < map->height; row++, x += count, to += line) {
    float last[FINISHED] = {0.0f};
    uint8_t bytes[FINISHED];
    ptrdiff_t i = 0;
    for (; i + FINISHED <= count; i += FINISHED) store_bytes(to + i, byte_codes_of(as, load_floats(x + i)));
    memcpy(last, x + i, (size_t)(count - i) * sizeof *x);
    store_bytes(bytes, byte_codes_of(as, load_floats(last)));
    memcpy(to + i, bytes, (size_t)(count - i));
  }
}

/* Maps [row][column][channel] as codes, with a border of zeros as wide as the kernels that read them go beyond. */
#pragma once
#include <stddef.h>
#include "rounded.h"

/* A map of codes: its size without the border, and the numbers of a pixel. */
struct code_map {
  int height, width, channels, border;
};

/* Fills what lies around a map, `bytes` a number. */
static void clear_border(const struct code_map *map, int bytes, int zero, uint8_t *codes) {
  const size_t pixel = (size_t)map->channels * (size_t)bytes;
  const size_t side = (size_t)map->border * pixel, line = 2 * side + (size_t)map->width * pixel;
  const size_t above = (size_t)map->border * line, below = above + (size_t)map->height * line;
  memset(codes, zero, above);
  for (size_t at = above; at < below; at += line) {
    memset(codes + at, zero, side);
    memset(codes + at + line - side, zero, side);
  }
  memset(codes + below, zero, above);
}

/* Bytes from one row of a map to the next, and where its first pixel lies. */
static inline ptrdiff_t code_line(const struct code_map *map, int bytes) {
  return (ptrdiff_t)bytes * (map->width + 2 * map->border) * map->channels;
}

static inline uint8_t *first_code(const struct code_map *map, int bytes, uint8_t *codes) {
  return codes + map->border * (code_line(map, bytes) + (ptrdiff_t)bytes * map->channels);
}

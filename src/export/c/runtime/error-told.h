/* The degrees that the last estimate is likely to be off by. */
#pragma once
#include "confidence.c"
#include "given/memory.h"
#include "given/settings.h"

static float expected_error(void) {
  if (!last.has_light) return -1.0f;
  const float degrees = *(EXPECTED_ERROR);
  return degrees < 180.0f ? degrees : 180.0f;
}

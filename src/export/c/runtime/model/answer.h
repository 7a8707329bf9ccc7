/* What is answered, and where there is nothing better. */
#pragma once
#include <stddef.h>
#include "../confidence.c"
#include "../examine.c"
#include "../given/run.h"
#include "../given/settings.h"

static int is_positive(float value) { return value > 0.0f && value - value == 0.0f; }

static void answer(float r, float b, float *white_point, float *gains) {
  if (white_point != NULL) {
    white_point[0] = r;
    white_point[1] = b;
  }
  if (gains != NULL) {
    gains[0] = 1.0f / r;
    gains[1] = 1.0f / b;
  }
}

/* What is answered where there is nothing better. */
static void answer_without_light(float *white_point, float *gains) {
  last.has_light = 0;
  answer(FALLBACK_R, FALLBACK_B, white_point, gains);
}

static int estimate(const float *thumbnail, float *white_point, float *gains) {
  const int status = examine(thumbnail);
  if (status != DEEPAWB_OK) return status;
  const float *light = run(thumbnail);
  const float r = light[0], b = light[1];
  if (!(is_positive(r) && is_positive(b) && is_positive(1.0f / r) && is_positive(1.0f / b)))
    return DEEPAWB_NO_ANSWER;
  answer(r, b, white_point, gains);
  last.has_light = 1;
  last.r = r;
  last.b = b;
  return DEEPAWB_OK;
}

/* The functions that an exported model has. */
#include <stddef.h>
#include <stdint.h>
#include "../given/error.h"
#include "../given/memory.h"
#include "../make-thumbnail.c"
#include "answer.h"
#include "model.h"

int deepawb_model_estimate(const float *thumbnail, float *white_point, float *gains) {
  answer_without_light(white_point, gains);
  if (thumbnail == NULL || white_point == NULL) return DEEPAWB_BAD_ARGUMENT;
  return estimate(thumbnail, white_point, gains);
}

int deepawb_model_estimate_raw16(const uint16_t *rgb, size_t width, size_t height, uint16_t black,
    uint16_t white, float *white_point, float *gains) {
  float *thumbnail = memory + THUMBNAIL_AT;
  answer_without_light(white_point, gains);
  if (rgb == NULL || white_point == NULL || black >= white) return DEEPAWB_BAD_ARGUMENT;
  if (width < 1 || width > 65535 || height < 1 || height > 65535) return DEEPAWB_BAD_ARGUMENT;
  make_thumbnail(rgb, (uint32_t)width, (uint32_t)height, black, white, thumbnail);
  return estimate(thumbnail, white_point, gains);
}

float deepawb_model_confidence(void) { return confidence(); }

float deepawb_model_expected_error(void) { return expected_error(); }

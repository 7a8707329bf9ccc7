/* The functions of an exported model that take what a camera has. */
#include <stddef.h>
#include "../average-frame.c"
#include "../average-zones.c"
#include "../given/memory.h"
#include "answer.h"
#include "model.h"

int deepawb_model_estimate_frame(const struct deepawb_frame *frame, float *white_point, float *gains) {
  float *thumbnail = memory + THUMBNAIL_AT;
  answer_without_light(white_point, gains);
  if (white_point == NULL || !is_right_frame(frame)) return DEEPAWB_BAD_ARGUMENT;
  average_frame(frame, thumbnail);
  return estimate(thumbnail, white_point, gains);
}

int deepawb_model_estimate_zones(const struct deepawb_zones *zones, float *white_point, float *gains) {
  float *thumbnail = memory + THUMBNAIL_AT;
  const int status = white_point == NULL ? DEEPAWB_BAD_ARGUMENT : examine_zones(zones);
  answer_without_light(white_point, gains);
  if (status != DEEPAWB_OK) return status;
  average_zones(zones, thumbnail);
  return estimate(thumbnail, white_point, gains);
}

/* The functions of the filter over time: the twin of awb-filter.ts. */
#include <string.h>
#include "adapt.h"

static const struct deepawb_filter_settings DEFAULTS = DEFAULT_SETTINGS;

void deepawb_filter_defaults(struct deepawb_filter_settings *settings) {
  if (settings != NULL) *settings = DEFAULTS;
}

/* Settings are doubles, one after the other. */
static int are_settings(const struct deepawb_filter_settings *settings) {
  double values[sizeof *settings / sizeof(double)];
  memcpy(values, settings, sizeof values);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    if (!(values[i] >= 0.0 && values[i] < HUGE_VAL)) return 0;
  if (!(settings->speed > 0.0 && settings->speed <= 1.0)) return 0;
  if (settings->startup_frames < 1.0 || floor(settings->startup_frames) != settings->startup_frames) return 0;
  return 3.0 * ceil(settings->restless_cut_frames) <= (double)DEEPAWB_FILTER_RECENT;
}

/* With settings that have been checked. */
static void begin(struct deepawb_filter *filter, struct deepawb_filter_settings settings) {
  memset(filter, 0, sizeof *filter);
  filter->settings = settings;
  filter->noise = settings.first_noise * settings.first_noise;
  filter->recent.capacity = 3 * (size_t)ceil(settings.restless_cut_frames);
}

int deepawb_filter_init(struct deepawb_filter *filter, const struct deepawb_filter_settings *settings) {
  if (filter == NULL) return DEEPAWB_BAD_ARGUMENT;
  if (settings != NULL && are_settings(settings)) {
    begin(filter, *settings);
    return DEEPAWB_OK;
  }
  begin(filter, DEFAULTS);
  return settings == NULL ? DEEPAWB_OK : DEEPAWB_BAD_VALUE;
}

void deepawb_filter_reset(struct deepawb_filter *filter) {
  if (filter == NULL) return;
  begin(filter, filter->settings.speed > 0.0 ? filter->settings : DEFAULTS);
}

static int is_ratio(float value) { return (double)value >= LEAST_RATIO && (double)value <= GREATEST_RATIO; }

static int take_in(struct deepawb_filter *filter, int status, const float *white_point, float confidence,
                   float expected_error) {
  const double counts = status > DEEPAWB_OK ? 0.0 : (double)confidence;
  log_gains estimate;
  if (status < DEEPAWB_OK) return status;
  if (white_point == NULL) return DEEPAWB_BAD_ARGUMENT;
  if (!(is_ratio(white_point[0]) && is_ratio(white_point[1]))) return DEEPAWB_BAD_VALUE;
  if (!(confidence >= 0.0f && confidence <= 1.0f)) return DEEPAWB_BAD_VALUE;
  if (!((expected_error >= 0.0f && expected_error <= 180.0f) || expected_error == -1.0f))
    return DEEPAWB_BAD_VALUE;
  if (filter->frame > 0.0 && counts == 0.0) return DEEPAWB_OK;
  estimate.red = -log((double)white_point[0]);
  estimate.blue = -log((double)white_point[1]);
  adapt(filter, estimate, counts, (double)expected_error);
  return DEEPAWB_OK;
}

int deepawb_filter_update(struct deepawb_filter *filter, int status, const float *white_point, float confidence,
    float expected_error, float *gains) {
  int result = DEEPAWB_BAD_ARGUMENT;
  if (gains != NULL) gains[0] = gains[1] = 1.0f;
  if (filter == NULL || !(filter->settings.speed > 0.0)) return result;
  filter->is_cut = 0;
  result = take_in(filter, status, white_point, confidence, expected_error);
  if (gains != NULL) {
    gains[0] = (float)exp(filter->answer.red);
    gains[1] = (float)exp(filter->answer.blue);
  }
  return result;
}

/* Runs the exported filter as stdin says, a line a call, and then calls it wrongly. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deepawb_filter.h"

static int checks, failed;

#define CHECK(truth) (checks++, (truth) ? 0 : (failed++, fprintf(stderr, "line %d: %s\n", __LINE__, #truth)))

/* `s` begins with the settings that follow, all of them as doubles; `i` with none. */
static int begin(struct deepawb_filter *filter, char *line) {
  double values[sizeof(struct deepawb_filter_settings) / sizeof(double)];
  struct deepawb_filter_settings settings;
  char *at = line + 1;
  if (line[0] == 'i') return deepawb_filter_init(filter, NULL);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) values[i] = strtod(at, &at);
  memcpy(&settings, values, sizeof settings);
  return deepawb_filter_init(filter, &settings);
}

static void update(struct deepawb_filter *filter, char *line) {
  float values[4], gains[2] = {-1.0f, -1.0f};
  char *at;
  const int status = (int)strtol(line + 1, &at, 10);
  for (size_t i = 0; i < 4; i++) values[i] = strtof(at, &at);
  const int result = deepawb_filter_update(filter, status, values, values[2], values[3], gains);
  printf("%d %d %.9g %.9g %.17g %.17g\n", result, filter->is_cut, gains[0], gains[1], filter->answer.red,
         filter->answer.blue);
}

static int is_same(const struct deepawb_filter *a, const struct deepawb_filter *b) {
  return memcmp(a, b, sizeof *a) == 0;
}

static void call_wrongly(void) {
  static struct deepawb_filter zeroed, filter, before;
  struct deepawb_filter_settings settings;
  const float light[2] = {0.5f, 0.8f};
  float gains[2] = {0.0f, 0.0f};
  CHECK(deepawb_filter_init(NULL, NULL) == DEEPAWB_BAD_ARGUMENT);
  deepawb_filter_reset(NULL);
  deepawb_filter_defaults(NULL);
  CHECK(deepawb_filter_update(NULL, 0, light, 1.0f, -1.0f, gains) == DEEPAWB_BAD_ARGUMENT);
  CHECK(gains[0] == 1.0f && gains[1] == 1.0f);
  gains[0] = gains[1] = 0.0f;
  CHECK(deepawb_filter_update(&zeroed, 0, light, 1.0f, -1.0f, gains) == DEEPAWB_BAD_ARGUMENT);
  CHECK(gains[0] == 1.0f && gains[1] == 1.0f);
  CHECK(deepawb_filter_init(&filter, NULL) == DEEPAWB_OK);
  deepawb_filter_reset(&zeroed);
  CHECK(is_same(&filter, &zeroed));
  CHECK(deepawb_filter_update(&filter, 0, light, 1.0f, -1.0f, NULL) == DEEPAWB_OK);
  before = filter;
  CHECK(deepawb_filter_update(&filter, 0, NULL, 1.0f, -1.0f, gains) == DEEPAWB_BAD_ARGUMENT);
  CHECK(fabsf(gains[0] - 2.0f) < 1e-6f && fabsf(gains[1] - 1.25f) < 1e-6f);
  CHECK(deepawb_filter_update(&filter, DEEPAWB_BAD_VALUE, NULL, NAN, NAN, gains) == DEEPAWB_BAD_VALUE);
  CHECK(is_same(&filter, &before));
  deepawb_filter_reset(&filter);
  CHECK(is_same(&filter, &zeroed));
  deepawb_filter_defaults(&settings);
  settings.cut_frames = 6.0;
  CHECK(deepawb_filter_init(&filter, &settings) == DEEPAWB_OK && filter.settings.cut_frames == 6.0);
  CHECK(deepawb_filter_update(&filter, 0, light, 1.0f, -1.0f, NULL) == DEEPAWB_OK);
  deepawb_filter_reset(&filter);
  CHECK(filter.settings.cut_frames == 6.0 && filter.frame == 0.0);
}

static void set_wrongly(void) {
  static struct deepawb_filter filter, fresh;
  const struct deepawb_filter_settings *none = NULL;
  struct deepawb_filter_settings settings;
  deepawb_filter_init(&fresh, none);
#define REFUSED(field, value)                                              \
  do {                                                                     \
    deepawb_filter_defaults(&settings);                                    \
    settings.field = (value);                                              \
    CHECK(deepawb_filter_init(&filter, &settings) == DEEPAWB_BAD_VALUE);   \
    CHECK(is_same(&filter, &fresh));                                       \
  } while (0)
  REFUSED(speed, 0.0);
  REFUSED(speed, 1.01);
  REFUSED(speed, NAN);
  REFUSED(startup_frames, 0.0);
  REFUSED(startup_frames, 1.5);
  REFUSED(cut_frames, -1.0);
  REFUSED(near_sigma, NAN);
  REFUSED(least_weight, HUGE_VAL);
  REFUSED(restless_cut_frames, DEEPAWB_FILTER_RECENT / 3 + 0.5);
  REFUSED(restless_cut_frames, 1e300);
  deepawb_filter_defaults(&settings);
  settings.restless_cut_frames = DEEPAWB_FILTER_RECENT / 3;
  CHECK(deepawb_filter_init(&filter, &settings) == DEEPAWB_OK);
}

int main(void) {
  static struct deepawb_filter filter;
  static char line[4096];
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (line[0] == 'f') update(&filter, line);
    else if (line[0] == 'r') deepawb_filter_reset(&filter);
    else CHECK(begin(&filter, line) == DEEPAWB_OK);
  }
  call_wrongly();
  set_wrongly();
  fprintf(stderr, "%d of %d checks failed\n", failed, checks);
  return failed != 0;
}

/* Calls of an export named awb that the example has none for: frames with a mask, zones as sums or without counts, and calls
   that must be refused. With an argument it answers one frame of stdin; without it prints what was not as expected. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "awb.h"

static float white_point[2], gains[2];
static int failures, checks;

static void expect(const char *what, int is_true) {
  checks++;
  if (is_true) return;
  failures++;
  printf("not so: %s\n", what);
}

static void *read_bytes(size_t bytes) {
  void *data = malloc(bytes);
  if (data == NULL || fread(data, 1, bytes, stdin) != bytes) exit(2);
  return data;
}

static void print_answer(int status) {
  printf("%d %.9g %.9g %.9g %.9g %.9g %.9g\n", status, white_point[0], white_point[1], gains[0], gains[1],
         deepawb_awb_confidence(), deepawb_awb_expected_error());
}

/* masked LAYOUT WIDTH HEIGHT: values without a gap, then the mask. */
static void answer_masked(char **argv) {
  struct deepawb_frame frame = {.layout = (enum deepawb_layout)atoi(argv[2]), .black = {60, 61, 62, 63}, .white = 1023};
  size_t values;
  frame.width = strtoul(argv[3], NULL, 10);
  frame.height = strtoul(argv[4], NULL, 10);
  values = frame.width * frame.height * (frame.layout == DEEPAWB_RGB ? 3 : 1);
  frame.data = read_bytes(values * sizeof(uint16_t));
  frame.mask = read_bytes(frame.width * frame.height);
  print_answer(deepawb_awb_estimate_frame(&frame, white_point, gains));
  free((void *)(uintptr_t)frame.data);
  free((void *)(uintptr_t)frame.mask);
}

/* sums ROWS COLUMNS: sums, then counts; means ROWS COLUMNS: means alone. White is 1000. */
static void answer_zones(char **argv) {
  struct deepawb_zones zones = {.white = 1000};
  void *first, *counts = NULL;
  zones.rows = strtoul(argv[2], NULL, 10);
  zones.columns = strtoul(argv[3], NULL, 10);
  if (strcmp(argv[1], "sums") == 0) {
    zones.sums = first = read_bytes(3 * zones.rows * zones.columns * sizeof(int64_t));
    zones.counts = counts = read_bytes(zones.rows * zones.columns * sizeof(float));
  } else {
    zones.means = first = read_bytes(3 * zones.rows * zones.columns * sizeof(float));
  }
  print_answer(deepawb_awb_estimate_zones(&zones, white_point, gains));
  free(first);
  free(counts);
}

static const uint16_t values[16] = {900, 700, 900, 700, 700, 500, 700, 500, 900, 700, 900, 700, 700, 500, 700, 500};
static const struct deepawb_frame right = {values, 4, 4, 0, DEEPAWB_RGGB, {64, 64, 64, 64}, 1023, NULL};

static int is_refused(struct deepawb_frame frame) {
  white_point[0] = gains[0] = -1.0f;
  return deepawb_awb_estimate_frame(&frame, white_point, gains) == DEEPAWB_BAD_ARGUMENT && white_point[0] > 0.0f &&
         gains[0] == 1.0f / white_point[0] && deepawb_awb_confidence() == 0.0f;
}

static void test_frames(void) {
  struct deepawb_frame frame;
  expect("a right frame", deepawb_awb_estimate_frame(&right, white_point, NULL) == DEEPAWB_OK);
  expect("nowhere to write", deepawb_awb_estimate_frame(&right, NULL, gains) == DEEPAWB_BAD_ARGUMENT);
  expect("no frame", deepawb_awb_estimate_frame(NULL, white_point, gains) == DEEPAWB_BAD_ARGUMENT);
#define REFUSED(what, change) (frame = right, change, expect(what, is_refused(frame)))
  REFUSED("no data", frame.data = NULL);
  REFUSED("no layout", frame.layout = (enum deepawb_layout)0);
  REFUSED("an unknown layout", frame.layout = (enum deepawb_layout)6);
  REFUSED("a negative layout", frame.layout = (enum deepawb_layout)-1);
  REFUSED("no width", frame.width = 0);
  REFUSED("less than a cell across", frame.width = 1);
  REFUSED("less than a cell down", frame.height = 1);
  REFUSED("too wide", frame.width = 65536);
  REFUSED("too high", frame.height = 65536);
  REFUSED("a stride below the row", frame.stride = 3);
  REFUSED("black at white", frame.black[3] = 1023);
  REFUSED("black below 0", frame.black[0] = -1);
  REFUSED("black that is NaN", frame.black[1] = NAN);
  REFUSED("white that is NaN", frame.white = NAN);
  REFUSED("infinite white", frame.white = INFINITY);
  REFUSED("a stride of R, G, B below the row", (frame.layout = DEEPAWB_RGB, frame.width = 1, frame.stride = 2));
  frame = right;
  frame.layout = DEEPAWB_RGB;
  frame.width = frame.height = 1;
  frame.black[3] = NAN;
  expect("one pixel of R, G, B will do, and has no fourth level",
         deepawb_awb_estimate_frame(&frame, white_point, gains) == DEEPAWB_OK);
  frame = right;
  frame.stride = 4;
  frame.white = 500;
  expect("a full sensor", deepawb_awb_estimate_frame(&frame, white_point, gains) == DEEPAWB_CLIPPED);
  frame.white = 65535;
  for (int i = 0; i < 4; i++) frame.black[i] = 900;
  expect("no light", deepawb_awb_estimate_frame(&frame, white_point, gains) == DEEPAWB_BLACK);
}

static int status_of(struct deepawb_zones zones) {
  white_point[0] = -1.0f;
  const int status = deepawb_awb_estimate_zones(&zones, white_point, gains);
  expect("a white point above 0", white_point[0] > 0.0f);
  return status;
}

static void test_zones(void) {
  float means[6] = {0.4f, 0.5f, 0.3f, 0.2f, 0.3f, 0.2f}, counts[2] = {10, 20};
  const int64_t sums[6] = {4, 5, 3, 4, 6, 4};
  const struct deepawb_zones good = {.rows = 1, .columns = 2, .means = means, .counts = counts, .white = 1};
  struct deepawb_zones zones;
#define STATUS(what, status, change) (zones = good, change, expect(what, status_of(zones) == status))
  STATUS("right zones", DEEPAWB_OK, (void)0);
  STATUS("sums", DEEPAWB_OK, (zones.means = NULL, zones.sums = sums));
  STATUS("neither means nor sums", DEEPAWB_BAD_ARGUMENT, zones.means = NULL);
  STATUS("both", DEEPAWB_BAD_ARGUMENT, zones.sums = sums);
  STATUS("sums of nothing told", DEEPAWB_BAD_ARGUMENT, (zones.means = NULL, zones.sums = sums, zones.counts = NULL));
  STATUS("no rows", DEEPAWB_BAD_ARGUMENT, zones.rows = 0);
  STATUS("too many columns", DEEPAWB_BAD_ARGUMENT, zones.columns = 4097);
  STATUS("no white", DEEPAWB_BAD_ARGUMENT, zones.white = 0);
  STATUS("white that is NaN", DEEPAWB_BAD_ARGUMENT, zones.white = NAN);
  STATUS("infinite white", DEEPAWB_BAD_ARGUMENT, zones.white = INFINITY);
  STATUS("a count below 0", DEEPAWB_BAD_VALUE, counts[1] = -1);
  STATUS("a count that is NaN", DEEPAWB_BAD_VALUE, counts[1] = NAN);
  STATUS("an infinite count", DEEPAWB_BAD_VALUE, counts[1] = INFINITY);
  STATUS("nothing counted", DEEPAWB_MASKED, counts[0] = counts[1] = 0);
  STATUS("a mean that is NaN where nothing was counted", DEEPAWB_OK, (counts[0] = 3, means[4] = NAN));
  STATUS("a mean that is NaN", DEEPAWB_BAD_VALUE, counts[1] = 1);
  STATUS("an infinite mean is white", DEEPAWB_OK, means[4] = INFINITY);
  zones = good;
  expect("nowhere to write", deepawb_awb_estimate_zones(&zones, NULL, gains) == DEEPAWB_BAD_ARGUMENT);
  expect("no zones", deepawb_awb_estimate_zones(NULL, white_point, gains) == DEEPAWB_BAD_ARGUMENT);
}

int main(int argc, char **argv) {
  if (argc > 4) return answer_masked(argv), 0;
  if (argc > 3) return answer_zones(argv), 0;
  test_frames();
  test_zones();
  printf("%d of %d checks failed\n", failures, checks);
  return failures > 0;
}

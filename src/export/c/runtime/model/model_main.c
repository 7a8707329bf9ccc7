/* A small program around the exported functions: for trying them out, for tests and for measuring. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model.h"

enum kind { THUMBNAIL, RAW16, FRAME, ZONES };

struct job {
  enum kind kind;
  size_t width, height, bytes;
  unsigned char *data;
  struct deepawb_frame frame;
  struct deepawb_zones zones;
};

static int estimate_once(struct job *job, float *white_point, float *gains) {
  const uint16_t *values = (const uint16_t *)(const void *)job->data;
  const float *numbers = (const float *)(const void *)job->data;
  if (job->kind == RAW16)
    return deepawb_model_estimate_raw16(values, job->width, job->height, DEEPAWB_MODEL_BLACK_LEVEL,
                                        DEEPAWB_MODEL_WHITE_LEVEL, white_point, gains);
  if (job->kind == FRAME) {
    job->frame.data = values;
    return deepawb_model_estimate_frame(&job->frame, white_point, gains);
  }
  if (job->kind == ZONES) {
    job->zones.means = numbers;
    job->zones.counts = numbers + 3 * job->width * job->height;
    return deepawb_model_estimate_zones(&job->zones, white_point, gains);
  }
  return deepawb_model_estimate(numbers, white_point, gains);
}

static int compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print_time(double *seconds, long runs) {
  qsort(seconds, (size_t)runs, sizeof *seconds, compare);
  fprintf(stderr, "cpu microseconds per estimate: minimum %.2f, median %.2f of %ld runs\n", 1e6 * seconds[0],
          1e6 * seconds[runs / 2], runs);
}

/* CPU times of runs of as many estimates as a clock of microseconds needs. */
static int measure(struct job *job, long runs, float *white_point, float *gains) {
  double *seconds = malloc((size_t)runs * sizeof *seconds);
  long repeats = 1;
  if (seconds == NULL) return 1;
  for (clock_t start = clock(); clock() - start < CLOCKS_PER_SEC / 500; repeats++)
    estimate_once(job, white_point, gains);
  for (long run = 0; run < runs; run++) {
    const clock_t start = clock();
    for (long i = 0; i < repeats; i++) estimate_once(job, white_point, gains);
    seconds[run] = (double)(clock() - start) / CLOCKS_PER_SEC / (double)repeats;
  }
  print_time(seconds, runs);
  free(seconds);
  return 0;
}

static int read_frames(struct job *job, long runs) {
  size_t count;
  while ((count = fread(job->data, 1, job->bytes, stdin)) == job->bytes) {
    float white_point[2], gains[2];
    const int status = estimate_once(job, white_point, gains);
    printf("%d %.9g %.9g %.9g %.9g %.9g %.9g\n", status, white_point[0], white_point[1], gains[0], gains[1],
           deepawb_model_confidence(), deepawb_model_expected_error());
    fflush(stdout);
    if (runs > 0 && measure(job, runs, white_point, gains) != 0) return 1;
  }
  if (count == 0) return 0;
  fprintf(stderr, "expected frames of %lu bytes, got one of %lu\n", (unsigned long)job->bytes,
          (unsigned long)count);
  return 1;
}

static int layout_of(const char *name) {
  static const char *const patterns[4] = {"RGGB", "BGGR", "GRBG", "GBRG"};
  for (int i = 0; i < 4; i++)
    if (strcmp(name, patterns[i]) == 0) return (int)DEEPAWB_RGGB + i;
  return 0;
}

/* One level for all values, or up to four with commas between them. */
static void read_levels(const char *text, float *levels) {
  char *end;
  for (int i = 0; i < 4; i++) {
    levels[i] = strtof(text, &end);
    if (*end == ',') text = end + 1;
  }
}

/* WIDTH HEIGHT STRIDE BLACK WHITE. */
static void read_frame_arguments(char **argv, enum deepawb_layout layout, struct job *job) {
  struct deepawb_frame *frame = &job->frame;
  job->kind = FRAME;
  frame->layout = layout;
  frame->width = job->width = strtoul(argv[0], NULL, 10);
  frame->height = job->height = strtoul(argv[1], NULL, 10);
  frame->stride = strtoul(argv[2], NULL, 10);
  read_levels(argv[3], frame->black);
  frame->white = strtof(argv[4], NULL);
}

/* How many arguments were used; 0 where they are none that are known. */
static int read_arguments(int argc, char **argv, struct job *job) {
  const char *command = argc > 1 ? argv[1] : "";
  if (strcmp(command, "thumbnail") == 0) return 2;
  if (argc >= 4 && strcmp(command, "raw16") == 0) {
    job->kind = RAW16;
    job->width = strtoul(argv[2], NULL, 10);
    job->height = strtoul(argv[3], NULL, 10);
    return 4;
  }
  if (argc >= 7 && strcmp(command, "rgb16") == 0) {
    read_frame_arguments(argv + 2, DEEPAWB_RGB, job);
    return 7;
  }
  if (argc >= 8 && strcmp(command, "bayer") == 0) {
    read_frame_arguments(argv + 3, (enum deepawb_layout)layout_of(argv[2]), job);
    return job->frame.layout ? 8 : 0;
  }
  if (argc >= 5 && strcmp(command, "zones") == 0) {
    job->kind = ZONES;
    job->zones.rows = job->height = strtoul(argv[2], NULL, 10);
    job->zones.columns = job->width = strtoul(argv[3], NULL, 10);
    job->zones.white = strtof(argv[4], NULL);
    return 5;
  }
  return 0;
}

/* Bytes of what is read at a time. */
static size_t bytes_of(const struct job *job) {
  const size_t pixels = job->width * job->height;
  size_t row = job->width;
  if (job->kind == RAW16) return 3 * pixels * sizeof(uint16_t);
  if (job->kind != FRAME) return 4 * pixels * sizeof(float);
  if (job->frame.layout == DEEPAWB_RGB) row *= 3;
  if (job->frame.stride > row) row = job->frame.stride;
  return job->height * row * sizeof(uint16_t);
}

int main(int argc, char **argv) {
  struct job job = {THUMBNAIL, DEEPAWB_MODEL_WIDTH, DEEPAWB_MODEL_HEIGHT, 0, NULL, {0}, {0}};
  const int used = read_arguments(argc, argv, &job);
  int result;
  if (used == 0) {
    fprintf(stderr,
            "usage: %s thumbnail [RUNS] | raw16 WIDTH HEIGHT [RUNS] | rgb16 WIDTH HEIGHT STRIDE BLACK WHITE [RUNS]\n"
            "  | bayer RGGB|BGGR|GRBG|GBRG WIDTH HEIGHT STRIDE BLACK WHITE [RUNS] | zones ROWS COLUMNS WHITE [RUNS]\n",
            argv[0]);
    return 2;
  }
  if (job.width < 1 || job.width > 65535 || job.height < 1 || job.height > 65535 || job.frame.stride > 1000000) {
    fprintf(stderr, "expected a width and a height of 1 to 65535 and a stride up to 1000000\n");
    return 2;
  }
  job.bytes = bytes_of(&job);
  job.data = malloc(job.bytes);
  if (job.data == NULL) {
    fprintf(stderr, "no memory for a frame of %lu bytes\n", (unsigned long)job.bytes);
    return 1;
  }
  result = read_frames(&job, argc > used ? strtol(argv[used], NULL, 10) : 0);
  free(job.data);
  return result;
}

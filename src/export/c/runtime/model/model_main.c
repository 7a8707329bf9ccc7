/* A small program around the exported functions: for trying them out, for tests and for measuring. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model.h"

struct job {
  int is_raw;
  size_t width, height, bytes;
  unsigned char *frame;
};

static int estimate_once(const struct job *job, float *white_point, float *gains) {
  if (!job->is_raw) return deepawb_model_estimate((const float *)(const void *)job->frame, white_point, gains);
  return deepawb_model_estimate_raw16((const uint16_t *)(const void *)job->frame, job->width, job->height,
                                        DEEPAWB_MODEL_BLACK_LEVEL, DEEPAWB_MODEL_WHITE_LEVEL, white_point, gains);
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
static int measure(const struct job *job, long runs, float *white_point, float *gains) {
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

static int read_frames(const struct job *job, long runs) {
  size_t count;
  while ((count = fread(job->frame, 1, job->bytes, stdin)) == job->bytes) {
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

int main(int argc, char **argv) {
  struct job job = {0, DEEPAWB_MODEL_WIDTH, DEEPAWB_MODEL_HEIGHT, 0, NULL};
  int result, used = 2;
  if (argc >= 4 && strcmp(argv[1], "raw16") == 0) {
    job.is_raw = 1;
    job.width = strtoul(argv[2], NULL, 10);
    job.height = strtoul(argv[3], NULL, 10);
    used = 4;
  } else if (argc < 2 || strcmp(argv[1], "thumbnail") != 0) {
    fprintf(stderr, "usage: %s thumbnail [RUNS] | raw16 WIDTH HEIGHT [RUNS]\n", argv[0]);
    return 2;
  }
  if (job.width < 1 || job.width > 65535 || job.height < 1 || job.height > 65535) {
    fprintf(stderr, "expected a width and a height of 1 to 65535\n");
    return 2;
  }
  job.bytes = job.width * job.height * (job.is_raw ? 3 * sizeof(uint16_t) : 4 * sizeof(float));
  job.frame = malloc(job.bytes);
  if (job.frame == NULL) {
    fprintf(stderr, "no memory for a frame of %lu bytes\n", (unsigned long)job.bytes);
    return 1;
  }
  result = read_frames(&job, argc > used ? strtol(argv[used], NULL, 10) : 0);
  free(job.frame);
  return result;
}

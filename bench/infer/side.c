/*
 * One side of the inference benchmark: exported C, under the name `network`. Answers each line on stdin, `network CALLS`, with
 * the CPU and wall milliseconds of a call and the process's peak memory, as JSON. Argument: a file with the thumbnail.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "network.h"

static double clock_ms(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

/* Highest resident memory; getrusage would tell that of the parent, where it was larger. */
static long peak_kilobytes(void) {
  FILE *file = fopen("/proc/self/status", "r");
  char line[256];
  long kilobytes = 0;
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, "VmHWM:", 6) == 0) kilobytes = strtol(line + 6, NULL, 10);
  }
  if (file != NULL) fclose(file);
  return kilobytes;
}

int main(int argc, char **argv) {
  const size_t count = (size_t)DEEPAWB_NETWORK_HEIGHT * DEEPAWB_NETWORK_WIDTH * 4;
  float *thumbnail = malloc(count * sizeof *thumbnail), white_point[2] = {0};
  FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  char line[128];
  if (thumbnail == NULL || file == NULL || fread(thumbnail, sizeof *thumbnail, count, file) != count) {
    fprintf(stderr, "Error: expected a file with a thumbnail\n");
    return 1;
  }
  fclose(file);
  while (fgets(line, sizeof line, stdin) != NULL) {
    long calls = 0;
    if (sscanf(line, "network %ld", &calls) != 1 || calls < 1) return 1;
    const double wall = clock_ms(CLOCK_MONOTONIC), cpu = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
    for (long i = 0; i < calls; i++) {
      if (deepawb_network_estimate(thumbnail, white_point, NULL) != DEEPAWB_OK) return 1;
    }
    const double cpu_ms = (clock_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu) / (double)calls;
    const double wall_ms = (clock_ms(CLOCK_MONOTONIC) - wall) / (double)calls;
    printf("{\"cpuMs\":%.9g,\"wallMs\":%.9g,\"peakBytes\":%ld,\"answer\":[%.9g,%.9g]}\n", cpu_ms, wall_ms,
           1024 * peak_kilobytes(), white_point[0], white_point[1]);
    fflush(stdout);
  }
  free(thumbnail);
  return 0;
}

/*
 * Measures an exported model named `measured`: the twin of runner/measure.ts, which says what each figure means.
 * Needs POSIX clocks.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "measured.h"

struct runner_job {
  int whole; /* from the frame, or the network alone */
  size_t width, height;
  const uint16_t *rgb;
  const float *thumbnail;
};

static double runner_clock_ms(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static int runner_estimate(const struct runner_job *job) {
  float white_point[2], gains[2];
  if (!job->whole) return deepawb_measured_estimate(job->thumbnail, white_point, gains);
  return deepawb_measured_estimate_raw16(job->rgb, job->width, job->height, 2048, 16383, white_point, gains);
}

static int runner_compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void runner_print_statistics(const char *name, double *values, int runs) {
  const int middle = runs / 2;
  qsort(values, (size_t)runs, sizeof *values, runner_compare);
  printf("\"%s\":{\"runs\":%d,\"minimumMs\":%.9g,\"medianMs\":%.9g}", name, runs, values[0],
         runs % 2 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]));
}

static long runner_calls_per_batch(const struct runner_job *job) {
  long calls = 1;
  for (;; calls *= 2) {
    const double start = runner_clock_ms(CLOCK_MONOTONIC);
    for (long i = 0; i < calls; i++) runner_estimate(job);
    if (runner_clock_ms(CLOCK_MONOTONIC) - start >= 2.0 || calls >= 4096) return calls;
  }
}

static void runner_print_cost(const struct runner_job *job, int runs, double *cpu, double *wall) {
  const long calls = runner_calls_per_batch(job);
  for (int run = 0; run < runs; run++) {
    const double cpu_start = runner_clock_ms(CLOCK_PROCESS_CPUTIME_ID), wall_start = runner_clock_ms(CLOCK_MONOTONIC);
    for (long i = 0; i < calls; i++) runner_estimate(job);
    wall[run] = (runner_clock_ms(CLOCK_MONOTONIC) - wall_start) / (double)calls;
    cpu[run] = (runner_clock_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu_start) / (double)calls;
  }
  runner_print_statistics("cpu", cpu, runs);
  printf(",");
  runner_print_statistics("wall", wall, runs);
}

/* First line of a file that begins with a key, after the colon; the first line for an empty key. */
static int runner_read_line(const char *path, const char *key, char *text, size_t size) {
  FILE *file = fopen(path, "r");
  int found = 0;
  if (file == NULL) return 0;
  while (!found && fgets(text, (int)size, file) != NULL) {
    if (strncmp(text, key, strlen(key)) != 0) continue;
    if (*key) {
      const char *value = strchr(text, ':');
      if (value == NULL) continue;
      value += 1 + strspn(value + 1, " \t");
      memmove(text, value, strlen(value) + 1);
    }
    text[strcspn(text, "\r\n")] = '\0';
    found = 1;
  }
  fclose(file);
  return found;
}

static long runner_peak_bytes(void) {
  char text[256];
  struct rusage usage;
  if (runner_read_line("/proc/self/status", "VmHWM", text, sizeof text)) return 1024 * strtol(text, NULL, 10);
  return getrusage(RUSAGE_SELF, &usage) == 0 ? 1024 * usage.ru_maxrss : 0;
}

/*
 * Bytes that the program holds: of its own file (code, constants, weights) what is resident, where that is asked for, and
 * elsewhere what is its alone. Pages of the C library are no model's, and the kernel maps more or fewer of them from run to
 * run, as it does with weights that nobody has read yet: the count before the model leaves the file out whole, so that the
 * model's figure holds the few kilobytes of the measuring code. Negative where the kernel does not tell. The counters behind
 * VmHWM and VmRSS may be off by some hundred kilobytes, which is more than a small network takes.
 */
static long runner_held_bytes(int with_program) {
  char program[512], line[1024];
  const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  FILE *file = length > 0 ? fopen("/proc/self/smaps", "r") : NULL;
  long kilobytes = 0;
  int ours = 0;
  if (file == NULL) return -1;
  program[length] = '\0';
  while (fgets(line, sizeof line, file) != NULL) {
    unsigned long from, to;
    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, "%lx-%lx ", &from, &to) == 2) {
      const char *path = strchr(line, '/');
      ours = path != NULL && strcmp(path, program) == 0;
    } else if (ours && with_program && strncmp(line, "Rss:", 4) == 0) kilobytes += strtol(line + 4, NULL, 10);
    else if (!ours && strncmp(line, "Anonymous:", 10) == 0) kilobytes += strtol(line + 10, NULL, 10);
  }
  fclose(file);
  return 1024 * kilobytes;
}

static void runner_print_text(const char *name, const char *text) {
  printf("\"%s\":\"", name);
  for (; *text; text++)
    if (*text != '"' && *text != '\\' && (unsigned char)*text >= 32) putchar(*text);
  printf("\"");
}

static void runner_print_temperature(void) {
  double hottest = 0;
  char path[64], text[64];
  for (int zone = 0; zone < 32; zone++) {
    snprintf(path, sizeof path, "/sys/class/thermal/thermal_zone%d/temp", zone);
    if (!runner_read_line(path, "", text, sizeof text)) break;
    if (atof(text) / 1000 > hottest && atof(text) < 200000) hottest = atof(text) / 1000;
  }
  if (hottest > 0) printf("\"temperatureCelsius\":%.1f", hottest);
  else printf("\"temperatureCelsius\":null");
}

static void runner_print_machine(void) {
  struct utsname system;
  char text[256], joined[600];
  uname(&system);
  printf("\"machine\":{");
  runner_print_text("hostname", system.nodename);
  if (!runner_read_line("/proc/cpuinfo", "model name", text, sizeof text) &&
      !runner_read_line("/proc/device-tree/model", "", text, sizeof text)) strcpy(text, "unknown");
  printf(",");
  runner_print_text("cpuModel", text);
  printf(",\"cores\":%ld,", sysconf(_SC_NPROCESSORS_ONLN));
  runner_print_text("architecture", system.machine);
  snprintf(joined, sizeof joined, "%s %s", system.sysname, system.release);
  printf(",");
  runner_print_text("operatingSystem", joined);
  printf(",");
  if (runner_read_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "", text, sizeof text))
    runner_print_text("governor", text);
  else printf("\"governor\":null");
  printf(",");
  runner_print_temperature();
  printf(",\"versions\":{");
#ifdef __VERSION__
  runner_print_text("compiler", __VERSION__);
#endif
  printf("}}");
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: %s RUNS WARM_UP WIDTH HEIGHT\n", argv[0]);
    return 2;
  }
  const int runs = atoi(argv[1]), warm_up = atoi(argv[2]);
  struct runner_job job = {0, strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10), NULL, NULL};
  const size_t values = job.width * job.height * 3;
  const size_t cells = (size_t)DEEPAWB_MEASURED_WIDTH * DEEPAWB_MEASURED_HEIGHT;
  uint16_t *rgb = malloc(values * sizeof *rgb);
  float *thumbnail = malloc(4 * cells * sizeof *thumbnail);
  double *times = malloc(2 * (size_t)(runs > 0 ? runs : 1) * sizeof *times);
  if (rgb == NULL || thumbnail == NULL || times == NULL || runs < 1) {
    fprintf(stderr, "no memory for the frame\n");
    return 1;
  }
  for (size_t i = 0; i < values; i++) rgb[i] = (uint16_t)(2200 + i * 7919 % 12000);
  for (size_t i = 0; i < cells; i++) {
    const float light = 0.1f + 0.8f * (float)i / (float)cells;
    thumbnail[4 * i] = 0.5f * light;
    thumbnail[4 * i + 1] = light;
    thumbnail[4 * i + 2] = 0.7f * light;
    thumbnail[4 * i + 3] = 1;
  }
  job.rgb = rgb;
  job.thumbnail = thumbnail;
  const long baseline = runner_peak_bytes(), held = runner_held_bytes(0);
  const double start = runner_clock_ms(CLOCK_MONOTONIC);
  if (runner_estimate(&job) < 0) {
    fprintf(stderr, "the model refused the frame\n");
    return 1;
  }
  const double first = runner_clock_ms(CLOCK_MONOTONIC) - start;
  for (int i = 0; i < warm_up; i++) runner_estimate(&job);
  printf("{\"runner\":\"c\",\"network\":{");
  runner_print_cost(&job, runs, times, times + runs);
  job.whole = 1;
  for (int i = 0; i < 3 && i < warm_up; i++) runner_estimate(&job);
  printf("},\"frame\":{");
  runner_print_cost(&job, runs, times, times + runs);
  const long peak = runner_peak_bytes(), added = held < 0 ? peak - baseline : runner_held_bytes(1) - held;
  printf(",\"widthPx\":%lu,\"heightPx\":%lu},\"firstCallMs\":%.9g,", (unsigned long)job.width,
         (unsigned long)job.height, first);
  printf("\"memory\":{\"peakBytes\":%ld,\"baselineBytes\":%ld,\"modelBytes\":%ld},", peak, baseline, added);
  runner_print_machine();
  printf("}\n");
  free(rgb);
  free(thumbnail);
  free(times);
  return 0;
}

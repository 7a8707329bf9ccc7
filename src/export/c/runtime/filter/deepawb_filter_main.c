/* A small program around the filter over time: for trying it out, on what an exported model's program prints. */
#include <stdio.h>

#include "deepawb_filter.h"

int main(void) {
  static struct deepawb_filter filter;
  char line[512];
  deepawb_filter_init(&filter, NULL);
  while (fgets(line, sizeof line, stdin) != NULL) {
    int status, result;
    float white_point[2], confidence, expected_error, gains[2];
    if (sscanf(line, "%d %f %f %*f %*f %f %f", &status, &white_point[0], &white_point[1], &confidence,
               &expected_error) != 5) {
      fprintf(stderr, "expected status, r, b, red gain, blue gain, confidence, expected error, got: %s\n", line);
      return 1;
    }
    result = deepawb_filter_update(&filter, status, white_point, confidence, expected_error, gains);
    printf("%d %.9g %.9g %d %.17g %.17g\n", result, gains[0], gains[1], filter.is_cut, filter.answer.red,
           filter.answer.blue);
    fflush(stdout);
  }
  return 0;
}

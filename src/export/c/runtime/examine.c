/* Whether cells tell a colour, by the same limits of black and clipped as all ways to run a network. */
#include <stddef.h>
#include "confidence.c"
#include "given/settings.h"
#include "given/status.h"

/* Whether the cells are numbers, and whether one of them tells a colour. */
static int examine(const float *cell) {
  float usable = 0.0f, partly_clipped = 0.0f, clipped = 0.0f, black = 0.0f, light = 0.0f;
  for (ptrdiff_t i = 0; i < (ptrdiff_t)HEIGHT * WIDTH; i++, cell += 4) {
    const float r = cell[0], g = cell[1], b = cell[2], coverage = cell[3];
    const float sum = r + g + b;
    const float high = r > g ? (r > b ? r : b) : (g > b ? g : b);
    const float low = r < g ? (r < b ? r : b) : (g < b ? g : b);
    /* A number minus itself is 0 unless it is NaN or infinite. */
    if (!(sum - sum == 0.0f && coverage >= 0.0f && coverage <= 1.0f)) return DEEPAWB_BAD_VALUE;
    if (low >= CLIPPED) {
      clipped += coverage;
    } else if (high >= CLIPPED) {
      partly_clipped += coverage;
    } else {
      light += coverage * sum;
      if (high < BLACK) {
        black += coverage;
      } else {
        usable += coverage;
      }
    }
  }
  last.usable = usable / (float)(HEIGHT * WIDTH);
  last.luminance = usable + black > 0.0f ? light / (3.0f * (usable + black)) : 0.0f;
  if (partly_clipped > 0.0f) return DEEPAWB_OK;
  /* Single cells may reach higher by noise alone; the mean of all does not. */
  if (usable > 0.0f && light >= BLACK * 3.0f * (usable + black)) return DEEPAWB_OK;
  if (clipped + black + usable == 0.0f) return DEEPAWB_MASKED;
  return clipped >= black + usable ? DEEPAWB_CLIPPED : DEEPAWB_BLACK;
}

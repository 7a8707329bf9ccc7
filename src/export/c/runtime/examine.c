/* Whether cells tell a colour, by the same limits of black and clipped as all ways to run a network. */
#include <stddef.h>
#include "given/settings.h"
#include "given/status.h"

/* Whether the cells are numbers, and whether one of them tells a colour. */
static int examine(const float *cell) {
  float usable = 0.0f, clipped = 0.0f, black = 0.0f;
  for (ptrdiff_t i = 0; i < (ptrdiff_t)HEIGHT * WIDTH; i++, cell += 4) {
    const float r = cell[0], g = cell[1], b = cell[2], coverage = cell[3];
    const float sum = r + g + b;
    const float high = r > g ? (r > b ? r : b) : (g > b ? g : b);
    const float low = r < g ? (r < b ? r : b) : (g < b ? g : b);
    /* A number minus itself is 0 unless it is NaN or infinite. */
    if (!(sum - sum == 0.0f && coverage >= 0.0f && coverage <= 1.0f)) return DEEPAWB_BAD_VALUE;
    if (high < BLACK) {
      black += coverage;
    } else if (low < CLIPPED) {
      usable += coverage;
    } else {
      clipped += coverage;
    }
  }
  if (usable > 0.0f) return DEEPAWB_OK;
  if (clipped + black == 0.0f) return DEEPAWB_MASKED;
  return clipped >= black ? DEEPAWB_CLIPPED : DEEPAWB_BLACK;
}

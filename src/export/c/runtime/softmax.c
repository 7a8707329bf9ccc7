/* softmax(x, groups, group_step, members, member_step, y). */
#include <math.h>
#include <stddef.h>

static void softmax(const float *restrict x, ptrdiff_t groups, ptrdiff_t group_step, ptrdiff_t members,
                    ptrdiff_t member_step, float *restrict y) {
  for (ptrdiff_t group = 0; group < groups; group++, x += group_step, y += group_step) {
    float most = x[0], total = 0.0f, part = 0.0f;
    for (ptrdiff_t i = 1; i < members; i++) {
      if (x[i * member_step] > most) most = x[i * member_step];
    }
    for (ptrdiff_t i = 0; i < members; i++) {
      const float value = expf(x[i * member_step] - most);
      y[i * member_step] = value;
      part += value;
      /* One float that adds up all pixels loses digits. */
      if (i % 64 == 63) {
        total += part;
        part = 0.0f;
      }
    }
    total += part;
    for (ptrdiff_t i = 0; i < members; i++) y[i * member_step] /= total;
  }
}

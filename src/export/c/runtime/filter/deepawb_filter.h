/* The header of the filter over time: what a camera's engineer reads. */
#ifndef DEEPAWB_FILTER_H
#define DEEPAWB_FILTER_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "../given/status.h"

#include "../given/filter-settings.h"

/* Logarithms of the red and the blue gain. */
struct deepawb_log_gains {
  double red, blue;
};

/*
 * The filter of one camera. It belongs to the caller and holds no pointers, so it may be static, on the stack, or copied.
 * Only `is_cut` and `answer` are for reading from outside.
 */
struct deepawb_filter {
  int is_cut;                      /* whether the last update went over to another light */
  struct deepawb_log_gains answer; /* logarithms of the gains that hold; 0, 0 before the first estimate that counts */

  struct deepawb_filter_settings settings;
  double frame, age, averaged, noise;
  int is_drifting;
  struct deepawb_log_gains last;
  struct {
    struct deepawb_log_gains light;
    double frames, weight, first_distance;
  } challenger;
  struct {
    int is_known;
    double usual;
  } doubt;
  struct {
    struct deepawb_log_gains mean, side;
    double frames, excess;
  } drift;
  struct {
    double frames, longest, calm_frames, cycles;
    struct deepawb_log_gains base, way, mean;
    int is_there;
  } alternation;
  struct {
    int has_way;
    struct deepawb_log_gains way;
    double turns, still_frames, rest_frames;
  } restlessness;
  struct {
    double red[DEEPAWB_FILTER_RECENT], blue[DEEPAWB_FILTER_RECENT];
    size_t capacity, known, next;
  } recent;
};

/* Writes the settings that hold where none are given, for a caller that wants to change one. */
void deepawb_filter_defaults(struct deepawb_filter_settings *settings);

/*
 * Begins a filter that has seen nothing. A null pointer for `settings` means the defaults. DEEPAWB_OK, or
 * DEEPAWB_BAD_ARGUMENT for a null filter, or DEEPAWB_BAD_VALUE for a speed that is not above 0 and up to 1, for
 * startup_frames that are not 1, 2, 3 ..., for another setting below 0 or not finite, and for restless_cut_frames of more
 * than a third of DEEPAWB_FILTER_RECENT; the filter then begins with the defaults.
 */
int deepawb_filter_init(struct deepawb_filter *filter, const struct deepawb_filter_settings *settings);

/* Forgets all that the filter has seen and keeps its settings: for a camera that starts again, or changes its mode. */
void deepawb_filter_reset(struct deepawb_filter *filter);

/*
 * Takes a frame's estimate in, and says what to set the camera to. To be called once for each frame, at the camera's rate:
 * the filter counts frames and sees no clock. After a pause in which the light may have changed, call deepawb_filter_reset.
 *
 * status          what the model's estimate returned. Above 0, a frame without light, counts as confidence 0; below 0, a wrong
 *                 call, the frame is left out and the status returned.
 * white_point     r, b of the estimate, each within 1e-6 to 1e6.
 * confidence      0 to 1; a frame of 0 only counts where there is nothing else yet.
 * expected_error  degrees, 0 to 180; -1 where none is known. A frame of which more is expected than usual counts for less.
 * gains           red, blue: finite and above 0. May be null. Written whatever is returned: where nothing has been taken
 *                 in, with what holds (1, 1 before the first estimate that counts).
 *
 * DEEPAWB_OK; DEEPAWB_BAD_ARGUMENT for a null filter or white point and for a filter that was zeroed and never begun;
 * DEEPAWB_BAD_VALUE for a number outside its range or NaN. Only DEEPAWB_OK changes the filter, but for `is_cut`.
 */
int deepawb_filter_update(struct deepawb_filter *filter, int status, const float *white_point, float confidence,
    float expected_error, float *gains);

#ifdef __cplusplus
}
#endif

#endif

/* Settings of the filter over time, which the exporter prints from FILTER_SETTINGS of deepawb/infer. */
#pragma once
#ifndef DEEPAWB_FILTER_RECENT
#define DEEPAWB_FILTER_RECENT 90
#endif

struct deepawb_filter_settings {
  double speed, startup_frames;
  double cut_frames, settling_frames, brief_frames, restless_frames, restless_cut_frames;
  double stray_frames, beyond_chance, away_share, away_frames, near_difference, near_sigma;
  double turn_share, on_frames, onward_frames;
  double alternation_cycles, alternation_least_frames, alternation_frames;
  double receding_factor, receding_frames, agreement, challenger_frames, cut_degrees;
  double noise_rate, noise_clip, first_noise, least_noise;
  double averaged_frames, young_frames, young_step, held_step;
  double mean_rate, drift_sigma, drift_frames, drift_speed;
  double full_confidence, least_confidence, doubt_rate, usual_doubt, least_weight;
};

/** Estimates over time: the filter, and the numbers that its C must agree on. */
export { AwbFilter, type AwbFilterOptions, type FilteredAwb } from './awb-filter.js';
export {
  CALM_SPEED,
  CALM_STARTUP_FRAMES,
  FILTER_SETTINGS,
  type FilterSettings,
  GREATEST_RATIO,
  LEAST_DEGREES,
  LEAST_RATIO,
  LOGISTIC_SLOPE,
} from './filter-settings.js';

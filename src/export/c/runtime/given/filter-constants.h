/* Constants of the filter over time, which the exporter prints from those of deepawb/infer. */
#pragma once
#define LEAST_RATIO 1e-6
#define GREATEST_RATIO 1e6
#define LEAST_DEGREES 0.01
#define LOGISTIC_SLOPE 1.702
#define SQRT_HALF 0.7071067811865476
#define DEGREES_PER_RADIAN 57.29577951308232
#define DEFAULT_SETTINGS {0}

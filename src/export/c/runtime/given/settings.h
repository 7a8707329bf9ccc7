/* What the exporter prints at the head of a source file, here with values of no model, so that files compile alone. */
#pragma once

#define HEIGHT 6
#define WIDTH 8
#define PANELS_FLOATS 4096
#define BLACK 0.0001f
#define CLIPPED 0.98f
#define ENOUGH_USABLE 0.5f
#define HALF_SPREAD_DEGREES 8.0f
#define HALF_LUMINANCE 0.0005f
#define FALLBACK_R 0.5f
#define FALLBACK_B 0.75f
#define THUMBNAIL_AT 0
#define EXPECTED_ERROR memory

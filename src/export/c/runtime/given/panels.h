/* How a layer holds its weights: the exporter takes one of these. */
#pragma once
#ifdef INT8_WEIGHTS
#include "../panels-int8.h"
#else
#include "../panels-float32.h"
#endif

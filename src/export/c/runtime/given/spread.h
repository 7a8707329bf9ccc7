/* How much the lights disagree that the network mixes: the exporter takes one of these. */
#pragma once
#ifdef NO_MIXTURE
#include "../spread-of-none.h"
#else
#include "../spread-of-lights.h"
#endif

/* The lights that the network mixes: how many, their shares after a pass, and their directions (r, 1, b) of length 1. */
#pragma once
#include "memory.h"

#define LIGHTS 2
#define SHARES memory

static const float directions[3 * LIGHTS] = {0.48f, 0.8f, 0.36f, 0.6f, 0.8f, 0.0f};

/* All that is computed on the way. The exporter plans how long it is. */
#pragma once

static float memory[4 * 6 * 8];

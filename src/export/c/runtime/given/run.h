/* The network: from the thumbnail to the address of r and b. The exporter prints its calls. */
#pragma once

static const float *run(const float *thumbnail) { return thumbnail; }

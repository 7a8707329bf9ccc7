/* A network that does not tell by how much it is likely to be off. */
#pragma once

static float expected_error(void) { return -1.0f; }

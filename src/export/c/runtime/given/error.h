/* By how much the last estimate is likely to be off: the exporter takes one of these. */
#pragma once
#ifdef NO_EXPECTED_ERROR
#include "../error-of-none.h"
#else
#include "../error-told.h"
#endif

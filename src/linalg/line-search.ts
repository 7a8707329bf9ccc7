/** What all line searches agree on. [Nocedal2006] Numerical Optimization, 2nd edition, section 3.1. */

/** Sufficient decrease c1: of what the slope promises, a step must bring this share. As usual for quasi-Newton methods. */
export const SUFFICIENT_DECREASE = 1e-4;

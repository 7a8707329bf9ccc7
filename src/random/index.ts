export { createRng, type Rng } from './rng.js';
export { createSobol, SOBOL_DIMENSIONS, type SobolSequence, sobolPolynomials } from './sobol.js';

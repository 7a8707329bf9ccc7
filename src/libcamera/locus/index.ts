export { type LocusPoint, locusAt, nearestOnLocus } from './locus.js';

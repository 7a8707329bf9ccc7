export {
  CANONICAL_CCT_KELVIN,
  type CanonicalSpace,
  canonicalLocus,
  canonicalWhitePointAt,
  ccmAt,
  fromCanonical,
  type LocusPoint,
  locusAt,
  mapWhitePoint,
  rawWhitePointAt,
  readCanonicalSpace,
  toCanonical,
} from './canonical-space.js';

export {
  CANONICAL_CCT_KELVIN,
  type CanonicalSpace,
  canonicalLocus,
  canonicalWhitePointAt,
  ccmAt,
  fromCanonical,
  type LocusPoint,
  mapWhitePoint,
  rawWhitePointAt,
  readCanonicalSpace,
  toCanonical,
} from './canonical-space.js';

/**
 * Signatures by which two pictures of one scene are recognised although no byte is the same: another light, exposure,
 * noise, size or a hand's breadth of camera movement.
 *
 *   1. a small thumbnail of zone means; logarithms of green, red/green, blue/green
 *   2. minus the mean of the surrounding zones, which takes out light, exposure and the sky above the ground
 *   3. x / sqrt(x^2 + s^2), so that one hard edge (every horizon) does not decide alone
 *   4. scaled to length 1: the dot product of two signatures is their correlation, -1..1
 *
 * Masked zones are 0 and count as no evidence.
 */
import { type RawImage, rawToThumbnail } from '../../raw/index.js';

export const SIGNATURE_SETTINGS = {
  zones: 16,
  /** Zones on each side of the mean that is taken out. */
  surround: 3,
  /** s of step 3. */
  softLimit: 0.1,
  /** Weight of the two colour planes beside green. */
  colourWeight: 0.5,
  /** Added before the logarithm: about the noise of one zone. */
  floor: 0.004,
} as const;

const { zones: ZONES } = SIGNATURE_SETTINGS;
const ZONE_COUNT = ZONES * ZONES;
const FLOATS = 3 * ZONE_COUNT;

/** 3 x 16 x 16 floats of length 1; all 0 for a picture without any contrast. */
export function pictureSignature(image: RawImage): Float32Array {
  const { colourWeight, floor } = SIGNATURE_SETTINGS;
  const zones = rawToThumbnail(image, { heightPx: ZONES, widthPx: ZONES });
  const planes = [0, 1, 2].map(() => new Float64Array(ZONE_COUNT));
  const counts = new Uint8Array(ZONE_COUNT);
  for (let i = 0; i < ZONE_COUNT; i++) {
    const green = Math.log(zones[4 * i + 1] + floor);
    planes[0][i] = green;
    planes[1][i] = Math.log(zones[4 * i] + floor) - green;
    planes[2][i] = Math.log(zones[4 * i + 2] + floor) - green;
    counts[i] = zones[4 * i + 3] > 0.5 ? 1 : 0;
  }
  const signature = new Float32Array(FLOATS);
  for (const [c, plane] of planes.entries()) {
    const out = signature.subarray(c * ZONE_COUNT, (c + 1) * ZONE_COUNT);
    writeDetail(plane, counts, c === 0 ? 1 : colourWeight, out);
  }
  const length = Math.hypot(...signature);
  return length > 0 ? signature.map((v) => v / length) : signature;
}

/** Steps 2 and 3 for one plane. */
function writeDetail(
  plane: Float64Array,
  counts: Uint8Array,
  weight: number,
  out: Float32Array,
): void {
  const { surround, softLimit } = SIGNATURE_SETTINGS;
  for (let y = 0, i = 0; y < ZONES; y++) {
    for (let x = 0; x < ZONES; x++, i++) {
      if (counts[i] === 0) continue;
      let sum = 0;
      let zones = 0;
      for (let v = Math.max(0, y - surround); v <= Math.min(ZONES - 1, y + surround); v++) {
        for (let u = Math.max(0, x - surround); u <= Math.min(ZONES - 1, x + surround); u++) {
          sum += counts[v * ZONES + u] * plane[v * ZONES + u];
          zones += counts[v * ZONES + u];
        }
      }
      const detail = plane[i] - sum / zones;
      out[i] = (weight * detail) / Math.sqrt(detail * detail + softLimit * softLimit);
    }
  }
}

/** Correlation of two pictures by their signatures, -1..1. */
export function signatureCorrelation(a: Float32Array, b: Float32Array): number {
  // Four sums, so that an addition need not wait for the one before: three times as fast. FLOATS is a multiple of 4.
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let i = 0; i < FLOATS; i += 4) {
    sum0 += a[i] * b[i];
    sum1 += a[i + 1] * b[i + 1];
    sum2 += a[i + 2] * b[i + 2];
    sum3 += a[i + 3] * b[i + 3];
  }
  return sum0 + sum1 + (sum2 + sum3);
}

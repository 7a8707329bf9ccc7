/** The thumbnail that all sides are asked about. */

/** Cells with some of everything, nothing clipped. */
export function thumbnailOf({ heightPx, widthPx }) {
  const pixels = new Float32Array(heightPx * widthPx * 4);
  for (let i = 0; i < heightPx * widthPx; i++) {
    const light = 0.05 + 0.9 * (((i * 7919) % 1009) / 1009);
    pixels.set([0.5 * light, light, 0.7 * light, 1], 4 * i);
  }
  return pixels;
}

/** The picture that charts are looked for in, and smaller ones made of it. */

/** Linear light, R, G, B side by side: black removed and not clipped there, 1 where the sensor is full. */
export interface ChartPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 3 x widthPx x heightPx. */
  readonly rgb: Float32Array;
}

/** Raw values side by side and their levels, as RawImage of `raw` has them. */
interface RawValues {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint16Array;
  readonly blackLevel: number;
  readonly whiteLevel: number;
}

/** Linear light of raw values; what lies below black keeps its sign, so that noise has no mean. Masked pixels (0, 0, 0) are 0. */
export function chartPicture(raw: RawValues): ChartPicture {
  const { widthPx, heightPx, rgb, blackLevel, whiteLevel } = raw;
  const out = new Float32Array(rgb.length);
  const scale = 1 / (whiteLevel - blackLevel);
  for (let i = 0; i < rgb.length; i += 3) {
    if ((rgb[i] | rgb[i + 1] | rgb[i + 2]) === 0) continue;
    for (let c = i; c < i + 3; c++) out[c] = Math.min(1, (rgb[c] - blackLevel) * scale);
  }
  return { widthPx, heightPx, rgb: out };
}

/** A picture whose pixels are means of `factor` x `factor` pixels of another. */
export interface PictureLevel extends ChartPicture {
  readonly factor: number;
}

/** The mean of every factor x factor block; what is left at the right and below is dropped. */
export function shrink(picture: ChartPicture, factor: number): PictureLevel {
  if (factor === 1) return { ...picture, factor };
  const { widthPx: fullWidth, rgb } = picture;
  const widthPx = Math.floor(fullWidth / factor);
  const heightPx = Math.floor(picture.heightPx / factor);
  const out = new Float32Array(3 * widthPx * heightPx);
  const scale = 1 / (factor * factor);
  for (let y = 0; y < heightPx; y++) {
    for (let dy = 0; dy < factor; dy++) {
      let from = 3 * (y * factor + dy) * fullWidth;
      for (let x = 0, o = 3 * y * widthPx; x < widthPx; x++, o += 3) {
        let [red, green, blue] = [0, 0, 0];
        for (let dx = 0; dx < factor; dx++, from += 3) {
          red += rgb[from];
          green += rgb[from + 1];
          blue += rgb[from + 2];
        }
        out[o] += red * scale;
        out[o + 1] += green * scale;
        out[o + 2] += blue * scale;
      }
    }
  }
  return { widthPx, heightPx, rgb: out, factor };
}

/** Weighted means of 3 x 3 pixels, 1 2 1 both ways: three eighths of the noise, edges a pixel wider. */
export function smooth(level: PictureLevel): PictureLevel {
  const { widthPx, heightPx, rgb } = level;
  const rows = new Float32Array(rgb.length);
  const out = new Float32Array(rgb.length);
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < 3 * widthPx; x++, i++) {
      const [left, right] = [x >= 3 ? i - 3 : i, x < 3 * widthPx - 3 ? i + 3 : i];
      rows[i] = 0.25 * (rgb[left] + 2 * rgb[i] + rgb[right]);
    }
  }
  const row = 3 * widthPx;
  for (let y = 0, i = 0; y < heightPx; y++) {
    const [above, below] = [y > 0 ? -row : 0, y < heightPx - 1 ? row : 0];
    for (let x = 0; x < row; x++, i++) {
      out[i] = 0.25 * (rows[i + above] + 2 * rows[i] + rows[i + below]);
    }
  }
  return { ...level, rgb: out };
}

/** Place in the full picture of a place in a level; both count from the middle of the first pixel. */
export function toFullPicture(level: PictureLevel, at: number): number {
  return (at + 0.5) * level.factor - 0.5;
}

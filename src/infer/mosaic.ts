/** Mosaics of any repeat (quad Bayer, X-Trans) brought to R, G and B, a pixel for each repeat, so that one way of averaging does for all. */
import type { MosaicFrame, RgbFrame } from './frame.js';

/**
 * A checked frame with one pixel for each repeat of its filters: the mean of each colour's values, 0 black, 1 white, clipped at
 * white and signed below black. A repeat with a masked value is masked; rows and columns that make no whole repeat are left out.
 */
export function mosaicToRgb(frame: MosaicFrame): RgbFrame {
  const { widthPx, rows, columns, colours, data, mask, stride = widthPx } = frame;
  const across = Math.floor(widthPx / columns);
  const down = Math.floor(frame.heightPx / rows);
  const { blacks, scales } = levelsOf(frame);
  const weights = colours.map((c) => 1 / colours.filter((other) => other === c).length);
  const rgb = new Float32Array(3 * across * down);
  const masked = mask && new Uint8Array(across * down);
  for (let y = 0; y < down * rows; y++) {
    const line = (y % rows) * columns;
    const cell = across * Math.floor(y / rows);
    for (let x = 0, p = line, k = cell; x < across * columns; x++) {
      const linear = (data[y * stride + x]! - blacks[p]!) * scales[p]!;
      // NaN stays, and is refused with the frame.
      rgb[3 * k + colours[p]!]! += weights[p]! * (linear > 1 ? 1 : linear);
      if (masked && mask[y * widthPx + x] !== 0) masked[k] = 1;
      if (++p < line + columns) continue;
      p = line;
      k++;
    }
  }
  const size = { widthPx: across, heightPx: down };
  return { layout: 'rgb', ...size, data: rgb, ...(masked ? { mask: masked } : {}) };
}

function levelsOf({ data, colours, blackLevel = 0, whiteLevel }: MosaicFrame) {
  const white = whiteLevel ?? (data instanceof Float32Array ? 1 : 65_535);
  const blacks = colours.map((_, p) =>
    typeof blackLevel === 'number' ? blackLevel : blackLevel[p]!,
  );
  return { blacks, scales: blacks.map((black) => 1 / (white - black)) };
}

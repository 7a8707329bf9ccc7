/** Where a sensor was full: on stored values, before black, gains and shading hide it. */
import type { FrameHeader, MosaicLayout, PositionLevels } from '../raw/index.js';

/** Values of a frame, as its file has them. */
export type StoredValues = Uint16Array | Float32Array;

/** Stored values from which on red, green and blue count as full. */
export type FullLevels = readonly [red: number, green: number, blue: number];

/** A plateau below the stated white: so many times what lies in the values beneath it, and at least so many pixels. */
const PLATEAU = { times: 8, beneath: 32, pixels: 64 } as const;
/** A sensor fills no lower than this share of its stated white. */
const LOWEST_FULL = 0.6;
const FULL_SHARE = 0.995;

/** Channel of a value of a row: mosaics repeat, RGB has its samples side by side. */
export function channelAt(layout: FrameHeader['layout'], y: number, x: number, sample = 0): number {
  return layout.kind === 'rgb' ? sample : mosaicChannel(layout, y, x);
}

function mosaicChannel({ rows, columns, colours }: MosaicLayout, y: number, x: number): number {
  return colours[(y % rows) * columns + (x % columns)];
}

/**
 * The stated white, or lower where the sensor fills before it: values pile up at their largest (a Canon of 14 bits fills at 15000).
 */
export function fullLevels(
  header: FrameHeader,
  values: StoredValues,
  levels: PositionLevels,
): FullLevels {
  const stated = statedFull(header, levels);
  if (!(values instanceof Uint16Array)) return stated;
  const counts = [0, 1, 2].map(() => new Uint32Array(65_536));
  eachValue(header, (index, channel) => {
    counts[channel][values[index]]++;
  });
  return [0, 1, 2].map((c) => plateauOf(counts[c], stated[c])) as unknown as FullLevels;
}

function statedFull({ linearisation }: FrameHeader, { white }: PositionLevels): FullLevels {
  const { table } = linearisation ?? {};
  const least = Math.min(...white);
  const level = (full: number) => {
    if (table === undefined) return full;
    const at = table.findIndex((value) => value >= full);
    return at < 0 ? table.length - 1 : at;
  };
  const all = white.length === 3 ? white : [least, least, least];
  return all.map((full) => level(FULL_SHARE * full)) as unknown as FullLevels;
}

function plateauOf(counts: Uint32Array, stated: number): number {
  let top = counts.length - 1;
  while (top > 0 && counts[top] === 0) top--;
  if (top >= stated || top < LOWEST_FULL * stated || counts[top] < PLATEAU.pixels) return stated;
  const from = Math.max(0, top - PLATEAU.beneath);
  const beneath = counts.subarray(from, top).reduce((sum, count) => sum + count, 0);
  return counts[top] > (PLATEAU.times * beneath) / PLATEAU.beneath ? top : stated;
}

/** Tells of every value of the active area, row by row and colour by colour: its index, its channel, and where it lies there. */
export function eachValue(
  { layout, activeArea: area, widthPx }: FrameHeader,
  tell: (index: number, channel: number, x: number, y: number) => void,
): void {
  const isRgb = layout.kind === 'rgb';
  const columns = isRgb ? 1 : layout.columns;
  for (let y = 0; y < area.heightPx; y++) {
    const row = (area.top + y) * widthPx + area.left;
    for (let phase = 0; phase < columns; phase++) {
      const channel = isRgb ? 0 : mosaicChannel(layout, y, phase);
      for (let x = phase; x < area.widthPx; x += columns) {
        if (isRgb) for (let c = 0; c < 3; c++) tell(3 * (row + x) + c, c, x, y);
        else tell(row + x, channel, x, y);
      }
    }
  }
}

/**
 * A map of widthPx x heightPx cells: bit 0 where a red pixel in the cell is full, bit 1 green, bit 2 blue.
 */
export function clippingMap(
  header: FrameHeader,
  values: StoredValues,
  full: FullLevels,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): Uint8Array {
  const map = new Uint8Array(widthPx * heightPx);
  const { activeArea: area } = header;
  eachValue(header, (index, channel, x, y) => {
    if (values[index] < full[channel]) return;
    const cellX = Math.floor((x * widthPx) / area.widthPx);
    const cellY = Math.floor((y * heightPx) / area.heightPx);
    map[cellY * widthPx + cellX] |= 1 << channel;
  });
  return map;
}

/**
 * Measures the parts of a sensor that see no light: where their mean is off the black level that the file states, one of both is
 * wrong, and colours of dark surfaces with it. The stated one is used all the same, as Adobe's readers do.
 */
import type { PositionLevels } from './position-levels.js';
import type { FrameHeader } from './raw-frame.js';
import type { RawBand } from './raw-reader.js';

/** Of white: 3 levels of 12 bits. */
const MOST_OFF = 3 / 4095;

export interface MaskMeter {
  /** Mean of the masked areas, before any table; null where there are none. */
  mean(): number | null;
  take(band: RawBand): void;
  warnings(): string[];
}

export function createMaskMeter(
  header: FrameHeader,
  { black, white, samples }: PositionLevels,
): MaskMeter {
  const { widthPx, maskedAreas = [], linearisation } = header;
  let sum = 0;
  let count = 0;
  const mean = () => (count === 0 ? null : sum / count);
  return {
    mean,
    take({ firstRow, rows, values }) {
      for (const area of maskedAreas) {
        const end = Math.min(firstRow + rows, area.top + area.heightPx);
        for (let y = Math.max(firstRow, area.top); y < end; y++) {
          const from = ((y - firstRow) * widthPx + area.left) * samples;
          const to = from + area.widthPx * samples;
          for (let i = from; i < to; i++) sum += values[i];
          count += to - from;
        }
      }
    },
    warnings() {
      const masked = mean();
      // Behind a table levels are on its other side.
      if (masked === null || linearisation?.table !== undefined) return [];
      const stated = black.reduce((total, level) => total + level, 0) / black.length;
      if (Math.abs(masked - stated) <= MOST_OFF * Math.max(...white)) return [];
      return [
        `its masked border says black ${masked.toFixed(1)}, its black level ${stated.toFixed(1)}, which is used`,
      ];
    },
  };
}

/** A raw file understood: its frame, the picture that charts are sought in, and what it says of its camera. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { WhitePoint } from '../../color/index.js';
import {
  type BayerDump,
  bayerReader,
  describeLevelFault,
  type FrameHeader,
  type LevelSources,
  levelFault,
  pngColourDoubt,
  positionLevels,
  type RawFrame,
  type RawImage,
  toRawImage,
  wholeOf,
} from '../../raw/index.js';
import { openOwnBytes } from '../../raw/node/index.js';
import { fullLevels, type OpenShot } from '../index.js';

export interface ReadShot extends OpenShot {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** One pixel for each repeat of the filters, or coarser. */
  readonly image: RawImage;
  /** Pixels of the active area, in a row, that became one of `image`. */
  readonly step: number;
  readonly warnings: readonly string[];
}

/** A file whose levels cannot be those of its values. */
export interface LevelDoubt {
  readonly message: string;
}

/** `dump` of a file without a header. Throws RawFormatError, RawLevelsError, the file system's error. */
export function readShot(file: string, sources: LevelSources, dump?: BayerDump): ReadShot {
  const bytes = new Uint8Array(readFileSync(file));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const sizeBytes = bytes.length;
  const doubt = pngColourDoubt(bytes);
  const stream = openOwnBytes(bytes, dump && bayerReader(dump));
  const { header } = stream;
  const values = wholeOf(stream);
  const levels = positionLevels(header, sources);
  const frame: RawFrame = { ...header, values };
  const full = fullLevels(header, values, levels);
  const image = toRawImage(frame, sources);
  const step = Math.max(1, Math.floor(header.activeArea.widthPx / image.widthPx));
  const warnings = [
    ...(header.details?.warnings ?? []),
    ...(doubt === null ? [] : [`it ${doubt}: its values are probably not linear`]),
  ];
  return { header, values, levels, full, image, step, sha256, sizeBytes, warnings };
}

/** Why the picture's levels cannot be right, or null. */
export function levelDoubt(image: RawImage): string | null {
  const fault = levelFault(image);
  if (fault === null) return null;
  if (fault.kind === 'masked') return 'the picture is masked all over (0,0,0)';
  return describeLevelFault(fault, image);
}

/** Mean level of the parts of the sensor that see no light; null where there are none. */
export function maskedLevel(header: FrameHeader, values: OpenShot['values']): number | null {
  const { maskedAreas = [], widthPx, layout } = header;
  const samples = layout.kind === 'rgb' ? 3 : 1;
  let [sum, count] = [0, 0];
  for (const { left, top, widthPx: width, heightPx } of maskedAreas) {
    for (let y = top; y < top + heightPx; y++) {
      const row = (y * widthPx + left) * samples;
      for (let i = row; i < row + width * samples; i++) sum += values[i];
      count += width * samples;
    }
  }
  return count === 0 ? null : sum / count;
}

/** The camera's own answer as a white point; null where the file does not state it. */
export function asShotOf({ camera }: FrameHeader): WhitePoint | null {
  const [red, green, blue] = camera.asShotNeutral ?? [0, 0, 0];
  return red > 0 && green > 0 && blue > 0 ? { r: red / green, b: blue / green } : null;
}

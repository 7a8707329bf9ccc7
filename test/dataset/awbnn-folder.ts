/** A folder in the layout of awb_nn and tuning files beside it, made here. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePng16 } from '../../dist/raw/index.js';

/** Curve and CCM of a sensor; numbers like those of a real one. */
export const CURVE = [2500, 0.9, 0.3, 4000, 0.65, 0.45, 5000, 0.55, 0.55, 7600, 0.4, 0.7];
export const CCM = [1.8, -0.6, -0.2, -0.4, 1.7, -0.3, -0.1, -0.6, 1.7];

export function tuningText({
  target = 'bcm2835',
  curve = CURVE,
  ccms = [{ ct: 3000, ccm: CCM }],
  sensitivity = [1, 1],
}: {
  target?: string;
  curve?: readonly number[];
  ccms?: readonly { ct: number; ccm: readonly number[] }[];
  sensitivity?: readonly [number, number];
} = {}): string {
  const [sensitivity_r, sensitivity_b] = sensitivity;
  const awb = { ct_curve: curve, sensitivity_r, sensitivity_b };
  const algorithms = [{ 'rpi.awb': awb }, { 'rpi.ccm': { ccms } }];
  return JSON.stringify({ version: 2.0, target, algorithms });
}

/** A picture of one colour, 16-bit; `zones` sets single zones. */
export function picture(
  rgb: readonly [number, number, number],
  { width = 16, height = 12, zones = {} as Record<number, readonly [number, number, number]> } = {},
): Uint8Array {
  const rgb16 = Uint16Array.from({ length: width * height * 3 }, (_, i) => {
    const zone = zones[Math.floor(i / 3)] ?? rgb;
    return Math.round(zone[i % 3]! * 65_535);
  });
  return encodePng16({
    widthPx: width,
    heightPx: height,
    rgb: rgb16,
    blackLevel: 0,
    whiteLevel: 65_535,
  });
}

export interface AwbnnPicture {
  readonly name: string;
  readonly png?: Uint8Array;
}

/** Writes `dir/<name>.png` and `tuning/<sensor>.json`. */
export function writeAwbnn(
  dir: string,
  pictures: readonly AwbnnPicture[],
  tuningDir: string,
  tunings: Readonly<Record<string, string>>,
): void {
  mkdirSync(dir, { recursive: true });
  mkdirSync(tuningDir, { recursive: true });
  for (const { name, png = picture([0.4, 0.5, 0.3]) } of pictures) {
    writeFileSync(join(dir, `${name}.png`), png);
  }
  for (const [sensor, text] of Object.entries(tunings)) {
    writeFileSync(join(tuningDir, `${sensor}.json`), text);
  }
}

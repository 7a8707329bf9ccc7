/** The two platforms of Raspberry Pi's cameras: their zones, by which a picture is told, and their tuning files. */
import { closeSync, openSync, readSync } from 'node:fs';
import { canonicalLocus, diagnoseTuning, readCanonicalSpace } from '../../libcamera/index.js';
import { readRawFile } from '../../raw/node/index.js';
import { pictureFault } from '../pictures/picture-file.js';
import { stampPicture } from '../pictures/stamp-picture.js';

/** A Raspberry Pi 5, and all older ones. */
export type AwbnnPlatform = 'pisp' | 'vc4';

interface Zones {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Zones and libcamera's target of a platform. */
const PLATFORMS: Readonly<Record<AwbnnPlatform, Zones & { readonly target: string }>> = {
  pisp: { widthPx: 32, heightPx: 32, target: 'pisp' },
  vc4: { widthPx: 16, heightPx: 12, target: 'bcm2835' },
};

/** Where a PNG's header has width and height, two numbers of 32 bits. */
const IHDR_SIZE = 16;

/** Why a picture's zones are those of another platform than a target's; null where they are not, or of neither. */
export function zonesFault(file: string, target: string): string | null {
  const header = Buffer.alloc(IHDR_SIZE + 8);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, header);
  } finally {
    closeSync(handle);
  }
  const [widthPx, heightPx] = [header.readUInt32BE(IHDR_SIZE), header.readUInt32BE(IHDR_SIZE + 4)];
  const own = Object.values(PLATFORMS).find(
    (zones) => zones.widthPx === widthPx && zones.heightPx === heightPx,
  );
  if (own === undefined || own.target === target) return null;
  return `target ${target}, and pictures have ${widthPx}x${heightPx} zones, those of ${own.target}`;
}

/** Why a file is not the platform's tuning file of a sensor with a curve; null where it is. */
export function tuningFault(text: string, platform: AwbnnPlatform): string | null {
  try {
    const { target } = diagnoseTuning(text);
    const wanted = PLATFORMS[platform].target;
    if (target !== wanted)
      return `expected target ${wanted} for pictures of ${platform}, got ${target}`;
    canonicalLocus(readCanonicalSpace(text));
    return null;
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'TuningFileError') throw error;
    return message;
  }
}

/** By the number of zones. */
export function platformOf(file: string): AwbnnPlatform | { message: string; cure: string } {
  const stamp = stampPicture(file, () => false);
  if ('cure' in stamp) return stamp;
  try {
    const { widthPx, heightPx } = readRawFile(file);
    const isOf = (zones: Zones) => zones.widthPx === widthPx && zones.heightPx === heightPx;
    if (isOf(PLATFORMS.pisp)) return 'pisp';
    if (isOf(PLATFORMS.vc4)) return 'vc4';
    const message = `expected 32x32 zones (a Raspberry Pi 5) or 16x12 (others), got ${widthPx}x${heightPx}`;
    return {
      message,
      cure: "Convert it again: awb_nn's converter.py has --resize 32,32 or 16,12.",
    };
  } catch (error) {
    return pictureFault(error);
  }
}

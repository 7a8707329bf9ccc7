/** The two platforms of Raspberry Pi's cameras: their zones, by which a picture is told, and their tuning files. */
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

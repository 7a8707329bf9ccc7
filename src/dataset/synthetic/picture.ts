/**
 * One synthetic picture from a seed: light, scene, exposure, raw numbers, and the label, which is not measured in
 * the picture but is the camera's answer to the light's spectrum.
 */
import {
  type CameraSensitivity,
  spectrumToWhitePoint,
  type WhitePoint,
} from '../../color/index.js';
import type { Rng } from '../../random/index.js';
import type { RawImage } from '../../raw/index.js';
import { composeScene } from './compose.js';
import { drawLight, type SceneLight } from './light.js';
import { paintScene } from './paint.js';
import type { Setting } from './palette.js';
import { exposeScene, maskCalibrationObject, meterExposure } from './sensor.js';
import type { Texture } from './texture.js';

/** What all pictures of a data set share. */
export interface PictureSettings {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly sensitivity: CameraSensitivity;
  readonly texture: Texture;
  /** Blank the place of SimpleCube++'s calibration object. */
  readonly mask: boolean;
}

/** A raw picture and what is known of it. */
export interface SyntheticPicture {
  readonly image: RawImage;
  readonly whitePoint: WhitePoint;
  readonly light: SceneLight;
  readonly setting: Setting;
  readonly iso: number;
  /** Deviation from the meter, in stops. */
  readonly compensationEv: number;
}

/** Exposures that people get; tuned to look like Cube++. */
export const EXPOSURE = {
  deviationEv: 0.35,
  underexposedShare: 0.05,
  underexposedEv: [-3, -1.5],
  overexposedShare: 0.05,
  overexposedEv: [0.7, 1.5],
} as const;

function drawCompensationEv(rng: Rng): number {
  const { underexposedShare, underexposedEv, overexposedShare, overexposedEv } = EXPOSURE;
  const u = rng.uniform();
  const within = ([low, high]: readonly [number, number]): number =>
    low + (high - low) * rng.uniform();
  if (u < underexposedShare) return within(underexposedEv);
  if (u < underexposedShare + overexposedShare) return within(overexposedEv);
  return EXPOSURE.deviationEv * rng.normal();
}

/** ISO speed: low in daylight, high indoors and at night. */
function drawIso(light: SceneLight, rng: Rng): number {
  if (light.place === 'indoor') return 100 * 2 ** (1 + rng.integer(4));
  return light.daytime === 'night' ? 100 * 2 ** (3 + rng.integer(3)) : 100 * 2 ** rng.integer(3);
}

/** The picture that a generator's numbers make. */
export function renderPicture(settings: PictureSettings, rng: Rng): SyntheticPicture {
  const { widthPx, heightPx, sensitivity, texture, mask } = settings;
  const light = drawLight(rng.fork('light'));
  const aspect = widthPx / heightPx;
  const { scene, setting } = composeScene(light, { sensitivity, aspect, rng: rng.fork('scene') });
  const painted = paintScene(scene, { widthPx, heightPx, texture });
  const exposure = rng.fork('exposure');
  const iso = drawIso(light, exposure);
  const compensationEv = drawCompensationEv(exposure);
  const gain = meterExposure(painted) * 2 ** compensationEv;
  const image = exposeScene(painted, { gain, iso, rng: rng.fork('noise') });
  if (mask) maskCalibrationObject(image);
  const whitePoint = spectrumToWhitePoint(light.spectrum, sensitivity);
  return { image, whitePoint, light, setting, iso, compensationEv };
}

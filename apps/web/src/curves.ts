/** The curve of lights that the plane shows, and what a search looked at beside it. */
import type { Camera } from 'deepawb/camera';
import { DEFAULT_AWB_PARAMETERS, physicalCurve } from 'deepawb/classical';
import {
  bandBeside,
  cameraCurve,
  PICTURE_THUMBNAIL,
  type PreparedMethod,
  type SearchPoint,
  searchedCurve,
  searchOf,
} from 'deepawb/methods';
import { type RawImage, rawToSignedThumbnail } from 'deepawb/raw';
import type { SearchTrace, ShownCurve } from './messages.js';

const RANGE = { fromKelvin: 1800, toKelvin: 20_000 } as const;

/** Black bodies as a camera sees them, with the band that libcamera searches unless told otherwise. */
export function lightsOf(camera: Camera | null): ShownCurve {
  const { transversePos, transverseNeg } = DEFAULT_AWB_PARAMETERS;
  const name = camera
    ? `black bodies as the ${camera.name} sees them, with libcamera's own band`
    : "black bodies as the Canon EOS 550D sees them (this picture's camera is not known), with libcamera's own band";
  const points = camera ? physicalCurve(camera.matrices, RANGE) : cameraCurve();
  return { name, points, band: bandBeside(points, transversePos, transverseNeg) };
}

/** What a method searches; null for one that searches no curve. */
export function curveOf(prepared: PreparedMethod, name: string): ShownCurve | null {
  const curve = searchedCurve(prepared);
  return curve ? { name, ...curve } : null;
}

/** What a method looked at on a picture; null for one that searches nothing. */
export function traceOf(prepared: PreparedMethod, image: RawImage): SearchTrace | null {
  if (!prepared.awb && !prepared.alongR) return null;
  const pixels = rawToSignedThumbnail(image, PICTURE_THUMBNAIL);
  const record = searchOf(prepared, { ...PICTURE_THUMBNAIL, pixels });
  return record ? { coarse: flat(record.coarse), fine: flat(record.fine) } : null;
}

function flat(points: readonly SearchPoint[]): Float32Array {
  return Float32Array.from(points.flatMap(({ r, b }) => [r, b]));
}

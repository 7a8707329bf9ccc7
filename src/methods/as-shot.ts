/**
 * The camera's own answer, where a data set records it: the white point in the columns camera_r and camera_b of a
 * picture's properties. What it learned from is the maker's secret; here it learns nothing. `camera` is the same answer by the
 * name that Raspberry Pi's data suggest: there it is that of the camera's Bayesian AWB.
 */
import { type Method, MethodError, type PictureFacts, type PreparedMethod } from './method.js';

/** Columns of auxiliary/{part}_properties.csv that hold the camera's white point R/G and B/G. */
export const AS_SHOT_COLUMNS = ['camera_r', 'camera_b'] as const;

export const asShotMethod: Method = recordedMethod('as-shot');
export const cameraMethod: Method = recordedMethod('camera');

function recordedMethod(name: string): Method {
  return {
    name,
    family: 'camera',
    learnsFrom: 'nothing',
    inputSize: null,
    prepare: async () => ({
      name,
      parameters: 0,
      estimate: (_picture, facts) => {
        const [column, other] = AS_SHOT_COLUMNS;
        return { r: recorded(name, facts, column), b: recorded(name, facts, other) };
      },
    }),
  };
}

function recorded(name: string, { properties }: PictureFacts, column: string): number {
  const text = Object.hasOwn(properties, column) ? properties[column] : undefined;
  const value = Number(text);
  if (text !== undefined && value > 0 && Number.isFinite(value)) return value;
  throw new MethodError(
    `${name}: expected the camera's white point in a DNG or in the property ${column} (auxiliary/*_properties.csv), a number above 0, got ${text || 'nothing'}`,
  );
}

/** The answer that a raw file holds itself: R, G, B of a grey under the light, in any scale. It throws MethodError where the file holds none. */
export function asShotPicture(
  neutral: readonly [red: number, green: number, blue: number] | undefined,
): PreparedMethod {
  const estimate = () => {
    const [red, green, blue] = neutral ?? [0, 0, 0];
    const whitePoint = { r: red / green, b: blue / green };
    if (whitePoint.r > 0 && whitePoint.b > 0 && red + blue < Number.POSITIVE_INFINITY) {
      return whitePoint;
    }
    throw new MethodError(
      "as-shot: expected a file that holds the camera's own white point, as DNGs do",
    );
  };
  return {
    name: 'as-shot',
    parameters: 0,
    estimate,
    estimatePicture: () => ({ whitePoint: estimate(), confidence: null }),
  };
}

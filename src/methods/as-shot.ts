/**
 * The camera's own answer, where a data set records it: the white point in the columns camera_r and camera_b of a
 * picture's properties. What it learned from is the maker's secret; here it learns nothing. `camera` is the same answer by the
 * name that Raspberry Pi's data suggest: there it is that of the camera's Bayesian AWB.
 */
import { type Method, MethodError, type PictureFacts } from './method.js';

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
    `${name}: expected the camera's white point in the property ${column}, a number above 0, got ${text || 'nothing'}`,
  );
}

/**
 * The camera's own answer, where a data set records it: the white point in the columns camera_r and camera_b of a
 * picture's properties. What it learned from is the maker's secret; here it learns nothing.
 */
import { type Method, MethodError, type PictureFacts } from './method.js';

/** Columns of auxiliary/{part}_properties.csv that hold the camera's white point R/G and B/G. */
export const AS_SHOT_COLUMNS = ['camera_r', 'camera_b'] as const;

export const asShotMethod: Method = {
  name: 'as-shot',
  family: 'camera',
  learnsFrom: 'nothing',
  inputSize: null,
  prepare: async () => ({
    name: 'as-shot',
    parameters: 0,
    estimate: (_picture, facts) => {
      const [column, other] = AS_SHOT_COLUMNS;
      return { r: recorded(facts, column), b: recorded(facts, other) };
    },
  }),
};

function recorded({ properties }: PictureFacts, column: string): number {
  const text = Object.hasOwn(properties, column) ? properties[column] : undefined;
  const value = Number(text);
  if (text !== undefined && value > 0 && Number.isFinite(value)) return value;
  throw new MethodError(
    `as-shot: expected the camera's white point in the property ${column}, a number above 0, got ${text || 'nothing'}`,
  );
}

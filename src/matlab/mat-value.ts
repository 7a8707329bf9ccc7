/** Values of MATLAB as a MAT-file holds them; arrays run down their columns first. */

interface MatArray {
  /** Rows, columns, and more. */
  readonly dims: readonly number[];
}

export interface MatNumbers extends MatArray {
  readonly kind: 'numbers';
  /** The real parts as doubles; 64-bit integers beyond 2^53 are rounded. Logical values are 0 and 1. */
  readonly values: Float64Array;
}

export interface MatText extends MatArray {
  readonly kind: 'text';
  /** One a row, without the blanks that fill it. */
  readonly rows: readonly string[];
}

export interface MatCells extends MatArray {
  readonly kind: 'cells';
  readonly cells: readonly MatValue[];
}

export interface MatStruct extends MatArray {
  readonly kind: 'struct';
  /** By name of field: a value for each element of the array. */
  readonly fields: ReadonlyMap<string, readonly MatValue[]>;
}

/** What is there and is not read: objects, functions, sparse arrays. */
export interface MatOther extends MatArray {
  readonly kind: 'other';
  readonly what: string;
}

export type MatValue = MatNumbers | MatText | MatCells | MatStruct | MatOther;

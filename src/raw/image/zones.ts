/** Zone statistics, as image processors gather them over a grid of a frame. */

/** Means of rows x columns zones. */
export interface Zones {
  readonly rows: number;
  readonly columns: number;
  /** rows x columns x [R, G, B]: linear means above black, below it with their sign; clipped to `whiteLevel`. */
  readonly means: ArrayLike<number>;
  /** Mean that means a full sensor; 1 unless given. */
  readonly whiteLevel?: number;
  /** Pixels that each mean was made of; a zone of 0 does not count. All alike unless given. */
  readonly counts?: ArrayLike<number>;
}

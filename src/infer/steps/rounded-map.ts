/** A map in 16-bit integers in the kernels' memory, and where that lies by which its products become floats again. */
export interface RoundedMap {
  /** Address of the first tap of the first pixel. */
  readonly corner: number;
  readonly rowStride: number;
  readonly pixelStride: number;
  readonly biasAt: number;
  /** One float: max(v, slope v) is done with each sum v. */
  readonly slopeAt: number;
  /** One float: what 1 of the map stands for. */
  readonly scaleAt: number;
  /** The same of the weights, by output channel. */
  readonly weightScalesAt: number;
}

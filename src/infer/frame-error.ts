/** A frame that no white point can be estimated from. */

/** What is wrong with the frame: its form (`size`, `value`), or that it shows no light (`masked`, `black`, `clipped`). */
export type FrameFault = 'size' | 'value' | 'masked' | 'black' | 'clipped' | 'answer';

/**
 * `size`, `value`: the frame is malformed. `masked`, `black`, `clipped`: it shows no light, and the model has no
 * mean light to answer with. `answer`: the network's answer to it is no white point (likewise).
 */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly fault: FrameFault;

  constructor(fault: FrameFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

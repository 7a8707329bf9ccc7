/** A frame that no white point can be estimated from. */

/** Why a frame has no estimate: it shows no light, or the network's answer to it is no white point (`answer`). */
export type LightFault = 'masked' | 'black' | 'clipped' | 'answer';

/** What is wrong with a frame: its form (length, size or levels; a value), or its light. */
export type FrameFault = 'size' | 'value' | LightFault;

/** Faults of light are only thrown where the model has no mean light to answer with. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly fault: FrameFault;

  constructor(fault: FrameFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

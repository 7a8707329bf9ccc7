/** A network asked where it need not have an answer. */
import type { WhitePoint } from '../../color/index.js';
import type { RawImage } from '../../raw/index.js';
import type { AwbEstimator } from '../index.js';

/** A network's answer; null for a picture that shows no light. */
export function lightOf(network: AwbEstimator, picture: RawImage): WhitePoint | null {
  try {
    return network.estimate(picture).whitePoint;
  } catch (error) {
    if ((error as Error).name !== 'FrameError') throw error;
    return null;
  }
}

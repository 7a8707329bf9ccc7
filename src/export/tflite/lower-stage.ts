/** A stage of a folded network as TensorFlow Lite operators. */
import { ArchitectureError, type Stage } from '../../model/index.js';
import type { Value } from './graph.js';
import { lowerPlain, type PlainLowering } from './lower-plain.js';
import { lowerConvolution, lowerDense, lowerDepthwise, lowerNormalise } from './lower-weighted.js';

/** The stage's output. Throws ArchitectureError for a stage that is none. */
export function lowerStage(stage: Stage, lowering: PlainLowering): Value {
  switch (stage.op) {
    case 'conv':
      return lowerConvolution(stage, lowering);
    case 'depthwise':
      return lowerDepthwise(stage, lowering);
    case 'dense':
      return lowerDense(stage, lowering);
    case 'normalise':
      return lowerNormalise(stage, lowering);
    case 'plain':
      return lowerPlain(stage, lowering);
    default:
      stage satisfies never;
      throw new ArchitectureError('unknown stage');
  }
}

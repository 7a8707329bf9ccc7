/** The table of stages: how each is laid out. */
import { ArchitectureError } from '../model/index.js';
import type { Run, StageContext } from './stage-context.js';
import type { PlainStage, Stage } from './stages.js';
import { layActivation, layArithmetic, laySoftmax } from './steps/elementwise.js';
import { layGlobalAveragePool, layPool, layWeightedPool } from './steps/pooling.js';
import { layConcat, layFeatures, layFlatten, laySlice } from './steps/structure.js';
import { layConvolution, layDense, layDepthwise, layNormalise } from './steps/weighted.js';

/** Throws ArchitectureError for an operation or setting that this version does not know. */
export function layStage(context: StageContext, stage: Stage): Run {
  switch (stage.op) {
    case 'conv':
      return layConvolution(context, stage);
    case 'depthwise':
      return layDepthwise(context, stage);
    case 'dense':
      return layDense(context, stage);
    case 'normalise':
      return layNormalise(context, stage);
    case 'plain':
      return layPlain(context, stage);
    default:
      stage satisfies never;
      throw new TypeError('unknown stage');
  }
}

function layPlain(context: StageContext, { node, inputs }: PlainStage): Run {
  const [first = '', second = ''] = inputs;
  switch (node.op) {
    case 'features':
      return layFeatures(context, node);
    case 'activation':
      return layActivation(context, node, first);
    case 'maxPool':
    case 'averagePool':
      return layPool(context, node, first);
    case 'globalAveragePool':
      return layGlobalAveragePool(context, node, first);
    case 'weightedPool':
      return layWeightedPool(context, node, [first, second]);
    case 'softmax':
      return laySoftmax(context, node, first);
    case 'flatten':
      return layFlatten(context, node, first);
    case 'concat':
      return layConcat(context, node, inputs);
    case 'slice':
      return laySlice(context, node, first);
    case 'arithmetic':
      return layArithmetic(context, node, [first, second]);
    default:
      node satisfies never;
      throw new ArchitectureError(`unknown operation '${(node as { op: string }).op}'`);
  }
}

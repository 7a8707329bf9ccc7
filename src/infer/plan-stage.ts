/** The table of stages: how each is laid out. */

import type { PlainStage, Stage } from '../model/index.js';
import { ArchitectureError } from '../model/index.js';
import type { KernelCall, StageContext } from './stage-context.js';
import { planActivation, planArithmetic, planSoftmax } from './steps/elementwise.js';
import { planGlobalAveragePool, planPool, planWeightedPool } from './steps/pooling.js';
import { planConcat, planFeatures, planFlatten, planResize, planSlice } from './steps/structure.js';
import { planConvolution, planDense, planDepthwise, planNormalise } from './steps/weighted.js';

/** Throws ArchitectureError for an operation or setting that this version does not know. */
export function planStage(context: StageContext, stage: Stage): KernelCall {
  switch (stage.op) {
    case 'conv':
      return planConvolution(context, stage);
    case 'depthwise':
      return planDepthwise(context, stage);
    case 'dense':
      return planDense(context, stage);
    case 'normalise':
      return planNormalise(context, stage);
    case 'plain':
      return planPlain(context, stage);
    default:
      stage satisfies never;
      throw new TypeError('unknown stage');
  }
}

function planPlain(context: StageContext, { node, inputs }: PlainStage): KernelCall {
  const [first = '', second = ''] = inputs;
  switch (node.op) {
    case 'features':
      return planFeatures(context, node);
    case 'resize':
      return planResize(context, node, first);
    case 'activation':
      return planActivation(context, node, first);
    case 'maxPool':
    case 'averagePool':
      return planPool(context, node, first);
    case 'globalAveragePool':
      return planGlobalAveragePool(context, node, first);
    case 'weightedPool':
      return planWeightedPool(context, node, [first, second]);
    case 'softmax':
      return planSoftmax(context, node, first);
    case 'flatten':
      return planFlatten(context, node, first);
    case 'concat':
      return planConcat(context, node, inputs);
    case 'slice':
      return planSlice(context, node, first);
    case 'arithmetic':
      return planArithmetic(context, node, [first, second]);
    default:
      node satisfies never;
      throw new ArchitectureError(`unknown operation '${(node as { op: string }).op}'`);
  }
}

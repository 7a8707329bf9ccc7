/** A stage as a C statement, with the constants and functions that it needs. */
import {
  ArchitectureError,
  convolutionPadding,
  type DepthwiseStage,
  type NormaliseStage,
  type Shape,
  type Stage,
  THUMBNAIL,
} from '../../model/index.js';
import { codeFloats, type IntegerPlan } from '../integer/integer-plan.js';
import { floatArray, floatLiteral } from './literals.js';
import { lowerConvolution, lowerDense } from './lower-convolution.js';
import { lowerIntegers } from './lower-integer.js';
import { edgeFloats, lowerPlain } from './lower-plain.js';
import type { Lowered, LoweredStage, LoweringContext } from './lowered-stage.js';

/** Floats of memory that a stage needs while it runs. */
export function scratchFloats(
  stage: Stage,
  shapes: ReadonlyMap<string, Shape>,
  integers: IntegerPlan,
): number {
  if (stage.op === 'plain') return edgeFloats(stage.node, shapes.get(THUMBNAIL)!.widthPx);
  if (stage.op !== 'conv') return 0;
  const map = integers.input(stage);
  if (map) {
    const isMade = integers.output(stage.inputs[0]!) === null;
    return isMade ? codeFloats(shapes.get(stage.node.from)!, map) : 0;
  }
  if (!stage.pool) return 0;
  const { widthPx, channels } = shapes.get(stage.node.id)!;
  return 2 * widthPx * channels;
}

/** Throws ArchitectureError where a number is not finite. */
export function lowerStage(stage: Stage, context: LoweringContext): LoweredStage {
  try {
    return { id: stage.id, ...lower(stage, context) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ArchitectureError(`${stage.id}: ${error.message}`);
  }
}

function lower(stage: Stage, context: LoweringContext): Lowered {
  switch (stage.op) {
    case 'conv': {
      const map = context.integers.input(stage);
      return map ? lowerIntegers(stage, map, context) : lowerConvolution(stage, context);
    }
    case 'dense':
      return lowerDense(stage, context);
    case 'depthwise':
      return lowerDepthwise(stage, context);
    case 'normalise':
      return lowerNormalise(stage, context);
    case 'plain':
      return { ...NOTHING, ...lowerPlain(stage, context) };
    default:
      stage satisfies never;
      throw new ArchitectureError(`unknown stage '${(stage as Stage).op}'`);
  }
}

const NOTHING = { constants: [], constantBytes: 0, panelsFloats: 0 } as const;

function lowerDepthwise(stage: DepthwiseStage, context: LoweringContext): Lowered {
  const { name, shape, values } = context;
  const { node } = stage;
  const input = shape(node.from);
  const output = shape(stage.id);
  const fields = [
    `${input.heightPx}, ${input.widthPx}, ${input.channels}`,
    `${node.kernel}, ${node.stride}, ${convolutionPadding(node)}`,
    `${output.heightPx}, ${output.widthPx}`,
    `${name}_weights, ${name}_bias`,
  ];
  return {
    constants: [
      floatArray(`${name}_weights`, stage.weights),
      floatArray(`${name}_bias`, stage.bias),
      `static const struct depthwise ${name} = {${fields.join(', ')}};`,
    ],
    constantBytes: 4 * (stage.weights.length + stage.bias.length),
    functions: ['depthwise'],
    calls: [`depthwise(&${name}, ${values(stage.inputs[0]!)}, ${values(stage.id)});`],
    panelsFloats: 0,
  };
}

function lowerNormalise(stage: NormaliseStage, context: LoweringContext): Lowered {
  const { name, shape, values } = context;
  const { heightPx, widthPx, channels } = shape(stage.id);
  const settings = `${name}_scale, ${name}_shift, ${floatLiteral(stage.slope)}`;
  return {
    constants: [floatArray(`${name}_scale`, stage.scale), floatArray(`${name}_shift`, stage.shift)],
    constantBytes: 8 * channels,
    functions: ['normalise'],
    calls: [
      `normalise(${values(stage.inputs[0]!)}, ${settings}, ${heightPx * widthPx}, ${channels}, ${values(stage.id)});`,
    ],
    panelsFloats: 0,
  };
}

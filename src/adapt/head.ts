/**
 * The head of a network: the layers of vectors that its answer comes out of, from the last thing that saw the picture on.
 * Evaluated in double precision with its gradient, so that a handful of pictures can be fitted to convergence.
 */
import {
  type Architecture,
  ArchitectureError,
  framesMapOf,
  inferShapes,
  type ModelNode,
  type NodeOf,
  parameterLayout,
} from '../model/index.js';
import { activate } from './activate.js';
import { ADAPT_SETTINGS } from './settings.js';

interface DenseStep {
  readonly op: 'dense';
  readonly inputs: number;
  readonly units: number;
  /** First index of [in][out] and of the bias in the network's parameters; null without a bias. */
  readonly weightAt: number;
  readonly biasAt: number | null;
}

type ActivationStep = NodeOf<'activation'>;

type HeadStep = DenseStep | ActivationStep | { readonly op: 'softmax' };

export interface Head {
  /** The node that it reads, a vector. */
  readonly inputId: string;
  /** In the order in which they run; the last gives r and b. */
  readonly steps: readonly HeadStep[];
}

/**
 * The last layers of a network that answers with white points, as many as settings have priors for. Throws
 * ArchitectureError where it ends in none.
 */
export function findHead(architecture: Architecture): Head {
  const nodes = new Map(architecture.nodes.map((node) => [node.id, node]));
  const shapes = inferShapes(architecture);
  const layout = parameterLayout(architecture, shapes);
  const steps: HeadStep[] = [];
  let head: Head | null = null;
  let layers = 0;
  let id = framesMapOf(architecture)?.answer ?? architecture.output;
  for (let node = nodes.get(id); node; node = nodes.get(id)) {
    if (node.op === 'dense') {
      steps.unshift(denseStep(node, shapes.get(node.from)!.channels, layout));
      head = { inputId: node.from, steps: [...steps] };
      layers++;
      if (layers === ADAPT_SETTINGS.priors.length) break;
    } else if (node.op === 'activation') steps.unshift(node);
    else if (node.op === 'softmax' && node.axis === 'channels') steps.unshift({ op: 'softmax' });
    else if (node.op !== 'dropout') break;
    id = node.from;
  }
  if (head) return { ...head, inputId: withoutDropout(head.inputId, nodes) };
  throw new ArchitectureError(
    '--from: expected a network that ends in dense layers on a vector, got one that ends otherwise; go on with it by --start',
  );
}

function denseStep(
  node: NodeOf<'dense'>,
  inputs: number,
  layout: ReturnType<typeof parameterLayout>,
): DenseStep {
  return {
    op: 'dense',
    inputs,
    units: node.units,
    weightAt: layout.find(node.id, 'weight')!.offset,
    biasAt: layout.find(node.id, 'bias')?.offset ?? null,
  };
}

/** Dropout is for training: what runs has no such node. */
function withoutDropout(id: string, nodes: ReadonlyMap<string, ModelNode>): string {
  const node = nodes.get(id);
  return node?.op === 'dropout' ? withoutDropout(node.from, nodes) : id;
}

/** Values of a head for one input, and the gradient of what is made of them. */
export interface HeadPass {
  /** (r, b) for the input; the array is reused. */
  readonly run: (parameters: Float64Array, input: ArrayLike<number>) => Float64Array;
  /** Adds the gradient by the parameters to `sums`, given that by (r, b), of the last run. */
  readonly addGradient: (
    parameters: Float64Array,
    byAnswer: ArrayLike<number>,
    sums: Float64Array,
  ) => void;
}

/** A pass over a head's steps, with memory of its own. */
export function createHeadPass({ steps }: Head): HeadPass {
  const widths = widthsOf(steps);
  const values = widths.map((width) => new Float64Array(width));
  const slopes = widths.map((width) => new Float64Array(width));
  const gradients = widths.map((width) => new Float64Array(width));
  return {
    run(parameters, input) {
      values[0]!.set(input);
      steps.forEach((step, i) => {
        runStep(step, parameters, values[i]!, values[i + 1]!, slopes[i + 1]!);
      });
      return values.at(-1)!;
    },
    addGradient(parameters, byAnswer, sums) {
      gradients.at(-1)!.set(byAnswer);
      for (let i = steps.length - 1; i >= 0; i--) {
        const [below, above] = [gradients[i]!, gradients[i + 1]!];
        const step = steps[i]!;
        if (step.op === 'dense')
          denseBack(step, parameters, { input: values[i]!, above, below, sums });
        else if (step.op === 'softmax') softmaxBack(values[i + 1]!, above, below);
        else for (let k = 0; k < above.length; k++) below[k] = above[k]! * slopes[i + 1]![k]!;
      }
    },
  };
}

/** Numbers before the first step and behind each. */
function widthsOf(steps: readonly HeadStep[]): number[] {
  const [first] = steps;
  const widths = [first?.op === 'dense' ? first.inputs : 0];
  for (const step of steps) widths.push(step.op === 'dense' ? step.units : widths.at(-1)!);
  return widths;
}

function runStep(
  step: HeadStep,
  parameters: Float64Array,
  from: Float64Array,
  to: Float64Array,
  slopes: Float64Array,
): void {
  if (step.op === 'dense') runDense(step, parameters, from, to);
  else if (step.op === 'softmax') softmax(from, to);
  else {
    for (let i = 0; i < from.length; i++) {
      const { value, slope } = activate(step, from[i]!);
      to[i] = value;
      slopes[i] = slope;
    }
  }
}

function runDense(
  { inputs, units, weightAt, biasAt }: DenseStep,
  parameters: Float64Array,
  from: Float64Array,
  to: Float64Array,
): void {
  for (let k = 0; k < units; k++) to[k] = biasAt === null ? 0 : parameters[biasAt + k]!;
  for (let j = 0; j < inputs; j++) {
    const value = from[j]!;
    if (value === 0) continue;
    const row = weightAt + j * units;
    for (let k = 0; k < units; k++) to[k]! += value * parameters[row + k]!;
  }
}

function denseBack(
  { inputs, units, weightAt, biasAt }: DenseStep,
  parameters: Float64Array,
  {
    input,
    above,
    below,
    sums,
  }: Readonly<Record<'input' | 'above' | 'below' | 'sums', Float64Array>>,
): void {
  for (let k = 0; biasAt !== null && k < units; k++) sums[biasAt + k]! += above[k]!;
  for (let j = 0; j < inputs; j++) {
    const value = input[j]!;
    const row = weightAt + j * units;
    let sum = 0;
    for (let k = 0; k < units; k++) {
      sum += parameters[row + k]! * above[k]!;
      sums[row + k]! += value * above[k]!;
    }
    below[j] = sum;
  }
}

function softmax(from: Float64Array, to: Float64Array): void {
  const largest = from.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let i = 0; i < from.length; i++) {
    to[i] = Math.exp(from[i]! - largest);
    sum += to[i]!;
  }
  for (let i = 0; i < to.length; i++) to[i]! /= sum;
}

/** d/dx_i of softmax p: p_i (g_i - sum of p_k g_k). */
function softmaxBack(shares: Float64Array, above: Float64Array, below: Float64Array): void {
  let mean = 0;
  for (let i = 0; i < shares.length; i++) mean += shares[i]! * above[i]!;
  for (let i = 0; i < shares.length; i++) below[i] = shares[i]! * (above[i]! - mean);
}

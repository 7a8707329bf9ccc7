/**
 * A network laid out for one batch size: values and gradients of every node in the engine's memory, and the passes over
 * them. Reverse-mode differentiation: backward walks the steps in reverse order, and each adds to the gradients of what it
 * read. Convolutions are fused with the normalisation, activation and pool behind them where nothing else reads
 * what lies between (operations/normalisation.ts).
 */
import {
  Arena,
  allocateTensor,
  SINGLE_THREAD,
  type Sync,
  type TensorLayout,
  type TrainingKernels,
} from '../engine/index.js';
import {
  type Architecture,
  factsOf,
  hasParameters,
  inferShapes,
  type ModelNode,
  nodeInputs,
  numberInputs,
  type ParameterLayout,
  parameterLayout,
  type Shape,
  THUMBNAIL,
} from '../model/index.js';
import { type PlanContext, type Run, type Step, shardEnd, type Tensor } from './context.js';
import { convolutionGradientPadding } from './operations/convolution.js';
import { findBlocks, planBlockNode } from './plan.js';

export interface NetworkOptions {
  /** Largest batch, in samples. */
  readonly batch: number;
  /** This thread's place among those that run the step together. */
  readonly sync?: Sync;
  /** Whether convolutions are fused with what follows; off only to check that it changes nothing. */
  readonly fuse?: boolean;
}

/** What one pass runs over. */
export interface PassOptions {
  readonly batch: number;
  readonly training: boolean;
  /** Of the dropout masks; the same in every thread. */
  readonly seed?: number;
}

export class Network {
  readonly architecture: Architecture;
  readonly layout: ParameterLayout;
  readonly batch: number;
  /** Address of the parameters, `layout.total` floats, the same in all threads. */
  readonly parametersAt: number;
  /** Address of every thread's gradients, `layout.trainable` floats each. */
  readonly gradientsAt: readonly number[];
  readonly kernels: TrainingKernels;
  readonly arena: Arena;
  readonly sync: Sync;
  private readonly tensors = new Map<string, Tensor>();
  private readonly steps: Step[] = [];
  private f32View: Float32Array = new Float32Array(0);
  private f64View: Float64Array = new Float64Array(0);

  /** Throws ArchitectureError for a wrong architecture and RangeError where memory ends. */
  constructor(
    architecture: Architecture,
    kernels: TrainingKernels,
    { batch, sync = SINGLE_THREAD, fuse = true }: NetworkOptions,
  ) {
    this.architecture = architecture;
    this.kernels = kernels;
    this.arena = new Arena(kernels);
    this.batch = batch;
    this.sync = sync;
    const shapes = inferShapes(architecture);
    this.layout = parameterLayout(architecture, shapes);
    this.parametersAt = this.arena.allocate(this.layout.total * 4);
    this.gradientsAt = Array.from({ length: sync.threads }, () =>
      this.arena.allocate(this.layout.trainable * 4),
    );
    this.plan(shapes, fuse);
  }

  private plan(shapes: ReadonlyMap<string, Shape>, fuse: boolean): void {
    const { architecture, layout, arena, batch } = this;
    const { heightPx, widthPx } = architecture.input;
    const input = allocateTensor(arena, {
      samples: batch,
      rows: heightPx,
      columns: widthPx,
      channels: 4,
      multiple: 4,
    });
    this.tensors.set(THUMBNAIL, { value: input, gradient: null });
    for (const id of numberInputs(architecture.input)) {
      const size = { samples: batch, rows: 1, columns: 1, channels: 1 };
      this.tensors.set(id, { value: allocateTensor(arena, size), gradient: null });
    }
    const needs = tensorNeeds(architecture, shapes);
    const own = this.gradientsAt[this.sync.thread]!;
    const context: PlanContext = {
      kernels: this.kernels,
      arena,
      sync: this.sync,
      batch,
      layout,
      shapes,
      parameter: (id, role) => {
        const tensor = layout.find(id, role);
        return tensor ? this.parametersAt + tensor.offset * 4 : 0;
      },
      parameterGradient: (id, role) => {
        const tensor = layout.find(id, role);
        return tensor ? own + tensor.offset * 4 : 0;
      },
      tensor: (id) => this.tensors.get(id)!,
      define: (id) => this.define(id, shapes.get(id)!, needs.get(id)!),
      f32: () => this.f32,
      f64: () => this.f64,
    };
    const blocks = fuse ? findBlocks(architecture, shapes) : new Map();
    const inBlock = new Set<string>();
    for (const node of architecture.nodes) {
      if (inBlock.has(node.id)) continue;
      this.steps.push(planBlockNode(context, node, blocks.get(node.id), inBlock));
    }
  }

  private define(id: string, shape: Shape, need: TensorNeeds): Tensor {
    const size = {
      samples: this.batch,
      rows: shape.heightPx,
      columns: shape.widthPx,
      channels: shape.channels,
    };
    const value = allocateTensor(this.arena, {
      ...size,
      padding: need.padding,
      multiple: need.multiple,
    });
    const gradient = need.gradient
      ? allocateTensor(this.arena, { ...size, padding: need.gradientPadding })
      : null;
    const tensor = { value, gradient };
    this.tensors.set(id, tensor);
    return tensor;
  }

  /** The whole memory as floats. */
  get f32(): Float32Array {
    if (this.f32View.buffer !== this.kernels.memory.buffer) {
      this.f32View = new Float32Array(this.kernels.memory.buffer);
    }
    return this.f32View;
  }

  /** The whole memory as doubles. */
  get f64(): Float64Array {
    if (this.f64View.buffer !== this.kernels.memory.buffer) {
      this.f64View = new Float64Array(this.kernels.memory.buffer);
    }
    return this.f64View;
  }

  /** Parameters, shared by all threads; call `prepare` in every thread after changing them. */
  get parameters(): Float32Array {
    return this.f32.subarray(this.parametersAt >> 2, (this.parametersAt >> 2) + this.layout.total);
  }

  /** This thread's part of the gradients. */
  get gradients(): Float32Array {
    const at = this.gradientsAt[this.sync.thread]! >> 2;
    return this.f32.subarray(at, at + this.layout.trainable);
  }

  /** Pixels of one sample of the input: height x width x [R, G, B, coverage]. */
  input(sample: number): Float32Array {
    const { base, sampleStride } = this.tensors.get(THUMBNAIL)!.value;
    const at = (base + sample * sampleStride) >> 2;
    return this.f32.subarray(at, at + (sampleStride >> 2));
  }

  /** Sets an input of one number, `lux` or a reading, of one sample, for networks that have it. */
  setNumber(sample: number, id: string, value: number): void {
    const { base, sampleStride } = this.tensors.get(id)!.value;
    this.f32[(base + sample * sampleStride) >> 2] = value;
  }

  /** Value of a node that no fused block swallowed: its layout in memory, or undefined. */
  tensor(id: string): Tensor | undefined {
    return this.tensors.get(id);
  }

  /** One sample's output: (r, b), or the colour temperature in kelvin. */
  output(sample: number): Float32Array {
    return this.vector(this.tensors.get(this.architecture.output)!.value, sample);
  }

  /** One sample's value of a vector that has a gradient, and that gradient, to be added to as `outputGradient` is written. */
  nodeOf(id: string, sample: number): { value: Float32Array; gradient: Float32Array } {
    const { value, gradient } = this.tensors.get(id)!;
    return { value: this.vector(value, sample), gradient: this.vector(gradient!, sample) };
  }

  /** Gradient of the loss at one sample's output; write it between forward and backward, after `clearGradients`. */
  outputGradient(sample: number): Float32Array {
    return this.vector(this.tensors.get(this.architecture.output)!.gradient!, sample);
  }

  private vector({ base, sampleStride, channels }: TensorLayout, sample: number): Float32Array {
    const at = (base + sample * sampleStride) >> 2;
    return this.f32.subarray(at, at + channels);
  }

  /** First and last + 1 of this thread's samples of a batch. */
  shard(batch: number): { from: number; to: number } {
    const { thread, threads } = this.sync;
    return { from: shardEnd(batch, thread - 1, threads), to: shardEnd(batch, thread, threads) };
  }

  /** Rearranges the weights for the kernels; every thread calls it after the parameters changed. */
  prepare(): void {
    const { thread, threads } = this.sync;
    let index = 0;
    for (const step of this.steps) {
      if (step.prepare && index++ % threads === thread) step.prepare();
    }
    this.sync.barrier();
  }

  /** Computes the outputs of this thread's samples of a batch whose inputs are in place. */
  forward({ batch, training, seed = 0 }: PassOptions): void {
    const run = { ...this.shard(batch), batch, training, seed };
    for (const step of this.steps) step.forward(run);
  }

  /** Sets this thread's gradients, of parameters and of its samples, to zero. */
  clearGradients(batch: number): void {
    const { from, to } = this.shard(batch);
    this.kernels.clear(this.gradientsAt[this.sync.thread]!, this.layout.trainable * 4);
    for (const { gradient } of this.tensors.values()) {
      if (!gradient) continue;
      // From the first sample's padding to the last one's.
      const start = gradient.base - gradient.padding * (gradient.rowStride + gradient.pixelStride);
      this.kernels.clear(start + from * gradient.sampleStride, (to - from) * gradient.sampleStride);
    }
  }

  /** Adds the gradients of the loss whose derivatives lie in `outputGradient`; same options as the forward pass. */
  backward({ batch, training, seed = 0 }: PassOptions): void {
    const run: Run = { ...this.shard(batch), batch, training, seed };
    for (let i = this.steps.length - 1; i >= 0; i--) this.steps[i]!.backward(run);
  }
}

/** How a node's output must be laid out for those that read it. */
interface TensorNeeds {
  padding: number;
  gradientPadding: number;
  multiple: number;
  gradient: boolean;
}

function tensorNeeds(
  architecture: Architecture,
  shapes: ReadonlyMap<string, Shape>,
): Map<string, TensorNeeds> {
  const needs = new Map<string, TensorNeeds>();
  for (const node of architecture.nodes) {
    // Whatever depends on parameters has a gradient; the planes of the thumbnail have none.
    const gradient =
      hasParameters(node, shapes) || nodeInputs(node).some((id) => needs.get(id)?.gradient);
    needs.set(node.id, {
      padding: 0,
      gradientPadding: ownGradientPadding(node, shapes),
      multiple: 8,
      gradient,
    });
  }
  for (const node of architecture.nodes) {
    if (node.op === 'features') {
      const readers = architecture.nodes.filter((n) => nodeInputs(n).includes(node.id));
      // The planes' few channels are padded only for those who read eight at a time: all but convolutions, also what is new.
      if (readers.every((n) => n.op === 'conv')) needs.get(node.id)!.multiple = 1;
    }
    const facts = factsOf(node);
    const need = needs.get(facts.inputs(node)[0]!);
    if (need) need.padding = Math.max(need.padding, facts.padding(node));
  }
  return needs;
}

function ownGradientPadding(node: ModelNode, shapes: ReadonlyMap<string, Shape>): number {
  if (node.op !== 'conv') return 0;
  const size = ({ heightPx, widthPx }: Shape) => ({ rows: heightPx, columns: widthPx });
  return convolutionGradientPadding(node, size(shapes.get(node.from)!), size(shapes.get(node.id)!));
}

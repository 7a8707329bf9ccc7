/**
 * A network laid out for one frame at a time: weights packed once, buffers planned once and shared by stages that do not
 * overlap in time, and a list of calls of the kernels that makes no object.
 */
import { Arena, type Kernels, type TensorLayout } from '../engine/index.js';
import {
  type Architecture,
  type CameraReadings,
  foldArchitecture,
  inferShapes,
  LUX,
  numberInputs,
  type ReadingName,
  readingInput,
  type Shape,
  type Stage,
  THUMBNAIL,
} from '../model/index.js';
import { BufferPool } from './buffer-pool.js';
import { PassConstants } from './pass-constants.js';
import { planClearing } from './plan-clearing.js';
import { planStage } from './plan-stage.js';
import type { Arithmetic, ConvolutionPlanner, KernelCall, StageContext } from './stage-context.js';
import { TensorBuffers } from './tensor-buffers.js';

export interface ForwardPassOptions {
  readonly keep?: readonly string[];
  readonly arithmetic?: Arithmetic;
  /** Plans convolutions instead, where it does. */
  readonly convolution?: ConvolutionPlanner;
}

export class ForwardPass {
  /** Memory of the kernels; what else lies in it comes from here. */
  readonly arena: Arena;
  /** Address of `input`. */
  readonly inputAt: number;
  /** Readings that the network takes beside it. */
  readonly readings: readonly ReadingName[];
  private readonly kernels: Kernels;
  private readonly calls: KernelCall[] = [];
  private readonly places = new Map<string, { readonly at: number; readonly floats: number }>();
  private readonly layouts = new Map<string, TensorLayout>();
  private readonly views = new Map<string, Float32Array>();

  /**
   * `keep`: ids of nodes whose values `value` gives after a run; THUMBNAIL for an input that outlives it.
   * Throws ArchitectureError for what cannot be run, RangeError where memory ends.
   */
  constructor(
    architecture: Architecture,
    parameters: Float32Array,
    kernels: Kernels,
    { keep = [], arithmetic = 'float32', convolution }: ForwardPassOptions = {},
  ) {
    const arena = new Arena(kernels);
    this.arena = arena;
    this.kernels = kernels;
    const shapes = inferShapes(architecture);
    const { stages, output } = foldArchitecture(architecture, parameters, shapes);
    const pool = new BufferPool(arena);
    const buffers = new TensorBuffers(pool, shapes, stages, new Set([...keep, output]));
    const constants = new PassConstants(kernels, arena, pool);
    const input = buffers.planInput();
    this.readings = architecture.input.readings ?? [];
    const numbers = numberInputs(architecture.input);
    for (const id of numbers) buffers.planNumber(id);
    const plan: PassPlan = {
      kernels,
      arithmetic,
      convolution,
      shapes,
      rectified: rectifiedStages(stages),
      pool,
      buffers,
      constants,
    };
    stages.forEach((stage, index) => {
      this.calls.push(...planCalls(plan, stage, index));
    });
    this.inputAt = input.base;
    this.place(THUMBNAIL, input, input.sampleStride / 4);
    for (const id of numbers) this.place(id, buffers.tensor(id), 1);
    this.place(OUTPUT, buffers.tensor(output), shapes.get(output)!.channels);
    for (const id of keep) {
      if (id !== THUMBNAIL) this.place(id, buffers.tensor(id), shapes.get(id)!.channels);
    }
    this.refreshViews();
  }

  /** How the values of a node that was to be kept lie in the kernels' memory. */
  layout(id: string): TensorLayout {
    return this.layouts.get(id)!;
  }

  private place(id: string, layout: TensorLayout, floats: number): void {
    const { base } = layout;
    this.layouts.set(id, layout);
    this.places.set(id, { at: base, floats });
  }

  /** To be called after the memory grew: all views of it are detached then. */
  refreshViews(): void {
    const { buffer } = this.kernels.memory;
    for (const [id, { at, floats }] of this.places) {
      this.views.set(id, new Float32Array(buffer as ArrayBuffer, at, floats));
    }
  }

  /** Pixels of the frame, height x width x [R, G, B, coverage]: write, then `run`. */
  get input(): Float32Array {
    return this.views.get(THUMBNAIL)!;
  }

  /** What is known beside the frame; what a network does not take is ignored. Write before every `run`. */
  setReadings(known: CameraReadings): void {
    for (const name of this.readings) this.views.get(name)![0] = readingInput(name, known[name]);
  }

  /** The one number of the input `lux`, for networks that have it: write before every `run`. */
  get lux(): Float32Array | undefined {
    return this.views.get(LUX);
  }

  /** The network's answer, (r, b) or kelvin, until the next `run`. */
  get output(): Float32Array {
    return this.views.get(OUTPUT)!;
  }

  /** Bytes of the kernels' memory in use. */
  get bytesUsed(): number {
    return this.arena.bytesUsed;
  }

  run(): void {
    const { calls } = this;
    for (let i = 0; i < calls.length; i++) calls[i]!();
  }

  /** Values of a vector that was to be kept, until the next `run`. */
  value(id: string): Float32Array | undefined {
    return this.views.get(id);
  }
}

/** Key of the output's view; ids of nodes are never empty. */
const OUTPUT = '';

/** What the stages of a pass are planned with. */
interface PassPlan {
  readonly kernels: Kernels;
  readonly arithmetic: Arithmetic;
  readonly convolution: ConvolutionPlanner | undefined;
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Ids of stages whose output is never below 0. */
  readonly rectified: ReadonlySet<string>;
  readonly pool: BufferPool;
  readonly buffers: TensorBuffers;
  readonly constants: PassConstants;
}

/** Those with a ReLU behind. */
function rectifiedStages(stages: readonly Stage[]): Set<string> {
  const rectified = stages.filter((stage) => 'slope' in stage && stage.slope === 0);
  return new Set(rectified.map(({ id }) => id));
}

/** The calls of a stage, the next in order: clearing, then its own. */
function planCalls(plan: PassPlan, stage: Stage, index: number): KernelCall[] {
  const { kernels, arithmetic, convolution, shapes, rectified, pool, buffers, constants } = plan;
  const scratch: number[] = [];
  const calls: KernelCall[] = [];
  const context: StageContext = {
    kernels,
    arithmetic,
    convolution,
    shape: (id) => shapes.get(id)!,
    isNonNegative: (id) => rectified.has(id),
    tensor: (id) => buffers.tensor(id),
    define: (id, writes) => {
      const tensor = buffers.planOutput(id);
      calls.push(...planClearing(kernels, tensor, writes));
      return tensor;
    },
    scratch: (bytes) => {
      const start = pool.take(bytes);
      scratch.push(start);
      return start;
    },
    constant: (values) => constants.constant(values),
    constantDoubles: (values) => constants.doubles(values),
    constantInt16: (values) => constants.int16(values),
    packed: (weights, size) => constants.packed(weights, size),
  };
  calls.push(planStage(context, stage));
  for (const start of scratch) pool.give(start);
  for (const id of new Set([...stage.inputs, stage.id])) buffers.giveIfDone(id, index);
  return calls;
}

/**
 * A network laid out for one frame at a time: weights packed once, buffers planned once and shared by stages that do not
 * overlap in time, and a list of calls of the kernels that makes no object.
 */
import {
  Arena,
  type Kernels,
  type TensorLayout,
  type TensorRequest,
  tensorAt,
  tensorBytes,
} from '../engine/index.js';
import {
  type Architecture,
  factsOf,
  foldArchitecture,
  inferShapes,
  LUX,
  type Shape,
  type Stage,
  THUMBNAIL,
} from '../model/index.js';
import { BufferPool } from './buffer-pool.js';
import { planStage } from './plan-stage.js';
import type { Arithmetic, PackedSize, Run, StageContext } from './stage-context.js';

export interface ForwardPassOptions {
  readonly keep?: readonly string[];
  readonly arithmetic?: Arithmetic;
}

export class ForwardPass {
  /** Memory of the kernels; what else lies in it comes from here. */
  readonly arena: Arena;
  /** Address of `input`. */
  readonly inputAt: number;
  private readonly kernels: Kernels;
  private readonly runs: Run[] = [];
  private readonly places = new Map<string, { readonly at: number; readonly floats: number }>();
  private readonly views = new Map<string, Float32Array>();

  /**
   * `keep`: ids of nodes whose values `value` gives after a run; THUMBNAIL for an input that outlives it.
   * Throws ArchitectureError for what cannot be run, RangeError where memory ends.
   */
  constructor(
    architecture: Architecture,
    parameters: Float32Array,
    kernels: Kernels,
    { keep = [], arithmetic = 'float32' }: ForwardPassOptions = {},
  ) {
    const arena = new Arena(kernels);
    this.arena = arena;
    this.kernels = kernels;
    const shapes = inferShapes(architecture);
    const { stages, output } = foldArchitecture(architecture, parameters, shapes);
    const layout = new StagePlan(kernels, arena, shapes, stages, {
      keep: [...keep, output],
      arithmetic,
    });
    const input = layout.planInput();
    const lux = architecture.input.lux ? layout.planLux() : null;
    for (const stage of stages) this.runs.push(...layout.planNext(stage));
    this.inputAt = input.base;
    this.place(THUMBNAIL, input, input.sampleStride / 4);
    if (lux) this.place(LUX, lux, 1);
    this.place(OUTPUT, layout.tensor(output), shapes.get(output)!.channels);
    for (const id of keep) {
      if (id !== THUMBNAIL) this.place(id, layout.tensor(id), shapes.get(id)!.channels);
    }
    this.refreshViews();
  }

  private place(id: string, { base }: TensorLayout, floats: number): void {
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
    const { runs } = this;
    for (let i = 0; i < runs.length; i++) runs[i]!();
  }

  /** Values of a vector that was to be kept, until the next `run`. */
  value(id: string): Float32Array | undefined {
    return this.views.get(id);
  }
}

/** Key of the output's view; ids of nodes are never empty. */
const OUTPUT = '';

/** Lays stages out in order; knows until when each tensor is needed. */
class StagePlan {
  private readonly kernels: Kernels;
  private readonly arena: Arena;
  private readonly pool: BufferPool;
  private readonly shapes: ReadonlyMap<string, Shape>;
  private readonly stages: readonly Stage[];
  private readonly kept: ReadonlySet<string>;
  private readonly arithmetic: Arithmetic;
  private readonly tensors = new Map<string, TensorLayout>();
  private readonly starts = new Map<string, number>();
  private next = 0;

  constructor(
    kernels: Kernels,
    arena: Arena,
    shapes: ReadonlyMap<string, Shape>,
    stages: readonly Stage[],
    { keep, arithmetic }: Required<ForwardPassOptions>,
  ) {
    this.kernels = kernels;
    this.arena = arena;
    this.pool = new BufferPool(arena);
    this.shapes = shapes;
    this.stages = stages;
    this.kept = new Set(keep);
    this.arithmetic = arithmetic;
  }

  tensor(id: string): TensorLayout {
    return this.tensors.get(id)!;
  }

  planInput(): TensorLayout {
    return this.allocate(THUMBNAIL, { ...this.sizeOf(THUMBNAIL), multiple: 4 });
  }

  planLux(): TensorLayout {
    return this.allocate(LUX, this.sizeOf(LUX));
  }

  /** The calls of the next stage: clearing, then its own. */
  planNext(stage: Stage): Run[] {
    const index = this.next++;
    const scratch: number[] = [];
    const runs: Run[] = [];
    const context: StageContext = {
      kernels: this.kernels,
      arithmetic: this.arithmetic,
      shape: (id) => this.shapes.get(id)!,
      tensor: (id) => this.tensor(id),
      define: (id, writes) => {
        const tensor = this.allocate(id, this.requestFor(id));
        runs.push(...this.clearing(tensor, writes));
        return tensor;
      },
      scratch: (bytes) => {
        const start = this.pool.take(bytes);
        scratch.push(start);
        return start;
      },
      constant: (values) => this.constant(values),
      constantDoubles: (values) => this.constantDoubles(values),
      constantInt16: (values) => this.constantInt16(values),
      packed: (weights, size) => this.packed(weights, size),
    };
    runs.push(planStage(context, stage));
    for (const start of scratch) this.pool.give(start);
    for (const id of new Set([...stage.inputs, stage.id])) this.giveIfDone(id, index);
    return runs;
  }

  private allocate(id: string, request: TensorRequest): TensorLayout {
    const start = this.pool.take(tensorBytes(request));
    const tensor = tensorAt(start, request);
    this.tensors.set(id, tensor);
    this.starts.set(id, start);
    return tensor;
  }

  /** Gives a tensor's memory back where no later stage reads it. */
  private giveIfDone(id: string, index: number): void {
    const readLater = this.stages.some((stage, i) => i > index && stage.inputs.includes(id));
    if (!readLater && !this.kept.has(id)) this.pool.give(this.starts.get(id)!);
  }

  private sizeOf(id: string): TensorRequest {
    const { heightPx, widthPx, channels } = this.shapes.get(id)!;
    return { samples: 1, rows: heightPx, columns: widthPx, channels };
  }

  /** How a stage's output must lie for those that read it. */
  private requestFor(id: string): TensorRequest {
    const readers = this.stages.filter((stage) => stage.inputs.includes(id));
    const source = this.stages.find((stage) => stage.id === id)!;
    const isFeatures = source.op === 'plain' && source.node.op === 'features';
    const padding = readers.map((stage) =>
      'node' in stage ? factsOf(stage.node).padding(stage.node) : 0,
    );
    return {
      ...this.sizeOf(id),
      // The planes' few channels are padded only for those who read several at a time.
      multiple: isFeatures && readers.every(readsSingleChannels) ? 1 : 8,
      padding: Math.max(0, ...padding),
    };
  }

  /** Zeroes what a stage does not write: its padding, or everything where it leaves padding channels out. */
  private clearing(tensor: TensorLayout, writes: 'pixels' | 'channels'): Run[] {
    const { kernels } = this;
    const { base, padding, rowStride, pixelStride, rows, columns, sampleStride } = tensor;
    const border = padding * (rowStride + pixelStride);
    const start = base - border;
    if (writes === 'channels' && tensor.paddedChannels > tensor.channels) {
      return [() => kernels.clear(start, sampleStride)];
    }
    if (padding === 0) return [];
    const gap = 2 * padding * pixelStride;
    const rowEnd = base + columns * pixelStride;
    return [
      () => {
        kernels.clear(start, border);
        for (let row = 0; row < rows - 1; row++) kernels.clear(rowEnd + row * rowStride, gap);
        kernels.clear(rowEnd + (rows - 1) * rowStride, border);
      },
    ];
  }

  private constant(values: ArrayLike<number>): number {
    const floats = Math.ceil(values.length / 8) * 8;
    const at = this.arena.allocate(floats * 4);
    this.floats(at, floats).set(values);
    return at;
  }

  private constantDoubles(values: Float64Array): number {
    const at = this.arena.allocate(values.byteLength);
    new Float64Array(this.kernels.memory.buffer, at, values.length).set(values);
    return at;
  }

  private constantInt16(values: Int16Array): number {
    const at = this.arena.allocate(values.byteLength);
    new Int16Array(this.kernels.memory.buffer, at, values.length).set(values);
    return at;
  }

  private packed(weights: Float32Array, { kernel, input, outChannels }: PackedSize): number {
    const { channels, paddedChannels } = input;
    const panels = Math.ceil(outChannels / 8);
    const packed = this.arena.allocate(panels * kernel * kernel * paddedChannels * 32);
    const plain = this.pool.take(weights.byteLength);
    this.floats(plain, weights.length).set(weights);
    this.kernels.packForward(plain, kernel, channels, paddedChannels, outChannels, packed);
    // So that after set-up memory holds only what a pass reads: record/record-pass.ts takes it as it is.
    this.kernels.clear(plain, weights.byteLength);
    this.pool.give(plain);
    return packed;
  }

  private floats(at: number, count: number): Float32Array {
    return new Float32Array(this.kernels.memory.buffer, at, count);
  }
}

/** Whether a stage reads its maps channel by channel, whatever their number is a multiple of. Safe to deny. */
function readsSingleChannels(stage: Stage): boolean {
  if (stage.op === 'conv') return true;
  if (stage.op !== 'plain') return false;
  const { op } = stage.node;
  return op === 'slice' || op === 'concat' || op === 'flatten' || op === 'resize';
}

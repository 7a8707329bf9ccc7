/**
 * Where the tensors of a pass lie: buffers planned in the order of stages, and shared by those that are not needed at the
 * same time.
 */
import { type TensorLayout, type TensorRequest, tensorAt, tensorBytes } from '../engine/index.js';
import { factsOf, type Shape, type Stage, THUMBNAIL } from '../model/index.js';
import type { BufferPool } from './buffer-pool.js';

/** Knows until when each tensor is needed. */
export class TensorBuffers {
  private readonly pool: BufferPool;
  private readonly shapes: ReadonlyMap<string, Shape>;
  private readonly stages: readonly Stage[];
  private readonly kept: ReadonlySet<string>;
  private readonly tensors = new Map<string, TensorLayout>();
  private readonly starts = new Map<string, number>();

  /** `kept`: ids of tensors that outlive every stage. */
  constructor(
    pool: BufferPool,
    shapes: ReadonlyMap<string, Shape>,
    stages: readonly Stage[],
    kept: ReadonlySet<string>,
  ) {
    this.pool = pool;
    this.shapes = shapes;
    this.stages = stages;
    this.kept = kept;
  }

  tensor(id: string): TensorLayout {
    return this.tensors.get(id)!;
  }

  planInput(): TensorLayout {
    return this.allocate(THUMBNAIL, { ...this.sizeOf(THUMBNAIL), multiple: 4 });
  }

  /** An input of one number. */
  planNumber(id: string): TensorLayout {
    return this.allocate(id, this.sizeOf(id));
  }

  /** A stage's output, as those that read it want it. */
  planOutput(id: string): TensorLayout {
    return this.allocate(id, this.requestFor(id));
  }

  private allocate(id: string, request: TensorRequest): TensorLayout {
    const start = this.pool.take(tensorBytes(request));
    const tensor = tensorAt(start, request);
    this.tensors.set(id, tensor);
    this.starts.set(id, start);
    return tensor;
  }

  /** Gives a tensor's memory back where no stage after the one of this index reads it. */
  giveIfDone(id: string, index: number): void {
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
}

/** Whether a stage reads its maps channel by channel, whatever their number is a multiple of. Safe to deny. */
function readsSingleChannels(stage: Stage): boolean {
  if (stage.op === 'conv') return true;
  if (stage.op !== 'plain') return false;
  const { op } = stage.node;
  return op === 'slice' || op === 'concat' || op === 'flatten' || op === 'resize';
}

/** Elementwise operations: activations, arithmetic, dropout; and softmax. */
import { BINARY_CODES, type TensorLayout, unaryArguments } from '../../engine/index.js';
import type { ModelNode } from '../../model/index.js';
import { createRng } from '../../random/index.js';
import { type PlanContext, perThread, type Step } from '../context.js';

type NodeOf<Op extends ModelNode['op']> = Extract<ModelNode, { op: Op }>;

function rowAddress(layout: TensorLayout, sample: number, row: number): number {
  return layout.base + sample * layout.sampleStride + row * layout.rowStride;
}

export function planActivation(context: PlanContext, node: NodeOf<'activation'>): Step {
  const { kernels } = context;
  const input = context.tensor(node.from);
  const output = context.define(node.id);
  const [x, y] = [input.value, output.value];
  const count = x.columns * x.paddedChannels;
  const [code, alpha, beta] = unaryArguments(node.kind, node.alpha, node.beta);
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        for (let row = 0; row < x.rows; row++) {
          kernels.unary(code, rowAddress(x, n, row), rowAddress(y, n, row), count, alpha, beta);
        }
      }
    },
    backward({ from, to }) {
      const [dx, dy] = [input.gradient, output.gradient];
      if (!dx || !dy) return;
      for (let n = from; n < to; n++) {
        for (let row = 0; row < x.rows; row++) {
          kernels.unaryGradient(
            code,
            rowAddress(x, n, row),
            rowAddress(y, n, row),
            rowAddress(dy, n, row),
            rowAddress(dx, n, row),
            count,
            alpha,
          );
        }
      }
    },
  };
}

export function planArithmetic(context: PlanContext, node: NodeOf<'arithmetic'>): Step {
  const { kernels } = context;
  const first = context.tensor(node.from[0]);
  const second = context.tensor(node.from[1]);
  const output = context.define(node.id);
  const [a, b, y] = [first.value, second.value, output.value];
  const code = BINARY_CODES[node.kind];
  // A vector as second input is read again for every pixel.
  const repeated = context.shapes.get(node.from[1])!.vector;
  const bRow = (layout: TensorLayout, n: number, row: number) =>
    rowAddress(layout, n, repeated ? 0 : row);
  const bPixel = repeated ? 0 : b.pixelStride;
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        for (let row = 0; row < a.rows; row++) {
          kernels.binary(
            code,
            rowAddress(a, n, row),
            a.pixelStride,
            bRow(b, n, row),
            bPixel,
            rowAddress(y, n, row),
            y.pixelStride,
            a.columns,
            a.paddedChannels,
          );
        }
      }
    },
    backward({ from, to }) {
      const [da, db, dy] = [first.gradient, second.gradient, output.gradient];
      if (!dy || (!da && !db)) return;
      for (let n = from; n < to; n++) {
        for (let row = 0; row < a.rows; row++) {
          kernels.binaryGradient(
            code,
            rowAddress(a, n, row),
            a.pixelStride,
            bRow(b, n, row),
            bPixel,
            rowAddress(dy, n, row),
            dy.pixelStride,
            da ? rowAddress(da, n, row) : 0,
            a.pixelStride,
            db ? bRow(db, n, row) : 0,
            bPixel,
            a.columns,
            a.paddedChannels,
          );
        }
      }
    },
  };
}

/** Inverted dropout [Srivastava2014]; the masks depend on the run's seed and the sample alone. */
export function planDropout(context: PlanContext, node: NodeOf<'dropout'>): Step {
  const { kernels, arena, batch } = context;
  const input = context.tensor(node.from);
  const output = context.define(node.id);
  const [x, y] = [input.value, output.value];
  const rowFloats = x.columns * x.paddedChannels;
  const maskFloats = x.rows * rowFloats;
  const masks = arena.allocate(batch * maskFloats * 4);
  const keep = 1 / (1 - node.rate);
  function apply(source: TensorLayout, target: TensorLayout, n: number, accumulate: boolean): void {
    const f32 = context.f32();
    for (let row = 0; row < x.rows; row++) {
      const s = rowAddress(source, n, row) >> 2;
      const t = rowAddress(target, n, row) >> 2;
      const m = (masks >> 2) + n * maskFloats + row * rowFloats;
      for (let i = 0; i < rowFloats; i++) {
        const value = f32[s + i]! * f32[m + i]!;
        f32[t + i] = accumulate ? f32[t + i]! + value : value;
      }
    }
  }
  return {
    forward({ from, to, training, seed }) {
      const f32 = context.f32();
      for (let n = from; n < to; n++) {
        if (training) {
          const rng = createRng(seed).fork('dropout', node.id, n);
          const m = (masks >> 2) + n * maskFloats;
          for (let i = 0; i < maskFloats; i++) f32[m + i] = rng.uniform() < node.rate ? 0 : keep;
          apply(x, y, n, false);
        } else {
          for (let row = 0; row < x.rows; row++) {
            kernels.copyChannels(
              rowAddress(x, n, row),
              0,
              rowAddress(y, n, row),
              0,
              1,
              rowFloats,
              0,
            );
          }
        }
      }
    },
    backward({ from, to, training }) {
      const [dx, dy] = [input.gradient, output.gradient];
      if (!dx || !dy) return;
      for (let n = from; n < to; n++) {
        if (training) apply(dy, dx, n, true);
        else {
          for (let row = 0; row < x.rows; row++) {
            kernels.addInto(rowAddress(dx, n, row), rowAddress(dy, n, row), rowFloats);
          }
        }
      }
    },
  };
}

export function planSoftmax(context: PlanContext, node: NodeOf<'softmax'>): Step {
  return node.axis === 'channels'
    ? planChannelSoftmax(context, node)
    : planPixelSoftmax(context, node);
}

function planChannelSoftmax(context: PlanContext, node: NodeOf<'softmax'>): Step {
  const { kernels } = context;
  const input = context.tensor(node.from);
  const output = context.define(node.id);
  const [x, y] = [input.value, output.value];
  const at = (layout: TensorLayout, n: number, row: number, column: number) =>
    rowAddress(layout, n, row) + column * layout.pixelStride;
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        for (let row = 0; row < x.rows; row++) {
          for (let column = 0; column < x.columns; column++) {
            kernels.softmax(at(x, n, row, column), at(y, n, row, column), x.channels, 4, 4);
          }
        }
      }
    },
    backward({ from, to }) {
      const [dx, dy] = [input.gradient, output.gradient];
      if (!dx || !dy) return;
      for (let n = from; n < to; n++) {
        for (let row = 0; row < x.rows; row++) {
          for (let column = 0; column < x.columns; column++) {
            kernels.softmaxGradient(
              at(y, n, row, column),
              at(dy, n, row, column),
              at(dx, n, row, column),
              x.channels,
              4,
              4,
              4,
            );
          }
        }
      }
    },
  };
}

/** Softmax over the pixels of each channel, gathered into one line, because maps may have padding between their rows. */
function planPixelSoftmax(context: PlanContext, node: NodeOf<'softmax'>): Step {
  const { kernels, sync } = context;
  const input = context.tensor(node.from);
  const output = context.define(node.id);
  const [x, y] = [input.value, output.value];
  const pixels = x.rows * x.columns;
  const lines = [0, 1, 2].map(() => perThread(context, pixels * 4)[sync.thread]!);
  const [lineA, lineB, lineC] = lines as [number, number, number];
  function gather(layout: TensorLayout, n: number, channel: number, line: number): void {
    for (let row = 0; row < layout.rows; row++) {
      const from = rowAddress(layout, n, row) + channel * 4;
      kernels.copyChannels(
        from,
        layout.pixelStride,
        line + row * layout.columns * 4,
        4,
        layout.columns,
        1,
        0,
      );
    }
  }
  function scatter(
    line: number,
    layout: TensorLayout,
    n: number,
    channel: number,
    accumulate: number,
  ): void {
    for (let row = 0; row < layout.rows; row++) {
      const to = rowAddress(layout, n, row) + channel * 4;
      kernels.copyChannels(
        line + row * layout.columns * 4,
        4,
        to,
        layout.pixelStride,
        layout.columns,
        1,
        accumulate,
      );
    }
  }
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        for (let channel = 0; channel < x.channels; channel++) {
          gather(x, n, channel, lineA);
          kernels.softmax(lineA, lineB, pixels, 4, 4);
          scatter(lineB, y, n, channel, 0);
        }
      }
    },
    backward({ from, to }) {
      const [dx, dy] = [input.gradient, output.gradient];
      if (!dx || !dy) return;
      for (let n = from; n < to; n++) {
        for (let channel = 0; channel < x.channels; channel++) {
          gather(y, n, channel, lineA);
          gather(dy, n, channel, lineB);
          kernels.clear(lineC, pixels * 4);
          kernels.softmaxGradient(lineA, lineB, lineC, pixels, 4, 4, 4);
          scatter(lineC, dx, n, channel, 1);
        }
      }
    },
  };
}

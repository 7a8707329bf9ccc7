/** Activations on their own, arithmetic and softmax. */
import { BINARY_CODES, unaryArguments } from '../../engine/index.js';
import type { NodeOf } from '../../model/index.js';
import { ArchitectureError } from '../../model/index.js';
import { finiteSetting, type KernelCall, type StageContext, spanOf } from '../stage-context.js';

export function planActivation(
  { kernels, ...context }: StageContext,
  node: NodeOf<'activation'>,
  from: string,
): KernelCall {
  const x = context.tensor(from);
  const y = context.define(node.id, 'pixels');
  const [code, ...numbers] = unaryArguments(node.kind, node.alpha, node.beta);
  const alpha = finiteSetting(node.id, 'alpha', numbers[0]);
  const beta = finiteSetting(node.id, 'beta', numbers[1]);
  const { rows, columns } = spanOf(x, y);
  const count = columns * x.paddedChannels;
  return () => {
    for (let row = 0; row < rows; row++) {
      kernels.unary(
        code,
        x.base + row * x.rowStride,
        y.base + row * y.rowStride,
        count,
        alpha,
        beta,
      );
    }
  };
}

/** a op b; where b is a vector beside a map, its one pixel is read again for each of a's. */
export function planArithmetic(
  { kernels, ...context }: StageContext,
  node: NodeOf<'arithmetic'>,
  [first, second]: readonly [string, string],
): KernelCall {
  const repeated = context.shape(second).vector;
  const a = context.tensor(first);
  const b = context.tensor(second);
  const y = context.define(node.id, 'pixels');
  const code = BINARY_CODES[node.kind];
  const { rows, columns } = repeated ? spanOf(a, y) : spanOf(a, b, y);
  const bRow = repeated ? 0 : b.rowStride;
  const bPixel = repeated ? 0 : b.pixelStride;
  return () => {
    for (let row = 0; row < rows; row++) {
      kernels.binary(
        code,
        a.base + row * a.rowStride,
        a.pixelStride,
        b.base + row * bRow,
        bPixel,
        y.base + row * y.rowStride,
        y.pixelStride,
        columns,
        a.paddedChannels,
      );
    }
  };
}

/** Throws ArchitectureError for an axis that is none. */
export function planSoftmax(
  context: StageContext,
  node: NodeOf<'softmax'>,
  from: string,
): KernelCall {
  switch (node.axis) {
    case 'channels':
      return planChannelSoftmax(context, node, from);
    case 'pixels':
      return planPixelSoftmax(context, node, from);
    default:
      node.axis satisfies never;
      throw new ArchitectureError(`${node.id}: unknown axis '${node.axis}'`);
  }
}

function planChannelSoftmax(
  { kernels, ...context }: StageContext,
  { id }: NodeOf<'softmax'>,
  from: string,
): KernelCall {
  const x = context.tensor(from);
  const y = context.define(id, 'channels');
  return () => {
    for (let row = 0; row < x.rows; row++) {
      const xRow = x.base + row * x.rowStride;
      const yRow = y.base + row * y.rowStride;
      for (let column = 0; column < x.columns; column++) {
        kernels.softmax(
          xRow + column * x.pixelStride,
          yRow + column * y.pixelStride,
          x.channels,
          4,
          4,
        );
      }
    }
  };
}

/** Over all pixels of each channel; by way of one line where a map has padding between its rows. */
function planPixelSoftmax(
  { kernels, ...context }: StageContext,
  { id }: NodeOf<'softmax'>,
  from: string,
): KernelCall {
  const x = context.tensor(from);
  const y = context.define(id, 'channels');
  const pixels = x.rows * x.columns;
  if (spanOf(x, y).rows === 1) {
    return () => {
      for (let c = 0; c < x.channels; c++) {
        kernels.softmax(x.base + c * 4, y.base + c * 4, pixels, x.pixelStride, y.pixelStride);
      }
    };
  }
  const line = context.scratch(pixels * 4);
  const lineRow = x.columns * 4;
  return () => {
    for (let c = 0; c < x.channels; c++) {
      for (let row = 0; row < x.rows; row++) {
        const source = x.base + row * x.rowStride + c * 4;
        kernels.copyChannels(source, x.pixelStride, line + row * lineRow, 4, x.columns, 1, 0);
      }
      kernels.softmax(line, line, pixels, 4, 4);
      for (let row = 0; row < x.rows; row++) {
        const target = y.base + row * y.rowStride + c * 4;
        kernels.copyChannels(line + row * lineRow, 4, target, y.pixelStride, x.columns, 1, 0);
      }
    }
  };
}

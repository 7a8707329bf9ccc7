import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  ArchitectureError,
  describeShape,
  inferShapes,
  type ModelNode,
  nodeInputs,
} from '../../dist/model/index.js';

const PLANES: ModelNode = { id: 'planes', op: 'features', planes: 'rgb' };
const MEAN: ModelNode = { id: 'mean', op: 'globalAveragePool', from: 'planes' };
const END: ModelNode = { id: 'end', op: 'dense', from: 'mean', units: 2, bias: true };

/** A network that is right but for the node in its middle, which may read the map `planes` or the vector `mean`. */
function around(...nodes: readonly ModelNode[]): Architecture {
  return {
    input: { heightPx: 5, widthPx: 8 },
    nodes: [PLANES, MEAN, ...nodes, END],
    output: 'end',
  };
}

/** A node as a file may hold it. */
const node = (fields: object) => ({ id: 'middle', from: 'planes', ...fields }) as ModelNode;

function shapeAt(...nodes: readonly ModelNode[]): string {
  return describeShape(inferShapes(around(...nodes)).get(nodes.at(-1)!.id)!);
}

const LOG_CHROMA = {
  planes: 'relativeLogChroma',
  epsilon: 0.06,
  centre: [-0.5, -0.4],
  scale: 2,
  centreLuminance: true,
};
const conv = { op: 'conv', kernel: 3, stride: 1, channels: 4, bias: false };

describe('inferShapes', () => {
  it.each([
    ['a convolution keeps the size, half its kernel padded', conv, '5x8x4'],
    ['an even kernel adds a row and a column', { ...conv, kernel: 4 }, '6x9x4'],
    ['a stride divides, rounding up', { ...conv, stride: 3 }, '2x3x4'],
    ['without padding a kernel takes its border', { ...conv, kernel: 5, padding: 0 }, '1x4x4'],
    ['a depthwise convolution keeps the channels', { ...conv, op: 'depthwise' }, '5x8x3'],
    ['a pool drops what fills no window', { op: 'maxPool', size: 2, stride: 2 }, '2x4x3'],
    [
      'a window larger than the map is cut to it',
      { op: 'averagePool', size: 9, stride: 2 },
      '1x1x3',
    ],
    ['a pool may overlap', { op: 'maxPool', size: 3, stride: 1 }, '3x6x3'],
    ['flatten makes a vector of a map', { op: 'flatten' }, '[120]'],
    ['a slice ends before its end', { op: 'slice', start: 1, end: 3 }, '5x8x2'],
    ['concat adds the channels', { op: 'concat', from: ['planes', 'planes'] }, '5x8x6'],
    [
      'a map may be multiplied by a vector',
      { op: 'arithmetic', kind: 'multiply', from: ['planes', 'mean'] },
      '5x8x3',
    ],
    ['planes have a value for each pixel', { op: 'features', ...LOG_CHROMA }, '5x8x4'],
    [
      'planes of cells drop pixels that fill none',
      { op: 'features', ...LOG_CHROMA, cell: 2 },
      '2x4x4',
    ],
    ['and so do those of edges', { op: 'features', ...LOG_CHROMA, cell: 3, of: 'edges' }, '1x2x4'],
    [
      'edges have a value for each pixel unless told otherwise',
      { op: 'features', ...LOG_CHROMA, of: 'edges' },
      '5x8x4',
    ],
    ['softmax keeps the shape', { op: 'softmax', axis: 'pixels' }, '5x8x3'],
  ])('%s', (_name, fields, expected) => {
    expect(shapeAt(node(fields))).toBe(expected);
  });

  it.each([
    [
      'a wrong kernel',
      { ...conv, kernel: 0 },
      'middle: expected kernel to be an integer from 1 to 15, got 0',
    ],
    [
      'a fraction of a stride',
      { ...conv, stride: 1.5 },
      'middle: expected stride to be an integer from 1 to 15, got 1.5',
    ],
    ['no channels', { ...conv, channels: 0 }, 'middle: expected channels'],
    ['a negative padding', { ...conv, padding: -1 }, 'middle: expected padding'],
    [
      'a kernel wider than the map',
      { ...conv, kernel: 7, padding: 0 },
      'middle: expected an input of at least 7 px a side, got 5x8x3',
    ],
    [
      'a convolution of a vector',
      { ...conv, from: 'mean' },
      'middle: expected a map, got a vector [3]',
    ],
    [
      'a dense layer on a map',
      { op: 'dense', units: 3, bias: true },
      'middle: expected a vector, got a map 5x8x3',
    ],
    [
      'a node that comes later',
      { ...conv, from: 'end' },
      "middle: expected an earlier node, got 'end'",
    ],
    [
      'a node of its own',
      { ...conv, from: 'middle' },
      "middle: expected an earlier node, got 'middle'",
    ],
    [
      'biases that are not as many as units',
      { op: 'dense', from: 'mean', units: 3, bias: true, initialBias: [1] },
      'middle: expected 3 initial biases, got 1',
    ],
    [
      'weights that are not as many',
      { op: 'dense', from: 'mean', units: 3, bias: true, initialWeights: [1] },
      'middle: expected 9 initial weights, got 1',
    ],
    [
      'a slice beyond the channels',
      { op: 'slice', start: 1, end: 4 },
      'middle: expected end to be an integer from 2 to 3, got 4',
    ],
    [
      'maps of two sizes',
      { op: 'concat', from: ['planes', 'mean'] },
      'middle: expected inputs of one size, got 5x8x3, [3]',
    ],
    [
      'a concat of nothing',
      { op: 'concat', from: [] },
      'middle: expected the number of inputs to be an integer from 1 to 256, got 0',
    ],
    [
      'arithmetic on one input',
      { op: 'arithmetic', kind: 'add', from: ['planes'] },
      'middle: expected the number of inputs',
    ],
    [
      'arithmetic of a vector and a map',
      { op: 'arithmetic', kind: 'add', from: ['mean', 'planes'] },
      'middle: expected [3] or [3] as second input, got 5x8x3',
    ],
    [
      'an unknown arithmetic',
      { op: 'arithmetic', kind: 'power', from: ['planes', 'mean'] },
      'middle: expected kind to be one of add, subtract, multiply, divide, got power',
    ],
    [
      'an unknown activation',
      { op: 'activation', kind: 'gelu' },
      'middle: expected kind to be one of relu, leakyRelu',
    ],
    [
      'a leaky ReLU that bends down',
      { op: 'activation', kind: 'leakyRelu', alpha: -1 },
      'middle: expected alpha to be from 0 to 1, got -1',
    ],
    [
      'unknown planes',
      { op: 'features', planes: 'yuv' },
      'middle: expected planes to be one of rgb, logChroma, relativeLogChroma, rendered, got yuv',
    ],
    [
      'an unknown axis',
      { op: 'softmax', axis: 'rows' },
      'middle: expected axis to be one of pixels, channels, got rows',
    ],
    [
      'dropping everything',
      { op: 'dropout', rate: 1 },
      'middle: expected rate to be from 0 to 0.99, got 1',
    ],
    [
      'a negative epsilon',
      { op: 'batchNorm', epsilon: -1, momentum: 0.1 },
      'middle: expected epsilon to be from 0 to 1, got -1',
    ],
    [
      'no momentum',
      { op: 'batchNorm', epsilon: 1e-5 },
      'middle: expected momentum to be from 0 to 1, got undefined',
    ],
    [
      'weights of the wrong channels',
      { op: 'weightedPool', weights: 'planes', epsilon: 0 },
      'middle: expected weights of 5x8x1, got 5x8x3',
    ],
    [
      'cells larger than the picture',
      { op: 'features', ...LOG_CHROMA, cell: 6 },
      'middle: expected cell to be an integer from 1 to 5, got 6',
    ],
    [
      'cells that none of the kernels bears',
      { op: 'features', ...LOG_CHROMA, cell: 17 },
      'middle: expected cell to be an integer from 1 to 16, got 17',
    ],
    [
      'planes of neither means nor edges',
      { op: 'features', ...LOG_CHROMA, of: 'medians' },
      'middle: expected of to be one of means, edges, got medians',
    ],
    ['an unknown operation', { op: 'attention' }, "middle: unknown operation 'attention'"],
    ['an id twice', { ...conv, id: 'mean' }, 'mean: expected ids to be unique'],
  ])('refuses %s and names the node', (_name, fields, message) => {
    const wrong = around(node(fields));
    expect(() => inferShapes(wrong)).toThrow(ArchitectureError);
    expect(() => inferShapes(wrong)).toThrow(message);
  });

  it('refuses an output that is no pair of numbers, or no node at all', () => {
    const right = around();
    expect(() => inferShapes({ ...right, output: 'mean' })).toThrow(
      "output: expected a vector of 2 (r, b) or of 1 (kelvin), got [3] at 'mean'",
    );
    expect(() => inferShapes({ ...right, output: 'nowhere' })).toThrow(
      "got no such node at 'nowhere'",
    );
  });

  it('refuses a picture without pixels', () => {
    const empty = { ...around(), input: { heightPx: 0, widthPx: 8 } };
    expect(() => inferShapes(empty)).toThrow('input: expected heightPx');
  });
});

describe('nodeInputs', () => {
  it('names what a node reads, in order', () => {
    expect(nodeInputs(PLANES)).toEqual(['thumbnail']);
    expect(nodeInputs(END)).toEqual(['mean']);
    expect(nodeInputs(node({ op: 'concat', from: ['a', 'b', 'c'] }))).toEqual(['a', 'b', 'c']);
    expect(nodeInputs(node({ op: 'weightedPool', weights: 'w' }))).toEqual(['planes', 'w']);
  });
});

import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  countFlops,
  countParameters,
  parameterLayout,
  smallArchitecture,
} from '../../dist/model/index.js';

const ARCHITECTURE: Architecture = {
  input: { heightPx: 6, widthPx: 8 },
  nodes: [
    { id: 'planes', op: 'features', planes: 'rgb' },
    { id: 'c', op: 'conv', from: 'planes', kernel: 3, stride: 2, channels: 5, bias: true },
    { id: 'n', op: 'batchNorm', from: 'c', epsilon: 1e-5, momentum: 0.1 },
    { id: 'd', op: 'depthwise', from: 'n', kernel: 3, stride: 1, bias: false },
    { id: 'm', op: 'globalAveragePool', from: 'd' },
    { id: 'e', op: 'dense', from: 'm', units: 2, bias: true },
  ],
  output: 'e',
};

describe('parameterLayout', () => {
  const layout = parameterLayout(ARCHITECTURE);

  it('puts what is trained first, node by node, and running statistics behind', () => {
    const listed = layout.tensors.map(({ nodeId, role, shape }) => [nodeId, role, ...shape]);
    expect(listed).toEqual([
      ['c', 'weight', 3, 3, 3, 5],
      ['c', 'bias', 5],
      ['n', 'gamma', 5],
      ['n', 'beta', 5],
      ['d', 'weight', 3, 3, 5],
      ['e', 'weight', 5, 2],
      ['e', 'bias', 2],
      ['n', 'runningMean', 5],
      ['n', 'runningVariance', 5],
    ]);
  });

  it('leaves no gap and no overlap', () => {
    let next = 0;
    for (const { offset, length, shape } of layout.tensors) {
      expect(offset).toBe(next);
      expect(length).toBe(shape.reduce((a, b) => a * b, 1));
      next += length;
    }
    expect(layout.total).toBe(next);
    expect(layout.total - layout.trainable).toBe(10);
    expect(countParameters(ARCHITECTURE)).toBe(layout.trainable);
  });

  it('knows how many inputs an output sums over', () => {
    const fanIns = layout.tensors.filter(({ fanIn }) => fanIn > 0);
    expect(fanIns.map(({ nodeId, fanIn }) => [nodeId, fanIn])).toEqual([
      ['c', 27],
      ['d', 9],
      ['e', 5],
    ]);
  });

  it('finds a tensor by node and role, and nothing where there is none', () => {
    expect(layout.find('c', 'bias')).toMatchObject({ offset: 135, length: 5 });
    expect(layout.find('d', 'bias')).toBeUndefined();
    expect(layout.find('m', 'weight')).toBeUndefined();
  });
});

describe('countFlops', () => {
  it('counts two for each multiply-add of convolutions and dense layers', () => {
    expect(countFlops(ARCHITECTURE)).toBe(2 * (3 * 4 * 27 * 5 + 3 * 4 * 9 * 5 + 5 * 2));
  });
});

describe('smallArchitecture', () => {
  const family = {
    heightPx: 48,
    widthPx: 64,
    blocks: [
      { kernel: 4, stride: 4, channels: 16 },
      { kernel: 3, stride: 1, channels: 24, depthwise: true },
      { kernel: 3, stride: 2, channels: 32 },
    ],
    hidden: 20,
    centre: [-0.5, -0.4],
    anchors: [
      [0.1, -0.1],
      [-0.2, 0.3],
      [0, 0.1],
    ],
  } as const;

  it('is a network with or without anchors', () => {
    const free = smallArchitecture({ ...family, anchors: [] });
    const anchored = smallArchitecture(family);
    // A free residual is a dense layer of 2; anchors put a mixture of 3 before it.
    expect(countParameters(anchored) - countParameters(free)).toBe(
      20 * 3 + 3 + (3 * 2 + 2) - (20 * 2 + 2),
    );
  });

  it('starts its output from the centre and the anchors', () => {
    const end = smallArchitecture(family).nodes.find(({ id }) => id === 'logWhitePoint');
    expect(end).toMatchObject({
      initialBias: [-0.5, -0.4],
      initialWeights: [0.1, -0.1, -0.2, 0.3, 0, 0.1],
    });
  });
});

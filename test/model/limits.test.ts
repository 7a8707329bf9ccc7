/** How far each number of a model file may go, and the planes of the reference, number by number. */
import { describe, expect, it } from 'vitest';
import {
  OPERATIONS,
  PROOF_OF_CONCEPT,
  referencePlanes,
  renderedBytes,
  renderingNumbers,
  smallArchitecture,
  withPlanes,
} from '../../dist/model/index.js';

const LIMITS: Readonly<Record<string, readonly [low: number, high: number]>> = {
  'features.epsilon': [0, 1],
  'features.scale': [-1e6, 1e6],
  'features.exponent': [0.05, 20],
  'features.levels': [0, 1023],
  'features.cell': [1, 16],
  'resize.heightPx': [1, 8192],
  'resize.widthPx': [1, 8192],
  'conv.kernel': [1, 15],
  'conv.stride': [1, 15],
  'conv.padding': [0, 15],
  'conv.channels': [1, 4096],
  'depthwise.kernel': [1, 15],
  'depthwise.stride': [1, 15],
  'depthwise.padding': [0, 15],
  'batchNorm.epsilon': [0, 1],
  'batchNorm.momentum': [0, 1],
  'activation.alpha': [-1e6, 1e6],
  'activation.beta': [-1e6, 1e6],
  'maxPool.size': [1, 15],
  'maxPool.stride': [1, 15],
  'averagePool.size': [1, 15],
  'averagePool.stride': [1, 15],
  'weightedPool.epsilon': [0, 1],
  'dense.units': [1, 65_536],
  'dense.initialDeviation': [0, 1e6],
  'slice.start': [0, 2 ** 28],
  'slice.end': [1, 2 ** 28],
  'dropout.rate': [0, 0.99],
};

/** Lists: of how many numbers, and how far each may go. */
const LISTS: Readonly<Record<string, readonly (number | undefined)[]>> = {
  'features.centre': [2, 2, -20, 20],
  'features.gains': [3, 3, -1000, 1000],
  'features.matrix': [9, 9, -1000, 1000],
  'features.mean': [3, 3, -1000, 1000],
  'features.colourMatrix': [9, 9, -1000, 1000],
  'features.deviation': [3, 3, 0.001, 1000],
  'dense.initialBias': [undefined, undefined, -1e6, 1e6],
  'dense.initialWeights': [undefined, undefined, -1e6, 1e6],
};

interface Form {
  readonly kind: string;
  readonly low?: number;
  readonly high?: number;
  readonly least?: number;
  readonly most?: number;
  readonly of?: Form;
}

const FORMS = Object.entries(OPERATIONS).flatMap(([op, { settings }]) =>
  Object.entries(settings).map(([name, form]) => [`${op}.${name}`, form as Form] as const),
);

describe('numbers of a model file', () => {
  it('lie within their limits, both included', () => {
    const numbers = FORMS.filter(([, { low }]) => low !== undefined);
    expect(Object.fromEntries(numbers.map(([name, { low, high }]) => [name, [low, high]]))).toEqual(
      LIMITS,
    );
  });

  it('come in lists of fixed lengths where those are planes', () => {
    const lists = FORMS.filter(([, { kind }]) => kind === 'list').map(
      ([name, { least, most, of }]) => [name, [least, most, of?.low, of?.high]],
    );
    expect(Object.fromEntries(lists)).toEqual(LISTS);
  });

  it('are fractions or whole by what they mean', () => {
    const whole = FORMS.filter(([, { kind }]) => kind === 'whole').map(([name]) => name);
    expect(whole.sort()).toEqual(
      Object.keys(LIMITS)
        .filter((name) =>
          /Px|kernel|stride|padding|channels|size|units|start|end|levels|cell/.test(name),
        )
        .sort(),
    );
  });
});

describe("the reference's planes", () => {
  // DeepAWB: https://github.com/yakorch/DeepAWB, its most likely light, colour matrix and statistics of its pictures.
  const MATRIX = [1.8795, -1.0326, 0.1531, -0.2198, 1.7153, -0.4955, 0.0069, -0.515, 1.5081];
  const { picture, size, rendered } = referencePlanes();

  it('are those of its pictures', () => {
    expect([picture, size]).toEqual([
      { heightPx: 432, widthPx: 648 },
      { heightPx: 288, widthPx: 432 },
    ]);
    const sum = 0.425 + 1 + 0.7;
    expect(rendered).toEqual({
      op: 'features',
      planes: 'rendered',
      gains: [sum / 0.425, sum, sum / 0.7],
      matrix: MATRIX,
      exponent: 1 / 2.2,
      levels: 255,
      mean: [0.4373, 0.3857, 0.3163],
      deviation: [0.2495, 0.2281, 0.2024],
    });
    expect(referencePlanes(picture, size, { r: 0.5, b: 0.8 }).rendered.gains).toEqual([
      2.3 / 0.5,
      2.3,
      2.3 / 0.8,
    ]);
  });

  it('lie in memory as matrix with gains, means, deviations, exponent, levels and thresholds', () => {
    const gains = [2, 3, 5] as const;
    const deviation = [0.5, 0.25, 2] as const;
    const node = { ...rendered, id: 'planes', gains, deviation, levels: 4, exponent: 0.5 };
    const numbers = renderingNumbers(node as never);
    expect([...numbers]).toEqual([
      ...MATRIX.map((value, i) => value * gains[i % 3]!),
      0.4373,
      0.3857,
      0.3163,
      2,
      4,
      0.5,
      0.5,
      4,
      // v^0.5 reaches a quarter, a half, three quarters and one at their squares.
      0.0625,
      0.25,
      0.5625,
      1,
    ]);
    expect(renderingNumbers({ ...node, levels: 0 } as never)).toHaveLength(17);
  });

  it('show a picture as bytes: gains, matrix, power, rounded down', () => {
    const plain = {
      ...rendered,
      gains: [1, 1, 1] as const,
      matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      exponent: 0.5,
    };
    const rgb = [0.25, 0.5, 1, -1, 2, 0];
    expect([...renderedBytes({ ...plain, levels: 255 }, rgb)]).toEqual([
      Math.floor(255 * 0.5),
      Math.floor(255 * Math.SQRT1_2),
      255,
      0,
      255,
      0,
    ]);
    expect([...renderedBytes({ ...plain, levels: 0 }, rgb)]).toEqual([127, 180, 255, 0, 255, 0]);
    // Four levels: 0.5 is the second, 0.707 still; shown as 127 of 255.
    expect([...renderedBytes({ ...plain, levels: 4 }, rgb)]).toEqual([127, 127, 255, 0, 255, 0]);
    const turned = { ...plain, matrix: [0, 0.5, 0, 0, 0, 1, 1, 0, 0] };
    const channels = [0.25, 0.5, 0.81];
    const shown = [0.25, 0.81, 0.25].map((v) => Math.floor(255 * Math.sqrt(v)));
    expect([...renderedBytes(turned, channels)]).toEqual(shown);
    const gained = { ...plain, gains: [2, 1, 0.5] as const };
    const lit = [0.5, 0.5, 0.405].map((v) => Math.floor(255 * Math.sqrt(v)));
    expect([...renderedBytes(gained, channels)]).toEqual(lit);
  });

  it('stand in the place of linear planes of the same size, and of no other', () => {
    const network = {
      input: { heightPx: 288, widthPx: 432 },
      nodes: [
        { id: 'planes', op: 'features', planes: 'rgb' },
        { id: 'mean', op: 'globalAveragePool', from: 'planes' },
        { id: 'light', op: 'dense', from: 'mean', units: 2, bias: false },
      ],
      output: 'light',
    } as const;
    const planes = { picture, size, rendered };
    const { input, nodes } = withPlanes(network as never, planes);
    expect(input).toEqual({ heightPx: 432, widthPx: 648 });
    expect(nodes.map(({ id, op }) => [id, op])).toEqual([
      ['planesAtFullSize', 'features'],
      ['planes', 'resize'],
      ['mean', 'globalAveragePool'],
      ['light', 'dense'],
    ]);
    const same = withPlanes(network as never, { ...planes, picture: size });
    expect(same.nodes[0]).toEqual({ ...rendered, id: 'planes' });
    for (const change of [{ heightPx: 287 }, { widthPx: 431 }]) {
      const other = { ...network, input: { ...network.input, ...change } };
      expect(() => withPlanes(other as never, planes)).toThrow(/that reads 432x288/);
    }
  });

  it('are those of its proof of concept: its size and blocks', () => {
    expect(PROOF_OF_CONCEPT.heightPx).toBeGreaterThan(0);
    expect(picture.heightPx / picture.widthPx).toBe(2 / 3);
  });
});

describe('a small network that answers in kelvin', () => {
  const anchorsMired = [100, 200, 400];
  const { nodes, output } = smallArchitecture({
    heightPx: 8,
    widthPx: 8,
    blocks: [{ kernel: 2, stride: 2, channels: 8 }],
    hidden: 8,
    anchors: [
      [0, 0],
      [0.1, 0.1],
      [0.2, 0.2],
    ],
    centre: [0, 0],
    answer: 'kelvin',
    anchorsMired,
  } as never);

  it('mixes its anchors in mired, bounds them and answers 1e6 by that', () => {
    const kelvin = nodes.find(({ id }) => id === output)!;
    expect(kelvin).toMatchObject({ op: 'activation', kind: 'reciprocal' });
    const unit = 1e6 / (kelvin as { alpha: number }).alpha;
    const mixture = nodes.find((node) => 'initialWeights' in node && node.initialWeights);
    const weights = (mixture as unknown as { initialWeights: number[] }).initialWeights;
    expect(weights.map((weight) => weight * unit)).toEqual(anchorsMired);
  });
});

/** Blocks of the small family that add to their cells what they say of the whole picture: their nodes, their numbers, and what stays. */
import { describe, expect, it } from 'vitest';
import { withExpectedError } from '../../dist/model/doubt/index.js';
import {
  type Architecture,
  countFlops,
  countParameters,
  describeShape,
  forFrames,
  inferShapes,
  nodeInputs,
  parameterLayout,
  type SmallBlock,
  type SmallFamily,
  smallArchitecture,
} from '../../dist/model/index.js';
import { evaluateTwin } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import { randomParameters, randomThumbnail } from '../infer/random-architecture.js';
import { contextModel, modelOf } from '../infer/sample-models.js';

const FAMILY: Omit<SmallFamily, 'blocks'> = {
  heightPx: 32,
  widthPx: 32,
  hidden: 8,
  centre: [-0.6, -0.4],
  anchors: [],
};
const of = (blocks: readonly SmallBlock[], more: Partial<SmallFamily> = {}) =>
  smallArchitecture({ ...FAMILY, blocks, ...more });
/** Operation and id of each node, and what it reads. */
const written = ({ nodes }: Architecture) =>
  nodes.map((node) => `${node.op} ${node.id} < ${nodeInputs(node).join(' ')}`);

describe('a small network without context', () => {
  const BLOCKS = [
    { kernel: 2, stride: 2, channels: 8 },
    { kernel: 1, stride: 1, channels: 12 },
  ];

  it('has these nodes in this order, its masks behind its blocks: model files are compared by it', () => {
    const bias = { bias: false, padding: 0 };
    const norm = { op: 'batchNorm', epsilon: 1e-5, momentum: 0.1 };
    expect(of(BLOCKS, { head: 'mean' }).nodes).toEqual([
      {
        id: 'planes',
        op: 'features',
        planes: 'relativeLogChroma',
        epsilon: 0.06,
        centre: [-0.6, -0.4],
        scale: 2,
        centreLuminance: true,
      },
      { id: 'mask', op: 'slice', from: 'planes', start: 3, end: 4 },
      { id: 'chroma', op: 'slice', from: 'planes', start: 0, end: 2 },
      { id: 'meanChroma', op: 'weightedPool', from: 'chroma', weights: 'mask', epsilon: 1e-3 },
      { id: 'conv1', op: 'conv', from: 'planes', kernel: 2, stride: 2, channels: 8, ...bias },
      { id: 'norm1', from: 'conv1', ...norm },
      { id: 'relu1', op: 'activation', from: 'norm1', kind: 'relu' },
      { id: 'conv2', op: 'conv', from: 'relu1', kernel: 1, stride: 1, channels: 12, ...bias },
      { id: 'norm2', from: 'conv2', ...norm },
      { id: 'relu2', op: 'activation', from: 'norm2', kind: 'relu' },
      { id: 'coverage1', op: 'averagePool', from: 'mask', size: 2, stride: 2 },
      { id: 'mean', op: 'weightedPool', from: 'relu2', weights: 'coverage1', epsilon: 1e-3 },
      { id: 'pooled', op: 'concat', from: ['mean', 'meanChroma'] },
      { id: 'dense1', op: 'dense', from: 'pooled', units: 8, bias: true },
      { id: 'hidden1', op: 'activation', from: 'dense1', kind: 'relu' },
      {
        id: 'logWhitePoint',
        op: 'dense',
        from: 'hidden1',
        units: 2,
        bias: true,
        initialBias: [-0.6, -0.4],
        initialDeviation: 0.01,
      },
      { id: 'whitePoint', op: 'activation', from: 'logWhitePoint', kind: 'exp' },
    ]);
  });

  it('is the same where it says that it has none', () => {
    expect(of(BLOCKS.map((block) => ({ ...block, context: false })))).toEqual(of(BLOCKS));
  });
});

describe('a small network with context', () => {
  const BLOCKS = [
    { kernel: 3, stride: 2, channels: 12, context: true },
    { kernel: 1, stride: 1, channels: 9 },
    { kernel: 3, stride: 1, channels: 10, depthwise: true, context: true },
  ];

  it('adds to each map of such a block what a dense layer says of its visible mean, and reads that map', () => {
    expect(written(of(BLOCKS, { head: 'mean' }))).toEqual([
      'features planes < thumbnail',
      'slice mask < planes',
      'slice chroma < planes',
      'weightedPool meanChroma < chroma mask',
      'averagePool coverage1 < mask',
      'conv conv1 < planes',
      'batchNorm norm1 < conv1',
      'activation relu1 < norm1',
      'weightedPool whole1 < relu1 coverage1',
      'dense ofWhole1 < whole1',
      'arithmetic context1 < relu1 ofWhole1',
      'conv conv2 < context1',
      'batchNorm norm2 < conv2',
      'activation relu2 < norm2',
      'depthwise depthwise3 < relu2',
      'conv conv3 < depthwise3',
      'batchNorm norm3 < conv3',
      'activation relu3 < norm3',
      'weightedPool whole3 < relu3 coverage1',
      'dense ofWhole3 < whole3',
      'arithmetic context3 < relu3 ofWhole3',
      'weightedPool mean < context3 coverage1',
      'concat pooled < mean meanChroma',
      'dense dense1 < pooled',
      'activation hidden1 < dense1',
      'dense logWhitePoint < hidden1',
      'activation whitePoint < logWhitePoint',
    ]);
  });

  it('reads the mask itself before any block makes the map smaller', () => {
    const architecture = of([
      { kernel: 1, stride: 1, channels: 8, context: true },
      { kernel: 2, stride: 2, channels: 8, context: true },
    ]);
    const weights = (id: string) => nodeInputs(architecture.nodes.find((n) => n.id === id)!)[1];
    expect([weights('whole1'), weights('whole2')]).toEqual(['mask', 'coverage2']);
  });

  it.each([
    ['stride, odd kernel', { kernel: 3, stride: 2 }],
    ['stride, even kernel', { kernel: 2, stride: 2 }],
    ['even kernel without stride', { kernel: 2, stride: 1 }],
    ['kernel larger than the stride', { kernel: 4, stride: 3 }],
    ['depthwise', { kernel: 5, stride: 3, depthwise: true }],
  ])('has a mask of the size of its map: %s', (_, block) => {
    for (const [heightPx, widthPx] of [
      [32, 32],
      [19, 26],
      [7, 12],
    ] as const) {
      const architecture = of([{ ...block, channels: 8, context: true }], { heightPx, widthPx });
      const shape = (id: string) =>
        describeShape(inferShapes(architecture).get(id)!).replace(/x\d+$/, '');
      expect(shape('coverage1')).toBe(shape('relu1'));
      expect(shape('context1')).toBe(shape('relu1'));
    }
  });

  it('trains a square of its channels more, and as many biases', () => {
    const without = BLOCKS.map(({ context: _, ...block }) => block);
    const more = countParameters(of(BLOCKS)) - countParameters(of(without));
    expect(more).toBe(12 * 12 + 12 + 10 * 10 + 10);
    // Once a picture, not once a cell.
    const flops = countFlops(of(BLOCKS)) - countFlops(of(without));
    expect(flops).toBe(2 * (12 * 12 + 10 * 10));
  });

  it('answers of a masked picture with finite numbers, and adds to cells what is said of nothing', () => {
    const { architecture } = contextModel();
    const rng = createRng(3);
    const parameters = Float64Array.from(randomParameters(architecture, rng));
    const pixels = Float64Array.from(randomThumbnail(architecture.input, rng), (value, i) =>
      i % 4 === 3 ? 0 : value,
    );
    const values = evaluateTwin(architecture, parameters, pixels, { batch: 1, training: false });
    expect([...values.get('whole1')!].every((value) => value === 0)).toBe(true);
    const { offset, length } = parameterLayout(architecture).find('ofWhole1', 'bias')!;
    expect([...values.get('ofWhole1')!]).toEqual([...parameters.slice(offset, offset + length)]);
    for (const value of values.get('whitePoint')!) expect(value).toBeGreaterThan(0);
    for (const value of values.get('whitePoint')!) expect(Number.isFinite(value)).toBe(true);
  });

  it('says the same of a picture whatever lies under its mask, and something else of other pictures', () => {
    const { architecture } = contextModel();
    const rng = createRng(4);
    const parameters = Float64Array.from(randomParameters(architecture, rng));
    const said = (pixels: Float64Array) => [
      ...evaluateTwin(architecture, parameters, pixels, { batch: 1, training: false }).get(
        'ofWhole1',
      )!,
    ];
    const { heightPx, widthPx } = architecture.input;
    // The right half is masked: 2x2 cells lie on one side or the other, in 17 columns of cells.
    const isMasked = (pixel: number) => pixel % widthPx >= 16;
    const picture = (under: number, beside: number) =>
      Float64Array.from({ length: heightPx * widthPx * 4 }, (_, i) => {
        const pixel = Math.floor(i / 4);
        if (i % 4 === 3) return isMasked(pixel) ? 0 : 1;
        const level = 0.2 + 0.1 * ((pixel * 7 + i) % 5);
        return level * (isMasked(pixel) ? under : i % 4 === 0 ? beside : 1);
      });
    const first = said(picture(1, 1));
    said(picture(0.3, 1)).forEach((value, c) => {
      expect(value).toBeCloseTo(first[c]!, 10);
    });
    const apart = said(picture(1, 1.5)).map((value, c) => Math.abs(value - first[c]!));
    expect(Math.max(...apart)).toBeGreaterThan(1e-3);
  });
});

describe('what is put around a network with context', () => {
  it('leaves its nodes as they are: expected errors, and frames of another camera', () => {
    const model = contextModel();
    const own = written(model.architecture);
    const told = withExpectedError(model).architecture;
    expect(written(told).slice(0, own.length)).toEqual(own);
    const toModel = [1.1, -0.1, 0, 0, 1, 0, 0, 0.1, 0.9] as const;
    const camera = { name: 'other', xyzToCamera: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    const mapped = forFrames(model, { toModel, toFrames: toModel, camera }).architecture;
    expect(written(mapped).slice(0, own.length)).toEqual(own);
    // What reads whole pictures is nobody's mixture of lights.
    const { architecture } = modelOf(of([{ kernel: 1, stride: 1, channels: 8, context: true }]));
    expect(
      withExpectedError({
        ...model,
        architecture,
        parameters: modelOf(architecture).parameters,
      }).architecture.nodes.map(({ id }) => id),
    ).not.toContain('error:lights');
  });
});

/** Networks on cells and edges as data: how they are built, refused, read and mapped to other cameras. */
import { describe, expect, it } from 'vitest';
import { errorNodes } from '../../dist/model/doubt/error-nodes.js';
import {
  type Architecture,
  ArchitectureError,
  countParameters,
  describeShape,
  forFrames,
  inferShapes,
  type Model,
  type ModelNode,
  meanLightOf,
  type SmallFamily,
  smallArchitecture,
} from '../../dist/model/index.js';
import { parameterLayout } from '../../dist/model/parameters.js';
import { buildArchitecture, DEFAULT_NETWORK, type NetworkRecipe } from '../../dist/train/index.js';

const FAMILY: SmallFamily = {
  heightPx: 32,
  widthPx: 32,
  blocks: [
    { kernel: 2, stride: 2, channels: 8 },
    { kernel: 1, stride: 1, channels: 12 },
  ],
  hidden: 8,
  centre: [-0.6, -0.4],
  anchors: [],
};
const small = (change: Partial<SmallFamily>) => smallArchitecture({ ...FAMILY, ...change });
const shapeOf = (architecture: Architecture, id: string) =>
  describeShape(inferShapes(architecture).get(id)!);
const planesIn = ({ nodes }: Architecture) =>
  nodes.flatMap((node) => (node.op === 'features' ? [node] : []));

describe('a small network', () => {
  it('is what it was where neither cells nor edges are asked for', () => {
    expect(small({ cell: 1, edges: false })).toEqual(small({}));
    expect(planesIn(small({}))).toHaveLength(1);
    expect(JSON.stringify(small({}))).not.toMatch(/"cell"|"of"/);
  });

  it('sees cells, and their edges beside them', () => {
    const architecture = small({ cell: 2, edges: true });
    expect(planesIn(architecture).map(({ id }) => shapeOf(architecture, id))).toEqual([
      '16x16x4',
      '16x16x4',
    ]);
    expect(shapeOf(architecture, 'planesAndEdges')).toBe('16x16x8');
    expect(shapeOf(architecture, 'conv1')).toBe('8x8x8');
    // Four planes more, of which each of 2x2 kernels has a weight for each of 8 channels.
    expect(countParameters(architecture)).toBe(countParameters(small({ cell: 2 })) + 4 * 4 * 8);
  });

  it('sees edges without luminance of colours, and beside lux', () => {
    const chroma = small({ cell: 2, edges: true, luminance: false });
    expect(shapeOf(chroma, 'planesAndEdges')).toBe('16x16x7');
    const kelvin = small({ cell: 2, edges: true, anchorsMired: [150, 300], luxAt: 'both' });
    expect(shapeOf(kelvin, 'planesAndLux')).toBe('16x16x9');
    expect(planesIn(kelvin).every((node) => 'clip' in node && node.clip)).toBe(true);
  });

  it.each<[string, Partial<SmallFamily>, string]>([
    [
      'cells larger than the picture',
      { heightPx: 8, cell: 9 },
      'planes: expected cell to be an integer from 1 to 8, got 9',
    ],
    ['cells of half a pixel', { cell: 0.5 }, 'planes: expected '],
    [
      'blocks larger than what is left of the picture',
      { cell: 16, blocks: [{ kernel: 4, stride: 4, channels: 8 }] },
      'conv1: expected an input of at least 4 px a side, got 2x2x4',
    ],
  ])('is refused by node and setting: %s', (_name, change, message) => {
    const infer = () => inferShapes(small(change));
    expect(infer).toThrow(ArchitectureError);
    expect(infer).toThrow(message);
  });
});

describe('a recipe', () => {
  it('builds what it says, of every answer', () => {
    const lights = Array.from({ length: 40 }, (_, i) => ({ r: 0.4 + i / 100, b: 0.8 - i / 100 }));
    const recipe = { ...DEFAULT_NETWORK, cell: 2, edges: true } as NetworkRecipe & {
      family: 'small';
    };
    for (const change of [{}, { answer: 'kelvin' as const }, { regressed: 'gains' as const }]) {
      const architecture = buildArchitecture({ ...recipe, ...change }, lights, 1);
      expect(planesIn(architecture)).toMatchObject([{ cell: 2 }, { cell: 2, of: 'edges' }]);
      expect(() => inferShapes(architecture)).not.toThrow();
    }
  });
});

/** The network with its planes of edges first. */
function edgesFirst(architecture: Architecture, change: object = {}): Architecture {
  const isEdges = (node: ModelNode) => node.id === 'edges';
  const edges = architecture.nodes.filter(isEdges).map((node) => ({ ...node, ...change }));
  const others = architecture.nodes.filter((node) => !isEdges(node));
  return { ...architecture, nodes: [...edges, ...others] as ModelNode[] };
}

describe('what is read of a network', () => {
  const architecture = small({ cell: 2, edges: true });

  it('is the mean light of its colours, whatever its edges have', () => {
    const expected = { r: Math.exp(-0.6), b: Math.exp(-0.4) };
    expect(meanLightOf(architecture)).toEqual(expected);
    expect(meanLightOf(edgesFirst(architecture, { centre: [0, 0] }))).toEqual(expected);
  });

  it('is its doubt from its planes of colours', () => {
    const reads = (from: Architecture) =>
      errorNodes(from).filter((node) => 'from' in node && node.from === 'planes').length;
    expect(reads(architecture)).toBe(4);
    expect(reads(edgesFirst(architecture))).toBe(4);
    const [first] = errorNodes({
      ...architecture,
      nodes: architecture.nodes.map((node) =>
        node.id === 'planes' ? ({ ...node, of: 'edges' } as ModelNode) : node,
      ),
    });
    // Planes of its own where the network sees edges alone.
    expect(first).toMatchObject({ op: 'features', planes: 'relativeLogChroma' });
    expect(first).not.toHaveProperty('of');
  });

  it("is another camera's frame through one matrix, colours and edges alike", () => {
    const toModel = [1.2, -0.1, -0.1, 0, 1, 0, 0.1, -0.3, 1.2];
    const model = {
      architecture,
      parameters: new Float32Array(parameterLayout(architecture).total),
      metadata: {},
    } as unknown as Model;
    const camera = { name: 'other' } as never;
    const mapped = forFrames(model, { toModel, toFrames: toModel, camera }).architecture;
    expect(planesIn(mapped)).toMatchObject([
      { colourMatrix: toModel, cell: 2 },
      { colourMatrix: toModel, cell: 2, of: 'edges' },
    ]);
  });
});

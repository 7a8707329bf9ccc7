/** Gates over experts that are taught: the kinds of pictures, the loss, and networks that learn them. */
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createNodeReader } from '../../dist/infer/nodes/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  chooseRecipe,
  createJob,
  crossEntropy,
  DEFAULT_TRAIN_SETTINGS,
  gateKinds,
  type NetworkRecipe,
  train,
} from '../../dist/train/index.js';

const SIDE = 8;
const COUNT = 60;
const NETWORK: NetworkRecipe = {
  family: 'small',
  heightPx: SIDE,
  widthPx: SIDE,
  blocks: [{ kernel: 2, stride: 2, channels: 8 }],
  hidden: 8,
  anchors: 4,
  experts: 2,
};
const LABEL = { gateLabel: 'place' };
const ALL = Array.from({ length: COUNT }, (_, i) => i);
const PLACES = ['outdoor', 'indoor'];

/** Flat walls indoors, rough ones outdoors; three pictures are of neither. */
function pictures() {
  const rng = createRng('kinds of scenes');
  const place = (i: number) => (i < 3 ? 'cave' : PLACES[i % 2]!);
  const entries = ALL.map((i) => ({
    id: `p${i}`,
    part: 'train' as const,
    whitePoint: { r: 0.4 + 0.4 * rng.uniform(), b: 0.4 + 0.4 * rng.uniform() },
    properties: { place: place(i) } as Record<string, string>,
  }));
  const pixels = Float32Array.from({ length: COUNT * SIDE * SIDE * 4 }, (_, at) => {
    const i = Math.floor(at / (SIDE * SIDE * 4));
    const { r, b } = entries[i]!.whitePoint;
    if (at % 4 === 3) return 1;
    const grey = place(i) === 'indoor' ? 0.4 : 0.1 + 0.6 * rng.uniform();
    return grey * [r, 1, b][at % 4]!;
  });
  const set = { heightPx: SIDE, widthPx: SIDE, pixels, entries };
  return { source: set, input: set, dataHash: 'made' };
}

const data = pictures();
const settings = {
  ...DEFAULT_TRAIN_SETTINGS,
  ...LABEL,
  epochs: 40,
  batch: 15,
  threads: 1,
  augmentation: {
    ...DEFAULT_TRAIN_SETTINGS.augmentation,
    mix: 0,
    lowLight: { ...DEFAULT_TRAIN_SETTINGS.augmentation.lowLight, share: 0 },
  },
};
const kindsFor = (recipe: object, label: object = LABEL) =>
  gateKinds(data.source.entries, ALL, { ...NETWORK, ...recipe } as NetworkRecipe, label);

describe('kinds of pictures', () => {
  it('are values of the property in their order; what few pictures have is none', () => {
    const kinds = [...kindsFor({})!];
    expect(kinds.slice(0, 7)).toEqual([-1, -1, -1, 0, 1, 0, 1]);
    expect(
      createJob(data, NETWORK, settings, { training: ALL, validation: [] }).training.kinds,
    ).toEqual(Int8Array.from(kinds));
  });

  it('are none where no gate is taught', () => {
    expect(kindsFor({}, {})).toBeNull();
    expect(kindsFor({ experts: 1 }, {})).toBeNull();
  });

  it.each([
    [
      { gate: 'hard' },
      {},
      /network.gate hard: expected training.gateLabel, the property that the gate is taught/,
    ],
    [
      { experts: 1, gate: 'hard' },
      {},
      /network.gate hard: expected a network with experts, got one without/,
    ],
    [{ experts: 1 }, LABEL, /gateLabel place: expected a network with experts, got one without/],
    [
      { experts: 3 },
      LABEL,
      /expected 3 values, one for each of network.experts, of 10 .* got 2 \(indoor, outdoor\)/,
    ],
    [
      {},
      { gateLabel: 'weather' },
      /got 0 \(no picture has any\); set network.experts .*, teach another property, or/,
    ],
  ] as const)('are refused by name: %j, %j', (recipe, label, message) => {
    expect(() => kindsFor(recipe, label)).toThrow(message);
  });
});

describe('the cross-entropy of a gate', () => {
  it('is that of its softmax, with the gradient of central differences', () => {
    const logits = [0.3, -1.2, 2];
    const at = (values: number[]) => crossEntropy(values, 1, 1, [0, 0, 0]);
    const shares = logits.map((value) => Math.exp(value));
    const sum = shares.reduce((a, b) => a + b, 0);
    expect(at(logits)).toBeCloseTo(-Math.log(shares[1]! / sum), 12);
    const gradient = [10, 0, 0];
    crossEntropy(logits, 1, 2, gradient);
    logits.forEach((value, k) => {
      const step = 1e-5;
      const [above, below] = [step, -step].map((by) => at(logits.with(k, value + by))) as [
        number,
        number,
      ];
      // Added to what is there, times the weight.
      expect(gradient[k]! - (k === 0 ? 10 : 0)).toBeCloseTo((2 * (above - below)) / (2 * step), 6);
    });
    expect(at([1e4, 0, -1e4])).toBeCloseTo(1e4, 6);
  });
});

/** Share of pictures of a kind whose gate prefers its expert, and of all how much the preferred one counts at least. */
async function trained(recipe: NetworkRecipe, threads = 1, given: object = {}) {
  const job = createJob(
    data,
    recipe,
    { ...settings, ...given, threads },
    { training: ALL, validation: [] },
  );
  const { parameters } = await train(job, { evaluateEveryEpoch: false });
  const model = { architecture: job.architecture, parameters };
  const read = (id: string) => createNodeReader(model, id, loadKernelModule());
  const [logits, gate] = [read('gateLogits'), read('gate')];
  const floats = SIDE * SIDE * 4;
  let right = 0;
  let least = 1;
  ALL.forEach((i) => {
    const pixels = data.input.pixels.subarray(i * floats, (i + 1) * floats);
    const [indoor, outdoor] = logits(pixels) as unknown as [number, number];
    const kind = job.training.kinds![i]!;
    if (kind >= 0 && (indoor > outdoor ? 0 : 1) === kind) right++;
    const shares = [...gate(pixels)];
    expect(shares[0]! + shares[1]!).toBeCloseTo(1, 5);
    least = Math.min(least, Math.max(...shares));
  });
  return { right: right / (COUNT - 3), least, parameters };
}

describe('a gate that is taught', () => {
  it('prefers the expert of the kind, soft', async () => {
    // The error of the answer, tens of square degrees here, has its own use for a soft gate.
    const { right } = await trained(NETWORK, 1, { gateWeight: 100 });
    expect(right).toBeGreaterThan(0.9);
  });

  it('prefers it, hard, and lets it answer alone, on one thread and on two', async () => {
    const hard: NetworkRecipe = { ...NETWORK, gate: 'hard' };
    const { right, least, parameters } = await trained(hard);
    expect(right).toBeGreaterThan(0.9);
    expect(least).toBe(1);
    expect((await trained(hard)).parameters).toEqual(parameters);
    expect((await trained(hard, 2)).right).toBeGreaterThan(0.9);
  });

  it('stays as it was where its teaching weighs nothing', async () => {
    const weightless = { ...settings, gateWeight: 0, epochs: 3 };
    const untaught = { ...settings, epochs: 3 };
    const { gateLabel: _, ...plain } = untaught;
    const run = (given: typeof plain) =>
      train(createJob(data, NETWORK, given, { training: ALL, validation: [] }), {
        evaluateEveryEpoch: false,
      });
    expect((await run(weightless)).parameters).toEqual((await run(plain)).parameters);
    expect((await run(untaught)).parameters).not.toEqual((await run(plain)).parameters);
  });
});

it('recipes name gate and label, and the defaults name neither', () => {
  const { recipe, settings: chosen } = chooseRecipe({ family: 'small' }, 1);
  expect(recipe).not.toHaveProperty('gate');
  expect(chosen).not.toHaveProperty('gateLabel');
  expect(chosen).not.toHaveProperty('gateWeight');
});

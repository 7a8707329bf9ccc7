/** A model adapted to a few pictures: it gains on other pictures of that camera, or stays what it was. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ADAPT_SETTINGS,
  type AdaptedModel,
  adaptModel,
  describeAdaptation,
  type LabelledPicture,
  type Replay,
} from '../../dist/adapt/index.js';
import {
  type Camera,
  cameraByName,
  daylightMatrix,
  mappingTo,
  mapWhitePoint,
} from '../../dist/camera/index.js';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { splitKFold } from '../../dist/dataset/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { decodeChosenModel } from '../../dist/infer/node/index.js';
import { withoutExpectedError } from '../../dist/model/doubt/index.js';
import {
  decodeModel,
  encodeModel,
  framesMapOf,
  type Model,
  parameterLayout,
  smallArchitecture,
} from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import { modelOf } from '../infer/sample-models.js';
import { documentedSettings } from '../support/documented-settings.js';

const kernels = loadKernelModule();
const SONY = cameraByName('Sony SLT-A57').camera;
let universal: Model;
beforeAll(async () => {
  universal = await decodeChosenModel('shipped:universal');
});

/** A grey scene with some colours under a light; `offset` is what the camera's labels are away from it, in log chroma. */
function scene(seed: number, offset: readonly [number, number]): LabelledPicture {
  const rng = createRng(seed);
  const warmth = rng.uniform();
  const light = { r: 0.42 + 0.3 * warmth, b: 0.75 - 0.4 * warmth };
  const pixels = new Float32Array(16 * 16 * 4);
  for (let i = 0; i < pixels.length; i += 4) {
    const level = 0.1 + 0.5 * rng.uniform();
    const tint = () => level * Math.exp(0.15 * rng.normal());
    pixels.set([light.r * tint(), tint(), light.b * tint(), 1], i);
  }
  const [ofRed, ofBlue] = offset;
  const whitePoint = { r: light.r * Math.exp(ofRed), b: light.b * Math.exp(ofBlue) };
  return { id: `scene ${seed}`, pixels, whitePoint };
}

const scenes = (first: number, count: number, offset: readonly [number, number]) =>
  Array.from({ length: count }, (_, i) => scene(first + i, offset));

const ORIGIN = {
  ...{ name: 'mine', version: '0.1.0', blackLevel: 512, whiteLevel: 4095 },
  ...{ licence: 'unstated', attribution: 'Mine' },
  data: { name: 'pictures', hash: 'ab' },
};

function adapt(
  pictures: readonly LabelledPicture[],
  {
    camera = SONY as Camera | null,
    always = false,
    start = universal,
    replay = undefined as Replay | undefined,
  } = {},
): Promise<AdaptedModel> {
  const { length } = pictures;
  const folds = length < 2 ? [] : splitKFold(length, { folds: Math.min(10, length), seed: 0 });
  return adaptModel(start, pictures, ORIGIN, {
    ...{ camera, folds, kernels, seed: 1, always },
    ...(replay ? { replay } : {}),
  });
}

function errorOf(model: Model, pictures: readonly LabelledPicture[], camera: Camera | null) {
  const mapping = camera && mappingTo(model.metadata.cameras, camera);
  const options = mapping ? { colourMatrix: mapping.colourMatrix } : {};
  const estimator = createEstimator(model, kernels, options);
  const errors = pictures.map(({ pixels, whitePoint }) =>
    recoveryErrorDegrees(estimator.estimateThumbnail(pixels).whitePoint, whitePoint),
  );
  return errors.reduce((a, b) => a + b) / errors.length;
}

/** Labels that no matrix explains. */
const OFFSET = [0.12, -0.1] as const;

describe('a model adapted to ten pictures of a camera whose colours are off', () => {
  const mine = scenes(100, 10, OFFSET);
  const others = scenes(900, 40, OFFSET);

  it.each([
    ['known', SONY],
    ['unknown', null],
  ] as const)('is nearer on others, the camera %s', async (_, camera) => {
    const { model, isAdapted, judgement } = await adapt(mine, { camera });
    expect(judgement.verdict).toBe('helped');
    expect(isAdapted).toBe(true);
    const before = errorOf(universal, others, camera);
    const after = errorOf(model, others, camera);
    expect(before).toBeGreaterThan(3);
    expect(after).toBeLessThan(0.5 * before);
    // What it says of itself is what it does on pictures that took no part.
    expect(judgement.before.mean).toBeCloseTo(errorOf(universal, mine, camera), 4);
    expect(Math.abs(judgement.after!.mean - after)).toBeLessThan(0.25 * before);
    expect(judgement.difference!.interval[1]).toBeLessThan(0);
  });

  it('has the network that it began with, with other numbers in its last layers alone', async () => {
    const { model } = await adapt(mine, { camera: null });
    // What it told of its errors held of the one it began with.
    const begun = withoutExpectedError(universal);
    expect(universal.architecture.expectedError).toBeDefined();
    expect(model.architecture).toEqual(begun.architecture);
    const first = begun.parameters.findIndex((value, i) => value !== model.parameters[i]);
    const changed = begun.parameters.filter((value, i) => value !== model.parameters[i]);
    // 130 x 28, 28 x 24 and 24 x 2 weights with their biases, behind 8,929 numbers of convolutions.
    expect(first).toBeGreaterThanOrEqual(8929);
    expect(changed.length).toBeLessThanOrEqual(4414);
    expect(changed.length).toBeGreaterThan(1000);
  });

  it('has what its blocks say of the whole picture as it was', async () => {
    const start = modelOf(
      smallArchitecture({
        heightPx: 16,
        widthPx: 16,
        blocks: [
          { kernel: 2, stride: 2, channels: 8, context: true },
          { kernel: 1, stride: 1, channels: 8, context: true },
        ],
        hidden: 8,
        centre: [-0.6, -0.6],
        anchors: [
          [0.3, -0.3],
          [-0.3, 0.3],
        ],
      }),
    );
    const { model } = await adapt(mine, { camera: null, start, always: true });
    expect(model.architecture).toEqual(start.architecture);
    const { tensors } = parameterLayout(start.architecture);
    const changed = tensors.filter(({ offset, length }) =>
      model.parameters
        .subarray(offset, offset + length)
        .some((value, i) => value !== start.parameters[offset + i]),
    );
    const layers = new Set(changed.map(({ nodeId }) => nodeId));
    expect([...layers]).toEqual(['dense1', 'dense2', 'logWhitePoint']);
  });

  it('reads frames of its camera as they are, those of others through both matrices', async () => {
    const { model, mappedTo } = await adapt(mine);
    expect(mappedTo).toBe('canonical camera');
    expect(model.metadata.cameras).toEqual([
      { name: 'Sony SLT-A57', xyzToCamera: [...daylightMatrix(SONY)] },
    ]);
    expect(framesMapOf(model.architecture)).not.toBeNull();
    expect(mappingTo(model.metadata.cameras, SONY)).toBeNull();
    expect(mappingTo(model.metadata.cameras, cameraByName('Nikon D810').camera)?.to).toBe(
      SONY.name,
    );
  });

  it('names no camera where nobody did, so that no picture is mapped', async () => {
    const { model } = await adapt(mine, { camera: null });
    expect(model.metadata.cameras).toBeUndefined();
  });

  it('is the same to the bit again, and after a round through a file', async () => {
    const [one, other] = [await adapt(mine), await adapt(mine)];
    expect(encodeModel(one.model)).toEqual(encodeModel(other.model));
    const read = decodeModel(encodeModel(one.model));
    expect(errorOf(read, others, SONY)).toBe(errorOf(one.model, others, SONY));
  });

  it('is told in lines that end with a word', async () => {
    const adapted = await adapt(mine);
    const lines = describeAdaptation(adapted, { from: 'shipped:universal', camera: SONY.name });
    expect(lines[0]).toBe(
      '10 pictures of the Sony SLT-A57, read as those of the canonical camera.',
    );
    expect(lines.at(-1)).toBe(
      'Adapting helped: pictures that took no part are nearer, by more than chance.',
    );
  });

  it('keeps the licence of the weights that it came from, and names both sources', async () => {
    const { metadata } = (await adapt(mine)).model;
    expect(metadata).toMatchObject({ name: 'mine', licence: 'CC BY-SA 4.0', whiteLevel: 4095 });
    expect(metadata.attribution).toBe(`${universal.metadata.attribution}; Mine`);
    expect(metadata.data).toEqual({
      name: 'cube64, NikonD810, pictures',
      ...{ hash: 'ab', pictures: 3351 },
    });
    expect(metadata.errors).toMatchObject([{ part: 'held back in turn', pictures: 10 }]);
    expect(metadata.settings.adaptation).toMatchObject({ from: 'universal', verdict: 'helped' });
  });

  it('can be adapted again to its own camera, and to no other', async () => {
    const { model } = await adapt(mine);
    const again = await adapt(scenes(300, 10, [0, 0]), { start: model });
    expect(again.judgement.verdict).toBe('helped');
    const kept = scenes(500, 40, [0, 0]);
    expect(errorOf(again.model, kept, SONY)).toBeLessThan(0.6 * errorOf(model, kept, SONY));
    const nikon = cameraByName('Nikon D810').camera;
    for (const camera of [nikon, null]) {
      await expect(adapt(mine, { start: model, camera })).rejects.toThrow(
        'the model is for pictures of the Sony SLT-A57',
      );
    }
  });

  describe('and to pictures that it should not forget', () => {
    const nikon = cameraByName('Nikon D810').camera;
    /** Scenes that the model was right about. */
    const known = (first: number) => {
      const { colourMatrix } = mappingTo(universal.metadata.cameras, nikon)!;
      const estimator = createEstimator(universal, kernels, { colourMatrix });
      return scenes(first, 40, [0, 0]).map((picture) => ({
        ...picture,
        whitePoint: estimator.estimateThumbnail(picture.pixels).whitePoint,
      }));
    };
    let old: LabelledPicture[];
    let replay: Replay;
    beforeAll(() => {
      old = known(700);
      replay = { name: 'old', camera: nikon, pictures: old };
    });

    it('forgets less of others like them, and still gains', async () => {
      const [free, held] = [await adapt(mine), await adapt(mine, { replay })];
      const fresh = known(1500);
      const lost = ({ model }: AdaptedModel) => errorOf(model, fresh, nikon);
      expect(lost(free)).toBeGreaterThan(1);
      expect(lost(held)).toBeLessThan(0.9 * lost(free));
      expect(held.judgement.verdict).toBe('helped');
      expect(errorOf(held.model, others, SONY)).toBeLessThan(errorOf(universal, others, SONY));
    });

    it('says what it cost on every other of them, which did not hold it', async () => {
      const { forgetting, model } = await adapt(mine, { replay });
      const judging = old.filter((_, i) => i % 2 === 1);
      expect(forgetting).toMatchObject({
        ...{ data: 'old', camera: 'Nikon D810', held: 20, pictures: 20 },
      });
      expect(forgetting!.before.mean).toBeCloseTo(errorOf(universal, judging, nikon), 9);
      expect(forgetting!.after.mean).toBeCloseTo(errorOf(model, judging, nikon), 9);
    });

    it('wants two of them', async () => {
      const one = { ...replay, pictures: old.slice(1, 2) };
      await expect(adapt(mine, { replay: one })).rejects.toThrow('--replay old: expected two');
    });
  });
});

describe('a model that pictures cannot improve', () => {
  /** Labels on both sides of its own answers: there is nothing to learn from them. */
  function bothSides(): LabelledPicture[] {
    const { colourMatrix } = mappingTo(universal.metadata.cameras, SONY)!;
    const estimator = createEstimator(universal, kernels, { colourMatrix });
    return scenes(100, 10, [0, 0]).map((picture, i) => {
      const { r, b } = estimator.estimateThumbnail(picture.pixels).whitePoint;
      const factor = Math.exp(i % 2 === 0 ? 0.1 : -0.1);
      return { ...picture, whitePoint: { r: r * factor, b: b * factor } };
    });
  }
  const others = scenes(900, 40, [0, 0]);

  it('stays what it was, for the camera, and says so', async () => {
    const adapted = await adapt(bothSides());
    expect(adapted.judgement.verdict).toBe('did not help');
    expect(adapted.isAdapted).toBe(false);
    expect(errorOf(adapted.model, others, SONY)).toBeCloseTo(errorOf(universal, others, SONY), 4);
    expect(adapted.model.metadata.data).toEqual(universal.metadata.data);
    const text = describeAdaptation(adapted, { from: 'shipped:universal', camera: SONY.name });
    expect(text.at(-1)).toContain('It cannot be said that adapting helped');
    expect(text.at(-1)).toContain('The model written answers as shipped:universal does');
  });

  it('maps pictures of other cameras as before, where nobody said whose these were', async () => {
    const { model, isAdapted } = await adapt(scenes(100, 2, [0, 0]), { camera: null });
    expect(isAdapted).toBe(false);
    expect(model.metadata.cameras).toEqual(universal.metadata.cameras);
    expect(errorOf(model, others, SONY)).toBe(errorOf(universal, others, SONY));
  });

  it('is adapted all the same where one asks for it', async () => {
    const { model, isAdapted, judgement } = await adapt(bothSides(), { always: true });
    expect({ isAdapted, verdict: judgement.verdict }).toEqual({
      isAdapted: true,
      verdict: 'did not help',
    });
    expect(errorOf(model, others, SONY)).not.toBeCloseTo(errorOf(universal, others, SONY), 3);
  });
});

describe('pictures too few to tell', () => {
  it.each([1, 2, 4])('of %i nothing is learnt', async (count) => {
    const adapted = await adapt(scenes(100, count, OFFSET));
    expect(adapted.judgement.verdict).toBe('too few pictures');
    expect(adapted.isAdapted).toBe(false);
    const text = describeAdaptation(adapted, { from: 'x', camera: null }).join(' ');
    expect(text).toContain(count === 1 ? '1 picture is too few' : `${count} pictures are too few`);
  });

  it('can be adapted to if one insists', async () => {
    const { isAdapted, judgement } = await adapt(scenes(100, 1, OFFSET), { always: true });
    expect(isAdapted).toBe(true);
    expect(judgement.after).toBeUndefined();
  });
});

it('refuses a network that answers in kelvin', async () => {
  const start = await decodeChosenModel('shipped:pi5');
  await expect(adapt(scenes(1, 5, [0, 0]), { start })).rejects.toThrow(
    'expected a model that reads raw pictures and answers with white points',
  );
});

it('refuses a light that the camera cannot see, by name', async () => {
  const picture = { ...scene(1, [0, 0]), whitePoint: { r: 0.001, b: 40 } };
  expect(() =>
    mapWhitePoint(mappingTo(universal.metadata.cameras, SONY)!.colourMatrix, picture.whitePoint),
  ).toThrow();
  await expect(adapt([picture])).rejects.toThrow(
    /^scene 1: white point r 0.001, b 40: no such light/,
  );
});

it('has the settings that the manual has', () => {
  expect(documentedSettings('ADAPT_SETTINGS')).toEqual(ADAPT_SETTINGS);
});

/** Pictures of several cameras as those of one: what one scene is to both is one picture, and errors are the camera's own. */
import { describe, expect, it } from 'vitest';
import {
  cameraByName,
  cameraMap,
  canonicalCamera,
  daylightMatrix,
  mapWhitePoint,
} from '../../dist/camera/index.js';
import { mapPixels, recoveryErrorDegrees } from '../../dist/color/index.js';
import type { ThumbnailSet } from '../../dist/dataset/index.js';
import {
  createJob,
  crossValidate,
  DEFAULT_TRAIN_SETTINGS,
  makeFolds,
  mergePictures,
  type PreparedPictures,
  train,
} from '../../dist/train/index.js';

const CANON = cameraByName('Canon EOS 550D').camera;
const SONY = cameraByName('Sony ILCE-7M3').camera;
const TO = canonicalCamera();

/** Scenes as the canonical camera has them, then as one of these cameras. */
function pictures(camera: typeof CANON, count: number, dataHash: string): PreparedPictures {
  const away = cameraMap(TO, camera);
  const set = (side: number): ThumbnailSet => {
    const pixels = new Float32Array(count * side * side * 4);
    for (let i = 0; i < pixels.length; i += 4) {
      pixels.set([0.3 + 0.01 * (i % 7), 0.5, 0.4 + 0.01 * (i % 5), 1], i);
    }
    mapPixels(away, pixels, 4);
    const entries = Array.from({ length: count }, (_, i) => ({
      id: `p_${i}`,
      part: 'train' as const,
      whitePoint: mapWhitePoint(away, { r: 0.6 + 0.01 * i, b: 0.8 }),
      properties: { place: 'here' },
    }));
    return { heightPx: side, widthPx: side, pixels, entries };
  };
  return {
    source: set(8),
    input: set(4),
    dataHash,
    notices: [`notice of ${dataHash}`],
    skipped: [],
    fromCache: true,
    levels: { blackLevel: 64, whiteLevel: 1023 },
  };
}
const SETS = [
  { name: 'canon', camera: CANON, pictures: pictures(CANON, 6, 'a') },
  { name: 'sony', camera: SONY, pictures: pictures(SONY, 5, 'b') },
];
const merged = mergePictures(SETS, TO);

describe('merged pictures', () => {
  it('are the same of the same scene, whichever camera took it', () => {
    for (const set of [merged.source, merged.input]) {
      const length = set.heightPx * set.widthPx * 4;
      for (let i = 0; i < 5 * length; i++) {
        expect(set.pixels[i]).toBeCloseTo(set.pixels[6 * length + i]!, 5);
      }
      for (let i = 0; i < 5; i++) {
        const [one, other] = [set.entries[i]!.whitePoint, set.entries[6 + i]!.whitePoint];
        expect(one.r).toBeCloseTo(0.6 + 0.01 * i, 10);
        expect(other.r).toBeCloseTo(one.r, 10);
        expect(other.b).toBeCloseTo(one.b, 10);
      }
    }
  });

  it('say of which set and camera they are, under names that differ', () => {
    const { entries } = merged.input;
    expect(new Set(entries.map(({ id }) => id)).size).toBe(11);
    expect(entries[6]).toMatchObject({
      id: 'sony/p_0',
      properties: { place: 'here', set: 'sony', camera: SONY.name },
    });
    expect(merged.notices).toEqual(['notice of a', 'notice of b']);
    expect(merged.levels).toEqual({ blackLevel: 64, whiteLevel: 1023 });
    expect(merged.xyzToCamera).toEqual(daylightMatrix(TO));
  });

  it('have another hash where a camera is another', () => {
    const hashes = [SETS, SETS.toReversed(), [{ ...SETS[0]!, camera: SONY }, SETS[1]!]].map(
      (sets) => mergePictures(sets, TO).dataHash,
    );
    expect(new Set([...hashes, 'a']).size).toBe(4);
  });

  it('leave the pictures of the sets as they were', () => {
    expect(SETS[0]!.pictures).toEqual(pictures(CANON, 6, 'a'));
  });

  it('are refused where a label is no colour to the other camera', () => {
    const odd = pictures(CANON, 1, 'odd');
    const entries = [{ ...odd.input.entries[0]!, whitePoint: { r: 0.001, b: 30 } }];
    const bad = { ...odd, source: { ...odd.source, entries } };
    expect(() => mergePictures([{ name: 'odd', camera: CANON, pictures: bad }], TO)).toThrow(
      /^odd\/p_0: white point r 0\.001, b 30: .*is it the camera that took the pictures\?/,
    );
  });
});

describe('training on merged pictures', () => {
  const recipe = {
    family: 'small',
    heightPx: 4,
    widthPx: 4,
    blocks: [{ kernel: 2, stride: 2, channels: 8 }],
    hidden: 8,
    anchors: 2,
  } as const;
  const settings = { ...DEFAULT_TRAIN_SETTINGS, epochs: 1, batch: 4, threads: 1 };

  it('leaves whole cameras out', () => {
    const folds = makeFolds(merged.input.entries, { kind: 'camera', folds: 10 });
    const cameras = folds.map(({ validation }) =>
      Array.from(validation, (i) => merged.input.entries[i]!.properties.camera),
    );
    expect(cameras.map((names) => new Set(names).size)).toEqual([1, 1]);
  });

  it('counts errors as the camera has them that took the picture', async () => {
    const [{ estimates, all }] = (await crossValidate(merged, recipe, settings, {
      folds: 2,
      kind: 'camera',
      seeds: [1],
    })) as [Awaited<ReturnType<typeof crossValidate>>[number]];
    const own = estimates.map((estimate, i) => {
      const back = cameraMap(TO, i < 6 ? CANON : SONY);
      const truth = SETS[i < 6 ? 0 : 1]!.pictures.input.entries[i < 6 ? i : i - 6]!.whitePoint;
      return recoveryErrorDegrees(mapWhitePoint(back, estimate), truth);
    });
    expect(all.mean).toBeCloseTo(own.reduce((a, b) => a + b) / 11, 8);

    const split = { training: [0, 1, 2, 3, 4, 5], validation: [6, 7, 8, 9, 10] };
    const { history, estimates: flat } = await train(createJob(merged, recipe, settings, split));
    const errors = split.validation.map((index, i) => {
      const answer = mapWhitePoint(cameraMap(TO, SONY), { r: flat[2 * i]!, b: flat[2 * i + 1]! });
      return recoveryErrorDegrees(answer, SETS[1]!.pictures.input.entries[index - 6]!.whitePoint);
    });
    expect(history[0]!.validation!.mean).toBeCloseTo(errors.reduce((a, b) => a + b) / 5, 8);
  });
});

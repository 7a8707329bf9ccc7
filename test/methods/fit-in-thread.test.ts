/** Tunings in a thread of their own: what comes out is what comes out here, and every step is heard. */
import { describe, expect, it } from 'vitest';
import {
  type BayesTrial,
  type LabelledThumbnail,
  physicalCurve,
  tuneBayes,
} from '../../dist/classical/index.js';
import { CANON_EOS_550D_XYZ_TO_CAMERA } from '../../dist/color/index.js';
import { fitInThread, tuneBayesInThread } from '../../dist/methods/node/fit-in-thread.js';
import { madePicture } from './made-pictures.js';

const TUNING = {
  physical: physicalCurve([{ cctKelvin: 6504, xyzToCamera: CANON_EOS_550D_XYZ_TO_CAMERA }]),
  columns: 4,
  rows: 3,
  folds: 2,
};
const TRAINING: LabelledThumbnail[] = Array.from({ length: 16 }, (_, i) => {
  const { picture, whitePoint } = madePicture(i, { heightPx: 6, widthPx: 8 });
  return { thumbnail: picture, whitePoint };
});

describe('a tuning in a thread', () => {
  it('is the one that is had here, and tells of every trial while it runs', async () => {
    const here: [BayesTrial, number, number][] = [];
    const expected = tuneBayes(TRAINING, {
      ...TUNING,
      onTrial: (...trial) => here.push(trial),
    });
    const heard: [BayesTrial, number, number][] = [];
    const tuned = await tuneBayesInThread(TUNING, TRAINING, {
      onTrial: (...trial) => heard.push(trial),
    });
    expect(tuned).toEqual(expected);
    expect(heard).toEqual(here);
    expect(heard.length).toBeGreaterThan(10);
  });

  it('ends with its own error, or with the reason of its signal', async () => {
    const few = tuneBayesInThread(TUNING, TRAINING.slice(0, 3), {});
    await expect(few).rejects.toThrow(RangeError);
    const reason = new Error('enough');
    const stop = new AbortController();
    const stopped = tuneBayesInThread(TUNING, TRAINING, {
      signal: stop.signal,
      onTrial: () => stop.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
  });

  it('fits methods that are registered and learn something, and no others', async () => {
    const training = {
      whitePoints: [],
      pictures: { heightPx: 1, widthPx: 1, pixels: new Float32Array(0) },
    };
    for (const name of ['grey-world', 'nonsense']) {
      const task = { kind: 'method', name, training } as unknown as Parameters<
        typeof fitInThread
      >[0];
      await expect(fitInThread(task, { onStep: () => undefined })).rejects.toThrow(
        `expected a registered method with a fit, got ${name}`,
      );
    }
  });
});

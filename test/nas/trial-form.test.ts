/** Jobs that come over a Redis: whoever writes to it may make a worker train, within bounds, and no more. */
import { describe, expect, it } from 'vitest';
import { BUILT_IN_SPACES, networkOf } from '../../dist/nas/index.js';
import { trainTrial } from '../../dist/nas/trial/train-trial.js';
import { checkTrial } from '../../dist/nas/trial/trial-form.js';
import { createRng } from '../../dist/random/index.js';
import { createSpaceCodec } from '../../dist/search/index.js';
import { familyRecipe } from '../../dist/train/index.js';

const { network, training: settings } = familyRecipe('small');
const JOB = {
  network,
  settings,
  data: { path: '/nowhere', hash: 'abc' },
  validation: { folds: 5, fold: 0, kind: 'random', seed: 1 },
  error: 'recoveryDegrees',
  stopRules: [],
};

describe('a job', () => {
  it('of every network of the built-in spaces is one', () => {
    for (const [name, space] of Object.entries(BUILT_IN_SPACES)) {
      const codec = createSpaceCodec(space);
      const rng = createRng(name);
      for (let i = 0; i < 40; i++) {
        const point = codec.decode(codec.draw(codec.dimensions.map(() => rng.uniform())));
        const plan = networkOf(space, point, { epochs: 3, seed: i });
        expect(() => checkTrial({ ...JOB, ...plan })).not.toThrow();
      }
    }
  });

  it.each([
    ['null', null, /^trial: expected an object/],
    ['a network of nobody', { ...JOB, network: { family: 'x' } }, /^trial\.network: expected/],
    [
      'a width without bounds',
      { ...JOB, network: { ...network, hidden: 1e9 } },
      /^trial\.network\.hidden/,
    ],
    [
      'epochs without end',
      { ...JOB, settings: { ...settings, epochs: 1e9 } },
      /^trial\.settings\.epochs/,
    ],
    [
      'threads without number',
      { ...JOB, settings: { ...settings, threads: 1e6 } },
      /^trial\.settings\.threads/,
    ],
    ['a path of bytes', { ...JOB, data: { path: [47], hash: 'abc' } }, /^trial\.data\.path/],
    ['folds of one', { ...JOB, validation: { ...JOB.validation, folds: 1 } }, /validation\.folds/],
    ['rules of text', { ...JOB, stopRules: ['x'] }, /^trial\.stopRules\[0\]/],
  ])('of %s is refused before anything is read', async (_what, job, message) => {
    await expect(trainTrial(job as never)).rejects.toThrow(message);
  });
});

/**
 * No negative, zero, infinite or NaN gain is ever given out: every registered method and networks, on pictures
 * that no camera would send. Where a method says nothing it does so by MethodError.
 */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { whitePointToGains } from '../../dist/color/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  METHODS,
  type Method,
  networkMethod,
  type PreparedMethod,
} from '../../dist/methods/index.js';
import { tinyModel } from '../cli/tiny-model.js';
import { shippedModelFile } from '../infer/shipped-model.js';
import { madePicture, madeSet, trainingPart } from './made-pictures.js';
import { type NastyPicture, nastyPicture, withOtherMasked } from './nasty-pictures.js';

const networkOf = (model: Parameters<typeof createEstimator>[0]) =>
  networkMethod(createEstimator(model, loadKernelModule()));
const ALL: readonly (readonly [string, Method])[] = [
  ...METHODS,
  ['a network', networkOf(tinyModel())],
  ['the shipped network', networkOf(readFileSync(shippedModelFile()))],
];
/** libcamera's search weighs zones by limits of their own, and the tiny network reads planes as bright as they are. */
const KNOW_EXPOSURE = ['bayes-stock', 'bayes-extended', 'bayes-tuned', 'a network'];
const SEED = 20_240_229;

/** A test of some methods alone; of the others there is nothing to report. */
const only = (wanted: boolean) => (wanted ? it : () => undefined);

const isPositive = (gain: number) => gain > 0 && gain < Number.POSITIVE_INFINITY;

/** What a method says of a picture: gains, or the reason why it says nothing. */
function answerOf(method: PreparedMethod, picture: NastyPicture): readonly number[] | string {
  const { facts } = madePicture(7);
  try {
    const { r, b } = method.estimate(picture, facts);
    const { red, blue } = whitePointToGains({ r, b });
    return [r, b, red, blue];
  } catch (error) {
    if ((error as Error).name !== 'MethodError') throw error;
    return (error as Error).message;
  }
}

describe.each(ALL)('%s', (name, method) => {
  let prepared: PreparedMethod;
  const { heightPx, widthPx } = method.inputSize ?? { heightPx: 6, widthPx: 8 };
  beforeAll(async () => {
    prepared = await method.prepare(trainingPart(madeSet(36, 1)));
  }, 120_000);

  it('gives gains above 0 and finite, or a reason, for whatever picture', () => {
    let answers = 0;
    fc.assert(
      fc.property(nastyPicture(heightPx, widthPx), (picture) => {
        const answer = answerOf(prepared, picture);
        if (typeof answer === 'string') return;
        answers++;
        expect(answer.every(isPositive), String(answer)).toBe(true);
      }),
      { numRuns: 150, seed: SEED },
    );
    // A method that only ever says why not would pass, and tell nothing.
    expect(answers).toBeGreaterThan(20);
  });

  it('says the same whatever stands where nothing is visible', () => {
    fc.assert(
      fc.property(nastyPicture(heightPx, widthPx), (picture) => {
        expect(answerOf(prepared, withOtherMasked(picture))).toEqual(answerOf(prepared, picture));
      }),
      { numRuns: 60, seed: SEED },
    );
  });

  only(!KNOW_EXPOSURE.includes(name))('says the same at every exposure', () => {
    for (let seed = 300; seed < 312; seed++) {
      const { picture, facts } = madePicture(seed, { heightPx, widthPx });
      const at = (exposure: number) => {
        // Nothing is clipped, in full light either.
        const pixels = picture.pixels.map((v, i) =>
          i % 4 === 3 ? v : exposure * Math.min(v, 0.9),
        );
        return prepared.estimate({ ...picture, pixels }, facts);
      };
      const bright = at(1);
      for (const exposure of [0.5, 0.1, 0.02]) {
        const { r, b } = at(exposure);
        expect(Math.abs(r / bright.r - 1), `x${exposure}`).toBeLessThan(1e-5);
        expect(Math.abs(b / bright.b - 1), `x${exposure}`).toBeLessThan(1e-5);
      }
    }
  });
});

/** Which cells tell a colour: black below 0.0001, clipped from 0.98 on, to the last bit. */
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator, type FrameError } from '../../dist/infer/index.js';
import { referenceModel } from './sample-models.js';

const model = referenceModel();
const estimator = createEstimator(model, loadKernelModule());

/** The float32 before another. */
function below(value: number): number {
  const float = new Float32Array([value]);
  new Int32Array(float.buffer)[0]! -= 1;
  return float[0]!;
}

/** What is wrong with a frame of one colour, or null. */
function faultOf(...colour: readonly [number, number, number]): string | null {
  const { heightPx, widthPx } = model.architecture.input;
  const cells = Array.from({ length: heightPx * widthPx }, () => [...colour, 1]);
  try {
    estimator.estimateThumbnail(Float32Array.from(cells.flat()));
    return null;
  } catch (error) {
    return (error as FrameError).fault;
  }
}

describe('the limits of a cell', () => {
  it('a frame whose mean of R, G and B is above 0.0001 is light, below it is black', () => {
    for (const at of [0, 1, 2]) {
      const cell = (value: number) => [0, 1, 2].map((c) => (c === at ? value : 0));
      expect(faultOf(...(cell(0.000301) as [number, number, number]))).toBe(null);
      expect(faultOf(...(cell(0.000299) as [number, number, number]))).toBe('black');
    }
    expect(faultOf(0.0001001, 0.0001001, 0.0001001)).toBe(null);
    expect(faultOf(0.0000999, 0.0000999, 0.0000999)).toBe('black');
  });

  it('a darkest channel of 0.98 is clipped, just below it tells something', () => {
    for (const at of [0, 1, 2]) {
      const cell = (value: number) => [0, 1, 2].map((c) => (c === at ? value : 1));
      expect(faultOf(...(cell(0.98) as [number, number, number]))).toBe('clipped');
      expect(faultOf(...(cell(below(0.98)) as [number, number, number]))).toBe(null);
    }
  });
});

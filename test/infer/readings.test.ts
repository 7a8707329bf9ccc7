/** An estimator that is told what the camera knows: it counts, and whatever is not known leaves an answer. */
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator, READING_NAMES } from '../../dist/infer/index.js';
import { parameterLayout, smallArchitecture } from '../../dist/model/index.js';
import { initialParameters } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import { randomThumbnail } from './random-architecture.js';
import { modelOf, smallModel } from './sample-models.js';

const ALL = { lux: 350, exposure: 0.0125, iso: 800, time: 19.25 };
const rng = createRng('readings');

function readingEstimator() {
  const architecture = smallArchitecture({
    heightPx: 16,
    widthPx: 16,
    blocks: [{ kernel: 2, stride: 2, channels: 8 }],
    hidden: 16,
    centre: [-0.6, -0.6],
    anchors: Array.from({ length: 9 }, (_, i) => [0.1 * (i - 4), -0.1 * (i - 4)] as const),
    readings: READING_NAMES,
  });
  const layout = parameterLayout(architecture);
  const parameters = initialParameters(architecture, layout, createRng(5));
  for (let i = 0; i < layout.trainable; i++) parameters[i]! += 0.3 * rng.normal();
  return createEstimator({ ...modelOf(architecture), parameters }, loadKernelModule());
}

const estimator = readingEstimator();
const pixels = randomThumbnail(estimator.inputSize, rng);
const answer = (known?: object) => estimator.estimateThumbnail(pixels, known);

describe('an estimator of a network that reads what the camera knows', () => {
  it('says what it reads', () => {
    expect(estimator.readings).toEqual(['lux', 'exposure', 'iso', 'time']);
    expect(createEstimator(smallModel(), loadKernelModule()).readings).toEqual([]);
  });

  it.each(READING_NAMES)(
    'answers otherwise for another %s, and alike for one beyond its range',
    (name) => {
      const own = answer(ALL).whitePoint.r;
      const other = answer({ ...ALL, [name]: name === 'time' ? 11 : 3 * ALL[name] }).whitePoint.r;
      const none = answer({ ...ALL, [name]: undefined }).whitePoint.r;
      expect(Math.abs(other / own - 1)).toBeGreaterThan(1e-4);
      expect(Math.abs(none / own - 1)).toBeGreaterThan(1e-4);
      expect(answer({ ...ALL, [name]: 1e12 })).toEqual(
        answer({ ...ALL, [name]: Number.POSITIVE_INFINITY }),
      );
    },
  );

  it('answers the same, and finitely, however it is not told', () => {
    const untold = answer();
    expect(Number.isFinite(untold.whitePoint.r + untold.whitePoint.b)).toBe(true);
    const nothing = [
      {},
      { lux: undefined },
      { lux: Number.NaN, exposure: 0, iso: -5, time: Number.NaN },
    ];
    for (const known of nothing) expect(answer(known)).toEqual(untold);
  });

  it('forgets what it was told of the frame before', () => {
    const untold = answer();
    expect(answer(ALL)).not.toEqual(untold);
    expect(answer()).toEqual(untold);
  });

  it('takes it with frames and zones, too', () => {
    const data = Uint16Array.from({ length: 20 * 20 * 3 }, (_, i) => 8000 + 37 * (i % 300));
    const frame = { layout: 'rgb', widthPx: 20, heightPx: 20, data } as const;
    expect(estimator.estimate(frame, ALL)).not.toEqual(estimator.estimate(frame));
    const means = Array.from({ length: 3 * 256 }, (_, i) => 0.2 + 0.1 * (i % 3));
    const zones = { rows: 16, columns: 16, means };
    expect(estimator.estimateZones(zones, ALL)).not.toEqual(estimator.estimateZones(zones));
  });

  it('refuses what is no number, by name', () => {
    for (const lux of ['400', null, {}, 400n]) {
      expect(() => answer({ lux })).toThrow(
        /readings: expected lux to be a number, or undefined where/,
      );
    }
    // What the model does not read is ignored.
    expect(answer({ ...ALL, aperture: 'wide' })).toEqual(answer(ALL));
  });
});

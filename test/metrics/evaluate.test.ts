import { describe, expect, test } from 'vitest';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { angularErrors, evaluateEstimates } from '../../dist/metrics/index.js';

const entries = [
  { id: 'a', whitePoint: { r: 0.5, b: 0.7 }, properties: { place: 'outdoor', daytime: 'day' } },
  { id: 'b', whitePoint: { r: 0.4, b: 0.8 }, properties: { place: 'indoor', daytime: '' } },
  { id: 'c', whitePoint: { r: 0.6, b: 0.5 }, properties: { place: 'outdoor', daytime: 'day' } },
];
const constant = { r: 0.5, b: 0.7 };
const method = { name: 'constant', parameters: 2 };

describe('evaluateEstimates', () => {
  test('finds nothing wrong with the truth', () => {
    const truth = entries.map((e) => e.whitePoint);
    const result = evaluateEstimates({ name: 'truth', parameters: 0 }, truth, entries);
    expect(result.recovery.max).toBeCloseTo(0, 10);
    expect(result.reproduction.max).toBeCloseTo(0, 10);
    expect(result.mse).toEqual({ mean: 0, sum: 0 });
  });

  test('gives both forms of the squared error', () => {
    const result = evaluateEstimates(method, [constant, constant, constant], entries);
    // (0 + (0.01 + 0.01) + (0.01 + 0.04)) / 3
    expect(result.mse.sum).toBeCloseTo(0.07 / 3, 12);
    expect(result.mse.mean).toBeCloseTo(0.07 / 6, 12);
  });

  test('agrees with the angular errors of single images', () => {
    const { recovery } = angularErrors([constant, constant, constant], entries);
    const expected = entries.map((e) => recoveryErrorDegrees(constant, e.whitePoint));
    expect([...recovery]).toEqual(expected);
    const result = evaluateEstimates(method, [constant, constant, constant], entries);
    expect(result.recovery.max).toBe(Math.max(...expected));
    const [low, high] = result.recovery.meanCi95;
    expect(low).toBeLessThanOrEqual(result.recovery.mean);
    expect(high).toBeGreaterThanOrEqual(result.recovery.mean);
  });

  test('breaks down by what the images have, the most frequent value first', () => {
    const { groups } = evaluateEstimates(method, [constant, constant, constant], entries);
    expect(Object.keys(groups)).toEqual(['place', 'daytime']);
    expect(Object.keys(groups.place)).toEqual(['outdoor', 'indoor']);
    expect(groups.place.outdoor.images).toBe(2);
    expect(Object.keys(groups.daytime)).toEqual(['day']);
    expect(groups.place.indoor.recovery.mean).toBeCloseTo(
      recoveryErrorDegrees(constant, entries[1].whitePoint),
      12,
    );
  });

  test('takes any property to group by and keeps odd names apart from the prototype', () => {
    const odd = [
      { id: 'a', whitePoint: constant, properties: { camera: '__proto__' } },
      { id: 'b', whitePoint: constant, properties: { camera: 'constructor' } },
    ];
    const { groups } = evaluateEstimates(method, [constant, constant], odd, {
      groupBy: ['camera', 'toString'],
    });
    expect(Object.keys(groups)).toEqual(['camera']);
    expect(Object.keys(groups.camera).sort()).toEqual(['__proto__', 'constructor']);
  });

  test('has exactly the keys of the command line JSON', () => {
    const result = JSON.parse(
      JSON.stringify(evaluateEstimates(method, [constant, constant, constant], entries)),
    );
    expect(Object.keys(result)).toEqual([
      'name',
      'images',
      'parameters',
      'recovery',
      'reproduction',
      'mse',
      'groups',
    ]);
    const statistics = ['mean', 'median', 'trimean', 'best25', 'worst25', 'p95', 'max'];
    expect(Object.keys(result.recovery)).toEqual([...statistics, 'meanCi95', 'medianCi95']);
    expect(Object.keys(result.groups.place.outdoor)).toEqual([
      'images',
      'recovery',
      'reproduction',
    ]);
    expect(Object.keys(result.groups.place.outdoor.recovery)).toEqual(statistics);
  });

  test.each([
    ['NaN', { r: Number.NaN, b: 0.5 }],
    ['infinity', { r: 0.5, b: Number.POSITIVE_INFINITY }],
    ['zero', { r: 0, b: 0.5 }],
    ['a negative value', { r: 0.5, b: -0.1 }],
  ])('names the image whose estimate holds %s', (_, bad) => {
    expect(() => evaluateEstimates(method, [constant, bad, constant], entries)).toThrow(
      /constant: expected a white point .* for image b/,
    );
  });

  test('refuses another number of estimates than images, and no images', () => {
    expect(() => evaluateEstimates(method, [constant], entries)).toThrow('each of 3 images');
    expect(() => evaluateEstimates(method, [], [])).toThrow('at least one');
  });
});

/** Errors along a curve of lights and across it: in summaries, in judgements of methods, and in what people read. */
import { describe, expect, it } from 'vitest';
import { errorByCurve } from '../../dist/color/index.js';
import { judgeMethods } from '../../dist/methods/index.js';
import { judgingCurve } from '../../dist/methods/node/index.js';
import { summariseByCurve } from '../../dist/metrics/index.js';
import { formatCrossValidation } from '../../dist/report/text/cross-validation.js';
import { formatCurveTable } from '../../dist/report/text/curve-table.js';

const CURVE = [
  { r: 0.9, b: 0.3 },
  { r: 0.6, b: 0.5 },
  { r: 0.4, b: 0.9 },
];
const ENTRIES = Array.from({ length: 24 }, (_, i) => {
  const share = i / 23;
  const whitePoint = { r: 0.85 - 0.4 * share, b: 0.33 + 0.45 * share + 0.004 * (i % 3) };
  return { id: `${i}`, whitePoint };
});
const LIGHTS = ENTRIES.map(({ whitePoint }) => whitePoint);
const ESTIMATES = LIGHTS.map(({ r, b }, i) => ({ r: r * (1 + 0.01 * (i % 5)), b: b * 0.98 }));

describe('errors by a curve', () => {
  const sizes = (part: 'alongDegrees' | 'acrossDegrees') =>
    LIGHTS.map((light, i) => Math.abs(errorByCurve(CURVE, ESTIMATES[i]!, light)[part]));
  const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  it('are the mean sizes of both parts', () => {
    const { along, across } = summariseByCurve(CURVE, ESTIMATES, LIGHTS);
    expect(along.mean).toBeCloseTo(meanOf(sizes('alongDegrees')), 10);
    expect(across.mean).toBeCloseTo(meanOf(sizes('acrossDegrees')), 10);
    expect(across.max).toBeCloseTo(Math.max(...sizes('acrossDegrees')), 10);
  });

  it('are judged where a curve is given, and nowhere else', () => {
    const method = { name: 'm', parameters: 1, estimates: ESTIMATES };
    const [judged] = judgeMethods([method], ENTRIES, { seed: 1, curve: CURVE });
    expect(judged!.byCurve).toEqual(summariseByCurve(CURVE, ESTIMATES, LIGHTS));
    expect(judgeMethods([method], ENTRIES, { seed: 1 })[0]).not.toHaveProperty('byCurve');
  });

  it('stand in a table, a row a method that has them', () => {
    const byCurve = summariseByCurve(CURVE, ESTIMATES, LIGHTS);
    const text = formatCurveTable([{ name: 'one', byCurve }, { name: 'two' }]);
    expect(text).toMatch(
      /^By the curve of the lights, mean errors along it and across it, degrees/,
    );
    expect(text).toContain(byCurve.along.mean.toFixed(2));
    expect(text).toContain(byCurve.across.worst25.toFixed(2));
    expect(text).not.toContain('two');
    expect(formatCurveTable([{ name: 'two' }])).toBe('');
  });

  it('stand below a cross-validation where answers keep to a curve', () => {
    const byCurve = summariseByCurve(CURVE, ESTIMATES, LIGHTS);
    const seed = { seed: 4, all: byCurve.along };
    const how = { folds: 3, kind: 'runs' };
    expect(formatCrossValidation([seed], how)).not.toContain('curve');
    const [heading, line] = formatCrossValidation([{ ...seed, byCurve }], how)
      .split('\n')
      .slice(-2);
    expect(heading).toMatch(/^Along the curve of the labels and across it, degrees/);
    expect(line).toMatch(/^ {2}seed 4 {3}along \d/);
    expect(line).toContain(`across ${byCurve.across.mean.toFixed(2)}`);
  });
});

describe('the curve that errors are told apart by', () => {
  type Result = Parameters<typeof judgingCurve>[0];
  const result = (keeps: boolean, count = ENTRIES.length) =>
    ({
      prepared: [
        { name: 'free' },
        { name: 'm', ...(keeps ? { answerCurve: { points: CURVE, band: 0 } } : {}) },
      ],
      entries: ENTRIES.slice(0, count),
    }) as unknown as Result;

  it('is that of the labels, where it is asked for or a method keeps to one', () => {
    expect(judgingCurve(result(false), false)).toBe(undefined);
    for (const curve of [judgingCurve(result(true), false), judgingCurve(result(false), true)]) {
      expect(curve).toHaveLength(96);
      expect(Math.abs(curve![0]!.r - LIGHTS[0]!.r)).toBeLessThan(0.02);
    }
  });

  it('is that of the method where labels are too few, and none where there is no method', () => {
    expect(judgingCurve(result(true, 10), false)).toBe(CURVE);
    expect(judgingCurve(result(false, 10), true)).toBe(null);
  });
});

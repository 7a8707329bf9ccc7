/** Parameters as coordinates: where values lie, what an even draw gives, and what is refused at the very edge. */
import { describe, expect, it } from 'vitest';
import { createDimension } from '../../dist/search/space/dimension.js';
import { createSpaceCodec } from '../../dist/search/space/space-codec.js';

const codecOf = (...parameters: readonly object[]) =>
  createSpaceCodec({ parameters: parameters as never });
const units = (parameter: object, values: readonly (number | string)[]) => {
  const codec = codecOf({ name: 'a', ...parameter });
  return values.map((value) => codec.encode({ a: value })[0]);
};
const drawn = (parameter: object, count = 4000) => {
  const codec = codecOf({ name: 'a', ...parameter });
  return Array.from({ length: count }, (_, i) =>
    Number(codec.decode(codec.draw([(i + 0.5) / count])).a),
  );
};

describe('values of a parameter', () => {
  it('lie by their value, or by its logarithm', () => {
    expect(units({ kind: 'float', low: -2, high: 6 }, [-2, 0, 6])).toEqual([0, 0.25, 1]);
    const log = units({ kind: 'float', low: 1, high: 1000, log: true }, [1, 10, 1000]);
    expect(log[1]).toBeCloseTo(1 / 3, 12);
    expect(units({ kind: 'integer', low: 3, high: 8 }, [3, 4, 8])).toEqual([0, 0.2, 1]);
    const whole = units({ kind: 'integer', low: 2, high: 32, log: true }, [2, 4, 32]);
    expect(whole[1]).toBeCloseTo(0.25, 12);
    expect(units({ kind: 'ordered', values: [1, 3, 10] }, [1, 3, 10])).toEqual([0, 0.5, 1]);
    expect(units({ kind: 'ordered', values: [7] }, [7])).toEqual([0]);
    expect(units({ kind: 'float', low: 2, high: 2 }, [2])).toEqual([0]);
    expect(units({ kind: 'integer', low: 2, high: 2, log: true }, [2])).toEqual([0]);
  });

  it('are drawn evenly, whole ones with half a unit on either side', () => {
    const floats = drawn({ kind: 'float', low: -2, high: 6 });
    expect(Math.min(...floats)).toBeCloseTo(-2 + 8 / 8000, 9);
    expect(Math.max(...floats)).toBeCloseTo(6 - 8 / 8000, 9);
    const share = (values: readonly number[], value: number) =>
      values.filter((v) => v === value).length / values.length;
    const whole = drawn({ kind: 'integer', low: 3, high: 6 });
    for (const value of [3, 4, 5, 6]) expect(share(whole, value)).toBeCloseTo(0.25, 3);
    // In the logarithm 2 stands for 1.5 to 2.5, 3 for 2.5 to 3.5, 4 for 3.5 to 4.5.
    const log = drawn({ kind: 'integer', low: 2, high: 4, log: true });
    expect(share(log, 2)).toBeCloseTo(Math.log(2.5 / 1.5) / Math.log(3), 3);
    expect(share(log, 3)).toBeCloseTo(Math.log(3.5 / 2.5) / Math.log(3), 3);
    expect(share(log, 4)).toBeCloseTo(Math.log(4.5 / 3.5) / Math.log(3), 3);
    const named = codecOf({ name: 'a', kind: 'choice', values: ['x', 'y', 'z'] });
    const names = Array.from({ length: 3000 }, (_, i) =>
      String(named.decode(named.draw([(i + 0.5) / 3000])).a),
    );
    for (const name of ['x', 'y', 'z']) {
      expect(names.filter((one) => one === name)).toHaveLength(1000);
    }
    const listed = drawn({ kind: 'ordered', values: [1, 3, 10] }, 3000);
    for (const value of [1, 3, 10]) expect(share(listed, value)).toBeCloseTo(1 / 3, 3);
  });

  it('are the nearest to a coordinate up to a cap, the lower of two, as going through all of them finds', () => {
    const dimensions = [
      createDimension({ kind: 'integer', name: 'a', low: 16, high: 256 }),
      createDimension({ kind: 'integer', name: 'a', low: 1, high: 300, log: true }),
      createDimension({ kind: 'ordered', name: 'a', values: [1, 1.5, 2, 5, 40] }),
      createDimension({ kind: 'integer', name: 'a', low: 3, high: 3 }),
    ];
    for (const { levels, toUnit, toValue } of dimensions) {
      const nearest = (unit: number, allowed: readonly number[]) =>
        allowed.reduce((best, value) =>
          Math.abs(toUnit(value) - unit) < Math.abs(toUnit(best) - unit) ? value : best,
        );
      for (const cap of [...levels, levels[0] - 1, levels[0] + 0.5, Number.POSITIVE_INFINITY]) {
        const kept = [...levels].filter((value) => value <= cap);
        const allowed = kept.length > 0 ? kept : [levels[0]];
        const between = (toUnit(allowed[0]) + toUnit(allowed[allowed.length >> 1])) / 2;
        for (const unit of [-0.1, 0, between, 0.1, 1 / 3, 0.5, 0.77, 1, 1.2, Number.NaN]) {
          expect(toValue(unit, cap)).toBe(nearest(unit, allowed));
        }
      }
    }
  });

  it('are taken at the edge, a rounding beyond it too, and refused further out', () => {
    for (const value of [-2, 6, 6 + 5e-9, -2 - 5e-9]) {
      expect(() => units({ kind: 'float', low: -2, high: 6 }, [value])).not.toThrow();
    }
    for (const value of [-2 - 1e-7, 6 + 1e-7, Number.NaN]) {
      expect(() => units({ kind: 'float', low: -2, high: 6 }, [value])).toThrow(/from -2 to 6/);
    }
    expect(() => units({ kind: 'integer', low: 1, high: 3 }, [2.5])).toThrow(/no value 2.5/);
    expect(() => units({ kind: 'ordered', values: [1, 3] }, [2])).toThrow(/no value 2/);
    expect(() => units({ kind: 'choice', values: ['x', 'y'] }, ['z'])).toThrow(/one of x, y/);
    expect(units({ kind: 'choice', values: ['x', 'y', 'z'] }, ['x', 'y'])).toHaveLength(2);
  });

  it('of a fixed value lie within a rounding of it', () => {
    const codec = codecOf({ name: 'a', kind: 'float', low: 0.1, high: 0.1 });
    expect(codec.encode({ a: 0.1 })[0]).toBe(0);
    expect(() => codec.encode({ a: 0.1001 })).toThrow(/from 0.1 to 0.1/);
  });
});

describe('the size of a space', () => {
  it('is the product of its values, 1 for what is fixed, endless for what is continuous', () => {
    const whole = { name: 'a', kind: 'integer', low: 3, high: 8 };
    const listed = { name: 'b', kind: 'ordered', values: [1, 5, 9] };
    const named = { name: 'c', kind: 'choice', values: ['x', 'y'] };
    const fixed = { name: 'd', kind: 'float', low: 2, high: 2 };
    expect(codecOf(whole, listed, named, fixed).size).toBe(6 * 3 * 2);
    expect(codecOf(whole, { ...fixed, high: 2.5 }).size).toBe(Number.POSITIVE_INFINITY);
  });

  it('of whole numbers ends at a hundred thousand', () => {
    const whole = (high: number) => codecOf({ name: 'a', kind: 'integer', low: 1, high });
    expect(whole(100_000).size).toBe(100_000);
    expect(() => whole(100_001)).toThrow(/less than 100000 apart/);
  });
});

/** Figures of a device that says what it likes: each is held against its type and range before anything is printed or written. */
import { describe, expect, it } from 'vitest';
import { MeasureError } from '../../dist/device/index.js';
import { MEASUREMENT_FORM } from '../../dist/device/measurement-form.js';
import { parseMeasurement } from '../../dist/device/parse-measurement.js';
import { findMisfit } from '../../dist/forms/index.js';

const CALL = { runs: 5, minimumMs: 1.5, medianMs: 2 };
const COST = { cpu: CALL, wall: CALL };
const ANSWER = {
  runner: 'c',
  network: COST,
  frame: { ...COST, widthPx: 640, heightPx: 480 },
  firstCallMs: 3,
  memory: { peakBytes: 5e6, baselineBytes: 4e6, modelBytes: -1e5 },
  machine: {
    hostname: 'pi',
    cpuModel: 'Cortex-A76',
    cores: 4,
    architecture: 'aarch64',
    operatingSystem: 'Linux 6',
    governor: null,
    temperatureCelsius: 50,
    versions: { compiler: '12' },
  },
};

/** Paths of all that is no object, in the answer. */
function pathsOf(value: object, path: readonly string[] = []): string[][] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null ? pathsOf(inner, [...path, key]) : [[...path, key]],
  );
}

/** A copy with another value at a path. */
function changed(path: readonly string[], value: unknown): object {
  const copy = JSON.parse(JSON.stringify(ANSWER));
  const parent = path.slice(0, -1).reduce((inner, key) => Reflect.get(inner, key), copy as object);
  Reflect.set(parent, path.at(-1)!, value);
  return copy;
}

describe('an answer', () => {
  it('is the last line of what was printed', () => {
    expect(findMisfit(MEASUREMENT_FORM, ANSWER)).toBeNull();
    expect(parseMeasurement(`noise\n${JSON.stringify(ANSWER)}\n`)).toEqual(ANSWER);
  });

  it.each(pathsOf(ANSWER))('is refused with a wrong value at %s.%s.%s', (...parts) => {
    const path = parts.filter((part) => typeof part === 'string');
    for (const value of [undefined, [], { toFixed: 1 }, 1e300, true]) {
      const text = JSON.stringify(changed(path, value));
      // A form of a record takes any keys, none among them.
      if (path.includes('versions') && value === undefined) continue;
      expect(() => parseMeasurement(text), `${path.join('.')} ${value}`).toThrow(MeasureError);
      expect(() => parseMeasurement(text)).toThrow(path.slice(0, 2).join('.'));
    }
  });

  it.each(['', 'Segmentation fault', '{', '[]', 'null', '5'])('%j is none', (text) => {
    expect(() => parseMeasurement(text)).toThrow(/^read: expected the runner's figures, got/);
  });

  it('is told of without its control characters', () => {
    const text = JSON.stringify({ ...ANSWER, runner: '\u001b]0;x\u0007' });
    expect(() => parseMeasurement(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('\u001b') }),
    );
  });
});

/** Public functions that take what comes from outside: every field once of every wrong JavaScript type. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_AWB_PARAMETERS,
  readAwbCase,
  readTuningFile,
  writeTuningFile,
} from '../../dist/classical/index.js';
import { gainsToWhitePoint, whitePointToGains } from '../../dist/color/index.js';
import { AwbFilter, createEstimator } from '../../dist/infer/index.js';
import { decodeModel } from '../../dist/model/index.js';
import { checkStudy } from '../../dist/nas/index.js';
import { decodePng16 } from '../../dist/raw/index.js';
import { createOptimiser, createRandomSampler, createSpaceCodec } from '../../dist/search/index.js';
import { shippedModelFile } from '../infer/shipped-model.js';

const SHIPPED_MODEL = readFileSync(shippedModelFile());
const KERNELS = new WebAssembly.Module(readFileSync('dist/engine/kernels.wasm'));

const WRONG: readonly unknown[] = [
  undefined,
  null,
  5,
  -1,
  Number.NaN,
  5e-324,
  1e308,
  'text',
  '5',
  '',
  5n,
  true,
  Symbol('s'),
  () => 1,
  {},
  [],
  [null],
  [{}],
  [[[]]],
  { length: 3 },
  Object.create(null),
  new Map(),
  new Date(0),
  new Uint8Array(3),
  new Float64Array(3),
  JSON.parse('{"__proto__": {"length": 3}}'),
];

/** Errors that say what was wrong with what was given. */
const TYPED =
  /^(?:FrameError|ModelFileError|ArchitectureError|TuningFileError|RawFormatError|StudyError|BadInput)$/;

/** The value, and the value with each of its fields, at any depth, replaced by each wrong one. */
function* variants(value: unknown): Generator<unknown> {
  yield* WRONG;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const key of Object.keys(value)) {
    for (const inner of variants(Reflect.get(value, key))) {
      const copy = Array.isArray(value) ? [...value] : { ...value };
      Reflect.set(copy, key, inner);
      yield copy;
    }
  }
}

function refusesAll(right: unknown, take: (value: never) => unknown): void {
  expect(() => take(right as never)).not.toThrow();
  let refused = 0;
  for (const wrong of variants(right)) {
    try {
      take(wrong as never);
    } catch (error) {
      const { name, message, stack } = error as Error;
      const typed =
        TYPED.test(name) ||
        (name === 'RangeError' && /expected|must not exceed|has no value/.test(message));
      if (!typed) expect.fail(`untyped ${name}: ${message}\n${stack}`);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(5);
}

const finite = (...values: number[]) => {
  for (const value of values) {
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(Number.POSITIVE_INFINITY);
  }
};

describe('wrong types are refused by name', () => {
  const estimator = createEstimator(SHIPPED_MODEL, KERNELS);
  const frame = {
    layout: 'rgb',
    widthPx: 2,
    heightPx: 2,
    data: new Uint16Array(12).fill(9000),
    stride: 6,
    blackLevel: [0, 0, 0],
    whiteLevel: 65_535,
    mask: new Uint8Array(4),
  };

  test('in frames', () => {
    refusesAll(frame, (value) => {
      const { gains } = estimator.estimate(value);
      finite(gains.red, gains.blue);
    });
    refusesAll(
      {
        ...frame,
        layout: 'bayer',
        pattern: 'RGGB',
        data: new Uint16Array(4).fill(9),
        stride: 2,
        blackLevel: 1,
      },
      (value) => estimator.estimate(value),
    );
    const raw = {
      widthPx: 1,
      heightPx: 2,
      rgb: new Uint16Array(6).fill(5000),
      blackLevel: 9,
      whiteLevel: 9999,
    };
    refusesAll(raw, (value) => estimator.estimate(value));
  });

  test('in zones', () => {
    const zones = {
      rows: 1,
      columns: 2,
      means: [0.1, 0.2, 0.3, 0.1, 0.2, 0.3],
      whiteLevel: 1,
      counts: [1, 2],
    };
    refusesAll(zones, (value) => estimator.estimateZones(value));
  });

  test('in estimates over time, whose gains are finite and above 0', () => {
    refusesAll({ whitePoint: { r: 0.5, b: 0.6 }, confidence: 1 }, (value) => {
      const { gains, whitePoint } = new AwbFilter().update(value);
      finite(gains.red, gains.blue, whitePoint.r, whitePoint.b);
    });
    refusesAll(
      { kind: 'exponential', speed: 0.5, startupFrames: 2 },
      (value) => new AwbFilter(value ?? {}),
    );
  });

  test('in white points and gains, from the least number to the largest', () => {
    refusesAll({ r: 0.5, b: 0.5 }, (value) => {
      const { red, blue } = whitePointToGains(value ?? {});
      finite(red, blue);
    });
    refusesAll({ red: 2, blue: 2 }, (value) => {
      const { r, b } = gainsToWhitePoint(value ?? {});
      finite(r, b);
    });
  });

  test('in spaces and problems of a search', () => {
    const space = {
      parameters: [
        { kind: 'float', name: 'a', low: 0.1, high: 1, log: true },
        { kind: 'integer', name: 'b', low: 1, high: 9 },
        { kind: 'ordered', name: 'c', values: [1, 2, 4] },
        { kind: 'choice', name: 'd', values: ['x', 'y'] },
      ],
      constraints: [{ lower: 'b', upper: 'c' }],
    };
    refusesAll(space, (value) => createSpaceCodec(value));
    const codec = createSpaceCodec(space as never);
    refusesAll({ a: 0.5, b: 1, c: 4, d: 'x' }, (value) => codec.encode(value));
    const objectives = [
      { name: 'f', threshold: 3 },
      { name: 'g', threshold: 2 },
    ];
    const outcomeConstraints = [{ name: 'h', bound: 2 }];
    const problem = { space, objectives, outcomeConstraints };
    refusesAll({ problem, sampler: createRandomSampler(), seed: 1 }, (value) =>
      createOptimiser(value),
    );
    const outcomes = { f: 1, g: 1, h: 1 };
    refusesAll({ kind: 'completed', outcomes, noiseVariance: { f: 0.1 } }, (value) => {
      const optimiser = createOptimiser({
        problem,
        sampler: createRandomSampler(),
        seed: 1,
      } as never);
      const { id } = optimiser.ask();
      optimiser.tell(id, value);
    });
  });

  test('in files', () => {
    refusesAll(writeTuningFile(DEFAULT_AWB_PARAMETERS), (value) => readTuningFile(value));
    refusesAll(
      { id: 'a', width: 1, height: 1, zones: [[9, 9, 9, 1]], lux: 400, mode: 'auto' },
      (value) => readAwbCase(value),
    );
    refusesAll(
      {
        name: 'x',
        data: { path: 'd' },
        objectives: {
          error: { measure: 'recoveryDegrees', threshold: 2 },
          cpuMs: { threshold: 1 },
          memoryMb: { threshold: 99 },
        },
        trials: 3,
        epochs: 2,
      },
      (value) => checkStudy(value, 'study'),
    );
    for (const wrong of WRONG) {
      expect(() => decodeModel(wrong as never)).toThrow(
        expect.objectContaining({ name: 'ModelFileError' }),
      );
      expect(() => decodePng16(wrong as never)).toThrow(
        expect.objectContaining({ name: 'RawFormatError' }),
      );
      expect(() => createEstimator(wrong as never, KERNELS)).toThrow(
        expect.objectContaining({ name: expect.stringMatching(TYPED) }),
      );
    }
  });
});

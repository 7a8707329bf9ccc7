/** Model files that were cut short, altered, or written by a newer version: refused with a reason, never a crash. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  encodeContainer,
  encodeModel,
  type Model,
  ModelFileError,
  type ModelNode,
} from '../../dist/model/index.js';
import { smallModel } from './sample-models.js';

const MODULE = loadKernelModule();
const MODEL = smallModel();
const BYTES = encodeModel(MODEL);

function refusal(bytes: Uint8Array): string {
  let message = '';
  try {
    createEstimator(bytes, MODULE);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFileError);
    message = (error as Error).message;
  }
  expect(message).not.toBe('');
  return message;
}

/** A whole file, checksum and all, whose nodes or numbers differ. */
function rewritten(
  change: (node: ModelNode) => object,
  { parameters, architecture, metadata }: Model = MODEL,
): Uint8Array {
  const nodes = architecture.nodes.map((node) => ({ ...node, ...change(node) }));
  return encodeContainer('m', {
    header: { architecture: { ...architecture, nodes }, metadata },
    numbers: parameters,
  });
}

describe('a model file', () => {
  it('is read as it was written, also from the middle of a larger buffer', () => {
    const padded = new Uint8Array(BYTES.length + 7);
    padded.set(BYTES, 3);
    const estimator = createEstimator(padded.subarray(3, 3 + BYTES.length), MODULE);
    expect(estimator.metadata).toEqual(MODEL.metadata);
  });

  it('is refused with any byte altered', () => {
    fc.assert(
      fc.property(fc.nat(BYTES.length - 1), fc.integer({ min: 1, max: 255 }), (at, flips) => {
        const altered = BYTES.slice();
        altered[at]! ^= flips;
        refusal(altered);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused with any of its first 32 bytes and last 8 altered in any one bit', () => {
    const places = [
      ...Array(32).keys(),
      ...Array.from({ length: 8 }, (_, i) => BYTES.length - 1 - i),
    ];
    for (const at of places) {
      for (let bit = 0; bit < 8; bit++) {
        const altered = BYTES.slice();
        altered[at]! ^= 1 << bit;
        refusal(altered);
      }
    }
  });

  it('is refused cut short anywhere, and with something appended', () => {
    fc.assert(
      fc.property(fc.nat(BYTES.length - 1), (length) => {
        refusal(BYTES.subarray(0, length));
      }),
      { numRuns: 300 },
    );
    for (let length = 0; length < 24; length++) refusal(BYTES.subarray(0, length));
    for (let extra = 1; extra < 9; extra++) {
      const longer = new Uint8Array(BYTES.length + extra);
      longer.set(BYTES);
      refusal(longer);
    }
  });

  it('is refused when it is any other file', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        refusal(bytes);
      }),
    );
    expect(refusal(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]))).toMatch(/DEEPAWB/);
  });

  it('names the cure where it is newer', () => {
    const newer = BYTES.slice();
    new DataView(newer.buffer).setUint32(8, 9, true);
    expect(refusal(newer)).toMatch(/format 1 or older, got 9: update deepawb/);
  });

  it('is refused where it is a checkpoint', () => {
    expect(refusal(encodeContainer('c', { header: {}, numbers: new Float32Array(2) }))).toMatch(
      /expected a deepawb model, got a checkpoint/,
    );
  });
});

describe('a whole file that this version cannot run', () => {
  const with_ = (op: ModelNode['op'], change: object) =>
    rewritten((node) => (node.op === op ? change : {}));

  it.each([
    ['an operation', with_('softmax', { op: 'sparsemax' }), /sparsemax/],
    ['an activation', with_('activation', { kind: 'mish' }), /mish/],
    ['an arithmetic', with_('arithmetic', { kind: 'power' }), /power/],
    ['planes', with_('features', { planes: 'yuv' }), /./],
    ['an axis', with_('softmax', { axis: 'rows' }), /./],
    ['no centre', with_('features', { centre: undefined }), /centre/],
    ['a slope that is text', with_('activation', { alpha: 'x' }), /alpha/],
    ['no epsilon of a pool', with_('weightedPool', { epsilon: undefined }), /epsilon/],
    ['no epsilon of a norm', with_('batchNorm', { epsilon: null, from: undefined }), /./],
  ])('%s: refused', (_, bytes, message) => {
    expect(refusal(bytes)).toMatch(message);
  });

  it('is refused with numbers missing or not finite', () => {
    const short = { ...MODEL, parameters: MODEL.parameters.subarray(1) };
    expect(refusal(encodeModel(short))).toMatch(/expected \d+ parameters/);
    const parameters = MODEL.parameters.slice();
    parameters[3] = Number.NaN;
    expect(refusal(encodeModel({ ...MODEL, parameters }))).toMatch(
      /finite parameters, got NaN at 3/,
    );
  });

  it('is refused where a normalisation divides by nothing', () => {
    const parameters = MODEL.parameters.map((value, i) =>
      i < MODEL.parameters.length - 1 ? value : 0,
    );
    const bytes = rewritten((node) => (node.op === 'batchNorm' ? { epsilon: 0 } : {}), {
      ...MODEL,
      parameters,
    });
    expect(refusal(bytes)).toMatch(/positive variance plus epsilon, got 0 \+ 0/);
  });
});

const ERRORS = {
  data: 'set',
  part: 'test',
  hash: 'ab',
  pictures: 9,
  meanDegrees: 1.5,
  medianDegrees: 1,
};

describe('the metadata', () => {
  const withMetadata = (change: object) =>
    encodeModel({ ...MODEL, metadata: { ...MODEL.metadata, ...change } as never });

  it('holds data hash, settings, errors and licence', () => {
    const errors = [ERRORS];
    const { metadata } = createEstimator(withMetadata({ errors }), MODULE);
    expect(metadata).toEqual({ ...MODEL.metadata, errors });
    expect(metadata).toMatchObject({
      data: { hash: expect.any(String) },
      settings: expect.any(Object),
      licence: expect.any(String),
    });
  });

  it.each<[string, object, RegExp]>([
    ['a name', { name: 5 }, /text of .* as its name, got 5/],
    ['a licence', { licence: undefined }, /text of .* as its licence/],
    ['data', { data: { name: 'set' } }, /text of at most 4096 characters as its data.hash/],
    [
      'a count of pictures',
      { data: { name: '', hash: '', pictures: '9' } },
      /as its data.pictures/,
    ],
    ['a seed that is a number', { seed: '1 */ int x; /*' }, /whole number from 0 on as its seed/],
    ['a whole seed', { seed: 0.5 }, /whole number from 0 on as its seed, got 0.5/],
    [
      'a name of sensible length',
      { name: 'x'.repeat(5000) },
      /at most 4096 characters as its name/,
    ],
    ['settings', { settings: 'none' }, /an object as its settings, got "none"/],
    ['a black level', { blackLevel: 'dark' }, /a level from 0 to 65535 as its blackLevel/],
    ['levels in order', { blackLevel: 9, whiteLevel: 5 }, /got \[9,5\]/],
    ['a list of errors', { errors: 1.4 }, /a list, each an object as its errors, got 1.4/],
    [
      'errors in degrees',
      { errors: [{ ...ERRORS, meanDegrees: '</td>' }] },
      /as its errors\[0\].meanD/,
    ],
  ])('without %s is refused', (_name, change, message) => {
    expect(refusal(withMetadata(change))).toMatch(message);
  });
});

describe('a header with anything in it', () => {
  const { architecture, metadata } = MODEL;

  /** Every place in a value, as the keys that lead there. */
  function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
    if (typeof value !== 'object' || value === null) return [path];
    const below = Object.entries(value).flatMap(([key, part]) => places(part, [...path, key]));
    return path.length === 0 ? below : [path, ...below];
  }

  function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
    if (key === undefined) return by;
    const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as never;
    (copy as Record<string, unknown>)[key] = replaced(copy[key], rest, by);
    return copy;
  }

  it('is refused with a reason, or answers with finite gains', () => {
    const header = { architecture, metadata };
    const anything = fc.oneof(
      fc.constantFrom(null, 0, -1, 1e9, 0.5, '', 'conv', [], {}, true, { toString: 1 }),
      fc.jsonValue({ maxDepth: 1 }),
    );
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places(header)), anything, (path, by) => {
        const numbers = MODEL.parameters;
        const bytes = encodeContainer('m', { header: replaced(header, path, by), numbers });
        try {
          const estimator = createEstimator(bytes, MODULE);
          const { heightPx, widthPx } = estimator.inputSize;
          const { gains } = estimator.estimateThumbnail(
            new Float32Array(heightPx * widthPx * 4).fill(0.5),
          );
          expect(gains.red > 0 && gains.red < Number.POSITIVE_INFINITY).toBe(true);
        } catch (error) {
          expect((error as Error).name, `${path}: ${(error as Error).stack}`).toMatch(
            /^(ModelFileError|FrameError)$/,
          );
          refused++;
        }
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

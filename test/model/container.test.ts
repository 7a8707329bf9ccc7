import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  decodeContainer,
  decodeModel,
  encodeContainer,
  encodeModel,
  type Model,
  ModelFileError,
  parameterLayout,
  smallArchitecture,
} from '../../dist/model/index.js';

const ARCHITECTURE: Architecture = smallArchitecture({
  heightPx: 12,
  widthPx: 16,
  blocks: [{ kernel: 3, stride: 2, channels: 8 }],
  hidden: 5,
  centre: [-0.5, -0.4],
  anchors: [],
});

const MODEL: Model = {
  architecture: ARCHITECTURE,
  parameters: Float32Array.from({ length: parameterLayout(ARCHITECTURE).total }, (_, i) => i / 7),
  metadata: {
    name: 'tiny',
    version: '0.1.0',
    data: { name: 'Würfel 💡', hash: 'abc', pictures: 3 },
    licence: 'MIT',
    attribution: 'nobody',
    seed: 1,
    settings: { rate: 0.01 },
    blackLevel: 2048,
    whiteLevel: 16383,
  },
};

const bytesOf = (model: Model) => encodeModel(model);

describe('a container', () => {
  it('gives back every header and every number to the bit', () => {
    const numbers = fc.array(fc.float({ noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(
        fc.jsonValue(),
        numbers,
        fc.constantFrom('m' as const, 'c' as const),
        (header, values, kind) => {
          const given = {
            header: JSON.parse(JSON.stringify(header)),
            numbers: Float32Array.from(values),
          };
          const decoded = decodeContainer(kind, encodeContainer(kind, given));
          expect(decoded.header).toEqual(given.header);
          expect(decoded.numbers).toEqual(given.numbers);
        },
      ),
    );
  });

  it('is read from any place in a larger buffer', () => {
    const bytes = encodeContainer('m', { header: { a: 1 }, numbers: Float32Array.of(1, 2, 3) });
    const larger = new Uint8Array(bytes.length + 9);
    larger.set(bytes, 3);
    const decoded = decodeContainer('m', larger.subarray(3, 3 + bytes.length));
    expect([...decoded.numbers]).toEqual([1, 2, 3]);
  });

  it('notices any byte that changed and any byte that is missing', () => {
    const bytes = bytesOf(MODEL);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const altered = bytes.slice();
        altered[at] ^= by;
        expect(() => decodeContainer('m', altered)).toThrow(ModelFileError);
        expect(() => decodeContainer('m', bytes.subarray(0, at))).toThrow(ModelFileError);
      }),
      { numRuns: 200 },
    );
  });

  it('says what is wrong, and what to do', () => {
    const bytes = bytesOf(MODEL);
    const newer = bytes.slice();
    new DataView(newer.buffer).setUint32(8, 2, true);
    expect(() => decodeModel(newer)).toThrow('update deepawb to read it');
    expect(() => decodeModel(new Uint8Array(100))).toThrow("does not start with 'DEEPAWB'");
    expect(() =>
      decodeModel(encodeContainer('c', { header: {}, numbers: new Float32Array() })),
    ).toThrow('expected a deepawb model, got a checkpoint');
    expect(() => decodeModel(bytes.subarray(0, 12))).toThrow(
      'is cut short at 12 bytes; copy it again',
    );
    expect(() => decodeModel(bytes.subarray(0, bytes.length - 8))).toThrow('cut short or altered');
  });
});

describe('a model file', () => {
  it('gives back the model', () => {
    expect(decodeModel(bytesOf(MODEL))).toEqual(MODEL);
  });

  it('is the same bytes for the same model', () => {
    expect(bytesOf(decodeModel(bytesOf(MODEL)))).toEqual(bytesOf(MODEL));
  });

  it('must hold as many numbers as its architecture has', () => {
    const total = MODEL.parameters.length;
    const short = bytesOf({ ...MODEL, parameters: MODEL.parameters.subarray(1) });
    expect(() => decodeModel(short)).toThrow(
      `expected ${total} parameters for the model's architecture, got ${total - 1}`,
    );
  });

  it('must hold finite numbers', () => {
    const parameters = MODEL.parameters.slice();
    parameters[4] = Number.NaN;
    expect(() => decodeModel(bytesOf({ ...MODEL, parameters }))).toThrow('got NaN at 4');
  });

  it('must hold an architecture that can be built, and metadata', () => {
    const file = (header: object) => encodeContainer('m', { header, numbers: MODEL.parameters });
    const { architecture, metadata } = MODEL;
    expect(() => decodeModel(file({ architecture }))).toThrow('lacks its architecture or metadata');
    expect(() => decodeModel(file({ architecture: { nodes: 3 }, metadata }))).toThrow(
      "the model's architecture is not usable: input: expected heightPx to be an integer from 1 to 8192",
    );
    const wrong = { ...architecture, output: 'pooled' };
    expect(() => decodeModel(file({ architecture: wrong, metadata }))).toThrow(
      'not usable: output: expected a vector of 2',
    );
  });
});

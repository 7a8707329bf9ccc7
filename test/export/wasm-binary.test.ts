/** The writing and reading of modules: numbers, code, calls, memory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStandaloneKernels } from '../../dist/engine/node/index.js';
import {
  ByteReader,
  concatBytes,
  encodeName,
  encodeS32,
  encodeU32,
  encodeVector,
  withLength,
} from '../../dist/export/wasm/binary.js';
import { calledFunctions, reachableFunctions } from '../../dist/export/wasm/called-functions.js';
import { encodeData, nonZeroSegments } from '../../dist/export/wasm/memory-image.js';
import {
  encodeType,
  KINDS,
  readModule,
  SECTIONS,
  VALUE_TYPES,
  writeModule,
} from '../../dist/export/wasm/module.js';
import { encodeConstant, encodePass, repeatedCalls } from '../../dist/export/wasm/pass-body.js';

const { i32, f32, f64 } = VALUE_TYPES;
const wasm = (bytes: Uint8Array) => new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);

describe('numbers', () => {
  it('without a sign are read as they were written, in the fewest bytes', () => {
    expect(encodeU32(624_485)).toEqual([0xe5, 0x8e, 0x26]);
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (value) => {
        const bytes = encodeU32(value);
        expect(new ByteReader(Uint8Array.from(bytes)).u32()).toBe(value);
        expect(bytes.length).toBe(Math.max(1, Math.ceil(Math.log2(value + 1) / 7)));
      }),
    );
  });

  it('as constants are what a runtime makes of them', () => {
    expect(encodeS32(-123_456)).toEqual([0xc0, 0xbb, 0x78]);
    const constant = (value: number, type: number): unknown => {
      const body = concatBytes([[0], encodeConstant(value, type), [0x0b]]);
      const module = writeModule([
        {
          id: SECTIONS.type,
          content: encodeVector([encodeType({ parameters: [], results: [type] })]),
        },
        { id: SECTIONS.function, content: [1, 0] },
        {
          id: SECTIONS.export,
          content: encodeVector([concatBytes([encodeName('f'), [KINDS.function, 0]])]),
        },
        { id: SECTIONS.code, content: encodeVector([withLength(body)]) },
      ]);
      return (new WebAssembly.Instance(wasm(module)).exports as { f: () => unknown }).f();
    };
    fc.assert(
      fc.property(fc.integer(), fc.double(), (integer, number) => {
        expect(constant(integer, i32)).toBe(integer);
        expect(constant(number, f64)).toBe(number);
        expect(constant(number, f32)).toBe(Math.fround(number));
      }),
    );
    for (const edge of [0, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 2 ** 31 - 1, -(2 ** 31)])
      expect(constant(edge, i32)).toBe(edge);
    // Addresses above 2 GiB are the same 32 bits.
    expect(constant(0xf000_0000, i32)).toBe(0xf000_0000 | 0);
    expect(() => encodeConstant(1, VALUE_TYPES.v128)).toThrow(/no constants of type 0x7b/);
  });

  it('and names end where their bytes do', () => {
    expect(() => new ByteReader(Uint8Array.of(0x80)).u32()).toThrow(RangeError);
    expect(() => new ByteReader(Uint8Array.of(5, 97)).name()).toThrow(/ends too early/);
    for (const text of ['', 'a b%20', 'Müller & 光']) {
      const bytes = new TextEncoder().encode(text);
      expect([...encodeName(text)]).toEqual([bytes.length, ...bytes]);
    }
  });
});

describe('a module', () => {
  it('has what the runtime finds in it', () => {
    const kernels = readStandaloneKernels();
    const { imports, exports, bodies, functions, types } = readModule(kernels);
    const module = wasm(kernels);
    const kindName = ['function', 'table', 'memory', 'global'];
    const shown = (items: readonly { name: string; kind: number }[]) =>
      items.map(({ name, kind }) => ({ name, kind: kindName[kind] }));
    const seen = (items: readonly { name: string; kind: string }[]) =>
      items.map(({ name, kind }) => ({ name, kind }));
    expect(shown(imports)).toEqual(seen(WebAssembly.Module.imports(module)));
    expect(shown(exports)).toEqual(seen(WebAssembly.Module.exports(module)));
    expect(bodies).toHaveLength(functions.length);
    expect(functions.every((type) => type < types.length)).toBe(true);
  });

  it('is refused where it is none, or has what linking knows nothing of', () => {
    expect(() => readModule(Uint8Array.of(0, 97, 115, 109, 2, 0, 0, 0))).toThrow(/version 1/);
    expect(() => readModule(Uint8Array.of(0, 97, 115))).toThrow(/ends too early/);
    expect(() => readModule(writeModule([{ id: 8, content: [0] }]))).toThrow(/section 8/);
  });
});

describe('called functions', () => {
  const { bodies, imports } = readModule(readStandaloneKernels());
  const imported = imports.filter(({ kind }) => kind === KINDS.function).length;

  it('are found in every function of the kernels', () => {
    for (const body of bodies) {
      for (const index of calledFunctions(body)) {
        expect(index).toBeLessThan(imported + bodies.length);
      }
    }
  });

  it('are followed, in a circle too', () => {
    const calls = (...indices: number[]) =>
      Uint8Array.from([0, ...indices.flatMap((index) => [0x10, index]), 0x0b]);
    const graph = [calls(1), calls(2), calls(0), calls(0), calls()];
    expect([...reachableFunctions([0], graph)].sort()).toEqual([0, 1, 2]);
    expect([...reachableFunctions([3, 4], graph)].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('are told from immediates that look like calls', () => {
    // i32.const 16 (a call's opcode), i64.const, f32.const, v128.const of them, br_table, a load with offset 16; call 3.
    const sixteens = (count: number) => Array.from({ length: count }, () => 0x10);
    const body = [
      [1, 2, i32],
      [0x41, 0x10, 0x42, 0x10, 0x43, ...sixteens(4), 0x44, ...sixteens(8)],
      [0xfd, 0x0c, ...sixteens(16), 0xfd, 0x0d, ...sixteens(16), 0xfd, 0x15, 0x10],
      [0xfd, 0x54, 0x10, 0x10, 0x10, 0xfd, 0x5c, 0x10, 0x10, 0xfd, 0xe4, 0x01],
      [0x0e, 2, 0x10, 0x10, 0x10, 0x28, 0x10, 0x10, 0x1c, 1, i32, 0x20, 0x10, 0x40, 0],
      [0xfc, 0x0a, 0, 0, 0xfc, 0x0b, 0, 0xfc, 0x02, 0x02, 0x40, 0x10, 3, 0x0b, 0x0b],
    ].flat();
    expect(calledFunctions(Uint8Array.from(body))).toEqual([3]);
    expect(() => calledFunctions(Uint8Array.of(0, 0x11, 0, 0, 0x0b))).toThrow(/instruction 0x11/);
    expect(() => calledFunctions(Uint8Array.of(0, 0xfc, 8, 0, 0, 0x0b))).toThrow(/0xfc 0x8/);
  });
});

describe('a pass', () => {
  const call = (kernel: string, ...args: number[]) => ({ kernel, args });

  it('takes calls together that differ by even steps', () => {
    const calls = [
      call('a', 0, 5),
      call('a', 8, 5),
      call('a', 16, 5),
      call('a', 25, 5),
      call('b', 33, 5),
      call('b', 33, 5),
      call('c', Number.POSITIVE_INFINITY),
      call('c', -0),
    ];
    expect(repeatedCalls(calls)).toEqual([
      { ...calls[0], times: 3, steps: [8, 0] },
      { ...calls[3], times: 1, steps: [0, 0] },
      { ...calls[4], times: 2, steps: [0, 0] },
      { ...calls[6], times: 1, steps: [0] },
      { ...calls[7], times: 1, steps: [0] },
    ]);
  });

  it('calls what was recorded, in order', () => {
    const type = (index: number, parameters: number[], results: number[] = []) => ({
      index,
      parameters,
      results,
    });
    const kernels = new Map([
      ['a', type(0, [i32, i32])],
      ['b', type(1, [i32, f32, f64], [i32])],
    ]);
    const argument = fc.integer({ min: -3, max: 3 });
    const real = fc.constantFrom(0.5, -0, 1, 2, 3, Number.POSITIVE_INFINITY, Number.NaN);
    const one = fc.oneof(
      fc.tuple(argument, argument).map((args) => call('a', ...args)),
      fc.tuple(argument, real, real).map((args) => call('b', ...args)),
    );
    // Runs of even steps, which come seldom by chance.
    const run = fc
      .tuple(one, fc.nat(5), argument)
      .map(([{ kernel, args }, times, step]) =>
        Array.from({ length: times }, (_, i) =>
          call(kernel, args[0]! + i * step, ...args.slice(1)),
        ),
      );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            run,
            one.map((c) => [c]),
          ),
          { maxLength: 8 },
        ),
        (runs) => {
          const calls = runs.flat();
          const types = [...kernels.values(), type(2, [])].map(encodeType);
          const imports = [...kernels.keys()].map((name, i) =>
            concatBytes([encodeName('k'), encodeName(name), [KINDS.function, i]]),
          );
          const module = writeModule([
            { id: SECTIONS.type, content: encodeVector(types) },
            { id: SECTIONS.import, content: encodeVector(imports) },
            { id: SECTIONS.function, content: [1, 2] },
            {
              id: SECTIONS.export,
              content: encodeVector([concatBytes([encodeName('pass'), [KINDS.function, 2]])]),
            },
            { id: SECTIONS.code, content: encodeVector([withLength(encodePass(calls, kernels))]) },
          ]);
          const made: unknown[] = [];
          const note =
            (kernel: string) =>
            (...args: number[]) =>
              made.push({ kernel, args });
          const k = { a: note('a'), b: note('b') };
          const { exports } = new WebAssembly.Instance(wasm(module), { k });
          (exports as { pass: () => void }).pass();
          expect(made).toEqual(calls);
        },
      ),
    );
    expect(() => encodePass([call('c')], kernels)).toThrow(/has no 'c'/);
    expect(() => encodePass([call('a', 1)], kernels)).toThrow(/a takes 2 arguments, got 1/);
  });
});

describe('memory', () => {
  it('is the same after it went through segments, none of which begins or ends with 0', () => {
    const byte = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 400 }), (values) => {
        const segments = nonZeroSegments(Uint8Array.from(values));
        for (const { bytes } of segments) {
          expect(bytes[0]).not.toBe(0);
          expect(bytes.at(-1)).not.toBe(0);
        }
        const module = writeModule([
          { id: SECTIONS.memory, content: [1, 0, 1] },
          {
            id: SECTIONS.export,
            content: encodeVector([concatBytes([encodeName('memory'), [KINDS.memory, 0]])]),
          },
          { id: SECTIONS.data, content: encodeData(segments) },
        ]);
        const { exports } = new WebAssembly.Instance(wasm(module));
        const { buffer } = exports.memory as WebAssembly.Memory;
        expect([...new Uint8Array(buffer, 0, values.length)]).toEqual(values);
      }),
    );
  });

  it('has a segment of its own where that is shorter than the zeros', () => {
    const memory = new Uint8Array(100);
    memory.set([1, 2], 3);
    memory[8] = 3;
    memory[60] = 4;
    expect(nonZeroSegments(memory).map(({ at, bytes }) => [at, bytes.length])).toEqual([
      [3, 6],
      [60, 1],
    ]);
  });
});

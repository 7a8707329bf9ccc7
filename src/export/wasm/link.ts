/**
 * Links a build of the kernels (src/engine/assembly/standalone.ts) and a model to a module without imports. Imports come
 * first in the index spaces of functions and globals; their definitions are put first among the definitions, so that all
 * indices in the code stay right and the code is copied as it is. What the interface cannot reach is cut out.
 */
import type { StandaloneNumbers } from '../../engine/index.js';
import type { KernelCall } from '../../infer/record/index.js';
import { utf8ToBytes } from '../../text/index.js';
import {
  type Bytes,
  concatBytes,
  encodeName,
  encodeU32,
  encodeVector,
  withLength,
} from './binary.js';
import { reachableFunctions } from './called-functions.js';
import { type DataSegment, encodeData } from './memory-image.js';
import {
  encodeType,
  type Import,
  KINDS,
  readModule,
  SECTIONS,
  VALUE_TYPES,
  type WasmModule,
  writeModule,
} from './module.js';
import { encodeConstant, encodePass, type KernelFunction } from './pass-body.js';

export interface LinkInput {
  /** Bytes of standalone.wasm. */
  readonly kernels: Uint8Array;
  readonly calls: readonly KernelCall[];
  readonly numbers: StandaloneNumbers;
  readonly segments: readonly DataSegment[];
  /** Size of the memory at the start, in pages of 64 KiB. */
  readonly pages: number;
  /** Addresses of what the camera knows; a function `deepawb_NAME` gives each. */
  readonly readings: readonly { readonly name: string; readonly at: number }[];
  /** Text of the custom section `deepawb`. */
  readonly description: string;
}

/** Names of functions that stay exported begin so. */
const INTERFACE = 'deepawb_';

/** Bytes of the module. Throws RangeError for kernels of another making. */
export function linkModule(input: LinkInput): Uint8Array {
  const source = readModule(input.kernels);
  const pass = passImport(source);
  const globals = source.imports.filter(({ kind }) => kind === KINDS.global);
  const exports = source.exports.filter(
    ({ name, kind }) => kind === KINDS.function && name.startsWith(INTERFACE),
  );
  const { readings: addresses } = input;
  const addressType = typeOfAddress(source);
  const own = addresses.map(({ name }, i) => ({
    name: `${INTERFACE}${name}`,
    kind: KINDS.function,
    index: IMPORTED + source.functions.length + i,
  }));
  const memory = { name: 'memory', kind: KINDS.memory, index: 0 };
  return writeModule([
    { id: SECTIONS.type, content: encodeVector(source.types.map(encodeType)) },
    {
      id: SECTIONS.function,
      content: encodeVector(
        [pass.type!, ...source.functions, ...addresses.map(() => addressType)].map(encodeU32),
      ),
    },
    { id: SECTIONS.memory, content: [1, 0, ...encodeU32(input.pages)] },
    {
      id: SECTIONS.global,
      content: concatBytes([
        encodeU32(globals.length + source.globalCount),
        ...globals.map((global) => encodeGlobal(global, input.numbers)),
        source.globals,
      ]),
    },
    {
      id: SECTIONS.export,
      content: encodeVector(
        [memory, ...exports, ...own].map(({ name, kind, index }) =>
          concatBytes([encodeName(name), [kind], encodeU32(index)]),
        ),
      ),
    },
    {
      id: SECTIONS.code,
      content: encodeVector(
        [
          ...linkedBodies(
            source,
            encodePass(
              input.calls,
              kernelsOf(source),
              addresses.map(({ at }) => at),
            ),
            exports,
          ),
          ...addresses.map(({ at }) => encodeAddress(at)),
        ].map(withLength),
      ),
    },
    { id: SECTIONS.data, content: encodeData(input.segments) },
    {
      id: SECTIONS.custom,
      content: concatBytes([encodeName('deepawb'), utf8ToBytes(input.description)]),
    },
  ]);
}

/** The only function that is imported. */
function passImport({ imports }: WasmModule): Import {
  const functions = imports.filter(({ kind }) => kind === KINDS.function);
  const [pass] = functions;
  if (!(functions.length === 1 && pass?.module === 'model' && pass.name === 'pass')) {
    const names = functions.map(({ module, name }) => `${module}.${name}`).join(', ');
    throw new RangeError(`kernels: expected to import the function model.pass, got ${names}`);
  }
  return pass;
}

const END = 0x0b;

/** No locals; the address. */
function encodeAddress(at: number): Uint8Array {
  return concatBytes([[0], encodeConstant(at, VALUE_TYPES.i32), [END]]);
}

/** Index of the type of a function that takes nothing and gives an address, which those of the interface have. */
function typeOfAddress({ exports, functions }: WasmModule): number {
  const one = exports.find(({ name }) => name === 'deepawb_input');
  const type = functions[(one?.index ?? Number.NaN) - IMPORTED];
  if (type === undefined) throw new RangeError('kernels: expected them to export deepawb_input');
  return type;
}

/** An immutable global in the place of an import. */
function encodeGlobal({ name, type }: Import, numbers: StandaloneNumbers): Bytes {
  const value = numbers[name as keyof StandaloneNumbers];
  if (value === undefined) throw new RangeError(`kernels: expected no import named '${name}'`);
  return concatBytes([[type!, 0], encodeConstant(value, type!), [END]]);
}

/** Imported functions: the pass. */
const IMPORTED = 1;

function kernelsOf({ exports, functions, types }: WasmModule): Map<string, KernelFunction> {
  return new Map(
    exports.flatMap(({ name, kind, index }) => {
      const type = types[functions[index - IMPORTED] ?? -1];
      return kind === KINDS.function && type ? [[name, { index, ...type }] as const] : [];
    }),
  );
}

/** No locals; unreachable. */
const CUT_OUT = Uint8Array.of(0, 0x00, END);

function linkedBodies(
  { bodies }: WasmModule,
  pass: Uint8Array,
  exports: readonly { readonly index: number }[],
): Uint8Array[] {
  const linked = [pass, ...bodies];
  const roots = exports.map(({ index }) => index);
  const reached = reachableFunctions(roots, linked);
  return linked.map((body, index) => (reached.has(index) ? body : CUT_OUT));
}

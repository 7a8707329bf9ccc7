/**
 * The parts of a WebAssembly module (core specification 2.0, 5.5) that linking touches. Types, globals and code are kept as
 * bytes; what the kernels' compiler does not emit (tables, start functions) is refused.
 */
import { ByteReader, type Bytes, concatBytes, encodeU32, withLength } from './binary.js';

/** Codes of value types. */
export const VALUE_TYPES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
/** Kinds of imports and exports. */
export const KINDS = { function: 0, table: 1, memory: 2, global: 3 } as const;

export const SECTIONS = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

export interface FunctionType {
  /** Codes of value types. */
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: number;
  /** Index of a function's type; type of a global; absent for a memory. */
  readonly type?: number;
}

export interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

export interface WasmModule {
  readonly types: readonly FunctionType[];
  readonly imports: readonly Import[];
  /** Indices of the types of the functions that are not imported. */
  readonly functions: readonly number[];
  /** Number of globals that are not imported, and their definitions one after another. */
  readonly globalCount: number;
  readonly globals: Uint8Array;
  readonly exports: readonly Export[];
  /** Bodies of the functions that are not imported: locals and instructions. */
  readonly bodies: readonly Uint8Array[];
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Throws RangeError for bytes that are no module, or one with sections that linking knows nothing of. */
export function readModule(bytes: Uint8Array): WasmModule {
  const reader = new ByteReader(bytes);
  if (HEADER.some((value) => reader.byte() !== value)) {
    throw new RangeError('WebAssembly module: expected it to start with \\0asm, version 1');
  }
  const sections = new Map<number, ByteReader>();
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const content = new ByteReader(reader.take(reader.u32()));
    if (id === SECTIONS.custom) continue;
    if (!(Object.values(SECTIONS) as number[]).includes(id)) {
      throw new RangeError(`WebAssembly module: unexpected section ${id}`);
    }
    sections.set(id, content);
  }
  const section = <T>(id: number, item: (from: ByteReader) => T): T[] => {
    const from = sections.get(id);
    return from ? from.vector(() => item(from)) : [];
  };
  const globals = sections.get(SECTIONS.global);
  return {
    types: section(SECTIONS.type, readType),
    imports: section(SECTIONS.import, readImport),
    functions: section(SECTIONS.function, (from) => from.u32()),
    globalCount: globals?.u32() ?? 0,
    globals: globals?.rest() ?? new Uint8Array(0),
    exports: section(SECTIONS.export, (from) => ({
      name: from.name(),
      kind: from.byte(),
      index: from.u32(),
    })),
    bodies: section(SECTIONS.code, (from) => from.take(from.u32())),
  };
}

function readType(from: ByteReader): FunctionType {
  if (from.byte() !== 0x60) throw new RangeError('WebAssembly module: expected function types');
  return {
    parameters: from.vector(() => from.byte()),
    results: from.vector(() => from.byte()),
  };
}

function readImport(from: ByteReader): Import {
  const module = from.name();
  const name = from.name();
  const kind = from.byte();
  switch (kind) {
    case KINDS.function:
      return { module, name, kind, type: from.u32() };
    case KINDS.memory: {
      // Whether there is a maximum, behind the minimum.
      const hasMaximum = from.byte() & 1;
      from.u32();
      if (hasMaximum) from.u32();
      return { module, name, kind };
    }
    case KINDS.global: {
      const type = from.byte();
      const isMutable = from.byte() === 1;
      if (isMutable) throw new RangeError(`WebAssembly module: ${name} is a mutable import`);
      return { module, name, kind, type };
    }
    default:
      throw new RangeError(`WebAssembly module: unexpected import ${module}.${name}`);
  }
}

export interface Section {
  readonly id: number;
  readonly content: Bytes;
}

/** A module of sections, which the caller puts in the order of the specification. */
export function writeModule(sections: readonly Section[]): Uint8Array {
  const parts = sections.flatMap(({ id, content }) => [[id], withLength(content)]);
  return concatBytes([HEADER, ...parts]);
}

/** The bytes of a function type. */
export function encodeType({ parameters, results }: FunctionType): Uint8Array {
  return concatBytes([
    [0x60],
    encodeU32(parameters.length),
    parameters,
    encodeU32(results.length),
    results,
  ]);
}

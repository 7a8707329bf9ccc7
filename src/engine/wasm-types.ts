/**
 * What public signatures need of WebAssembly, by structure, so that programs without DOM types can use them. A
 * `WebAssembly.Module` and a `WebAssembly.Memory` fit as they are.
 */

/** A compiled module, as `new WebAssembly.Module(bytes)` gives it. */
export interface CompiledModule {
  readonly [Symbol.toStringTag]?: string;
}

/** Linear memory. */
export interface LinearMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  /** By pages of 64 KiB; returns how many there were. */
  grow(pages: number): number;
}

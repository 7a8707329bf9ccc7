/** Memory as active data segments: what is not zero, as a module's memory is zero where nothing is said. */
import { type Bytes, concatBytes, encodeS32, encodeVector, withLength } from './binary.js';

/** A run of bytes of the memory. */
export interface DataSegment {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A segment of its own costs about so many bytes; a shorter gap is cheaper as zeros. */
const LEAST_GAP_BYTES = 12;

/** The parts of a memory's bytes, from address 0 on, that are not zero. */
export function nonZeroSegments(memory: Uint8Array): DataSegment[] {
  const segments: DataSegment[] = [];
  const { length } = memory;
  let at = 0;
  while (true) {
    while (at < length && memory[at] === 0) at++;
    if (at === length) return segments;
    let end = at + 1;
    for (let i = end; i < length && i - end < LEAST_GAP_BYTES; i++) {
      if (memory[i] !== 0) end = i + 1;
    }
    segments.push({ at, bytes: memory.subarray(at, end) });
    at = end;
  }
}

const I32_CONST = 0x41;
const END = 0x0b;
const ACTIVE = 0x00;

/** Content of a data section. */
export function encodeData(segments: readonly DataSegment[]): Uint8Array {
  const items: Bytes[] = segments.map(({ at, bytes }) =>
    concatBytes([[ACTIVE, I32_CONST, ...encodeS32(at), END], withLength(bytes)]),
  );
  return encodeVector(items);
}

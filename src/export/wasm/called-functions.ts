/**
 * Which functions a function calls: its instructions are walked over, which takes the length of every instruction's
 * immediates (core specification 2.0, 5.4) and nothing else of it. With that, what a module's exports cannot reach is
 * known.
 */
import { ByteReader } from './binary.js';

const CALL = 0x10;

/** Indices of the functions that can be reached from these, themselves included; `bodies` are all functions, by index. */
export function reachableFunctions(
  roots: readonly number[],
  bodies: readonly Uint8Array[],
): ReadonlySet<number> {
  const reached = new Set(roots);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const index of reached) {
    for (const called of calledFunctions(bodies[index]!)) reached.add(called);
  }
  return reached;
}

/** Indices of the functions that a body calls. Throws RangeError for instructions of later specifications. */
export function calledFunctions(body: Uint8Array): number[] {
  const reader = new ByteReader(body);
  // Locals: how many, of which type.
  reader.vector(() => [reader.u32(), reader.byte()]);
  const called: number[] = [];
  while (!reader.isAtEnd) {
    const opcode = reader.byte();
    if (opcode === CALL) called.push(reader.u32());
    else skipImmediates(reader, opcode);
  }
  return called;
}

function skipImmediates(reader: ByteReader, opcode: number): void {
  if (opcode === 0x0e) {
    // br_table: labels, and one more.
    reader.vector(() => reader.u32());
    reader.u32();
  } else if (opcode === 0x1c) reader.vector(() => reader.byte());
  else if (opcode === 0x43) reader.take(4);
  else if (opcode === 0x44) reader.take(8);
  else if (opcode === 0xfc) skipMiscellaneous(reader);
  else if (opcode === 0xfd) skipVector(reader);
  else skipNumbers(reader, numbersBehind(opcode));
}

/** How many LEB128 numbers follow a plain instruction. */
function numbersBehind(opcode: number): number {
  // Loads and stores: alignment and offset.
  if (opcode >= 0x28 && opcode <= 0x3e) return 2;
  const isBlock = opcode >= 0x02 && opcode <= 0x04;
  const isBranch = opcode === 0x0c || opcode === 0x0d;
  const isVariable = opcode >= 0x20 && opcode <= 0x24;
  const isMemorySize = opcode === 0x3f || opcode === 0x40;
  const isInteger = opcode === 0x41 || opcode === 0x42;
  if (isBlock || isBranch || isVariable || isMemorySize || isInteger) return 1;
  const isControl = opcode <= 0x01 || opcode === 0x05 || opcode === 0x0b || opcode === 0x0f;
  const isChoice = opcode === 0x1a || opcode === 0x1b;
  const isNumeric = opcode >= 0x45 && opcode <= 0xc4;
  if (isControl || isChoice || isNumeric) return 0;
  throw unexpected(opcode);
}

/** Saturating conversions, and instructions on whole blocks of memory. */
function skipMiscellaneous(reader: ByteReader): void {
  const code = reader.u32();
  if (code <= 7) return;
  // memory.copy and memory.fill; not memory.init, whose data segments linking replaces.
  if (code === 10) skipNumbers(reader, 2);
  else if (code === 11) skipNumbers(reader, 1);
  else throw unexpected(0xfc, code);
}

function skipVector(reader: ByteReader): void {
  const code = reader.u32();
  const isMemory = code <= 11 || code === 92 || code === 93;
  const isConstantOrShuffle = code === 12 || code === 13;
  const isLane = code >= 21 && code <= 34;
  const isLaneOfMemory = code >= 84 && code <= 91;
  if (isConstantOrShuffle) reader.take(16);
  else if (isMemory || isLaneOfMemory) skipNumbers(reader, 2);
  if (isLane || isLaneOfMemory) reader.byte();
}

function skipNumbers(reader: ByteReader, count: number): void {
  for (let i = 0; i < count; i++) reader.u32();
}

function unexpected(...codes: number[]): RangeError {
  const shown = codes.map((code) => `0x${code.toString(16)}`).join(' ');
  return new RangeError(`WebAssembly module: unexpected instruction ${shown}`);
}

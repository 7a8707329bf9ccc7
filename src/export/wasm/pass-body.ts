/**
 * The function that does a recorded pass: one call of a kernel after another with constants. Calls that differ only by
 * addresses that grow evenly (rows, pixels of a softmax) become a loop.
 */
import type { KernelCall } from '../../infer/record/index.js';
import { type Bytes, concatBytes, encodeF32, encodeF64, encodeS32, encodeU32 } from './binary.js';
import { type FunctionType, VALUE_TYPES } from './module.js';

/** Where a kernel is in the module, and what it takes. */
export interface KernelFunction extends FunctionType {
  readonly index: number;
}

/** A call that is done `times` times, each argument larger by its step from one time to the next. */
export interface RepeatedCall extends KernelCall {
  readonly times: number;
  readonly steps: readonly number[];
}

/**
 * Locals and instructions; first, numbers at the addresses of `knowns` that are not above 0, NaN among them, become 0. Throws
 * RangeError for a kernel that is not there, or arguments that are not its own.
 */
export function encodePass(
  calls: readonly KernelCall[],
  kernels: ReadonlyMap<string, KernelFunction>,
  knowns: readonly number[] = [],
): Uint8Array {
  const repeated = repeatedCalls(calls);
  return concatBytes([
    // One local: how often a loop has run.
    [1, 1, VALUE_TYPES.i32],
    ...knowns.flatMap(encodeKnownOr0),
    ...repeated.flatMap((call) => encodeRepeated(call, kernelOf(call, kernels))),
    [END],
  ]);
}

/** Calls in their order, with as many as possible taken together. */
export function repeatedCalls(calls: readonly KernelCall[]): RepeatedCall[] {
  const repeated: RepeatedCall[] = [];
  for (let i = 0; i < calls.length; ) {
    const { kernel, args } = calls[i]!;
    const steps = args.map((value, k) => stepTo(calls[i + 1]?.args[k], value));
    let times = 1;
    while (follows(calls[i + times - 1]!, calls[i + times], steps)) times++;
    repeated.push({ kernel, args, times, steps: times === 1 ? args.map(() => 0) : steps });
    i += times;
  }
  return repeated;
}

/** 0 for the same number, NaN and -0 included. */
function stepTo(next: number | undefined, value: number): number {
  return next === undefined || Object.is(next, value) ? 0 : next - value;
}

/** Whether a call is the one before it by these steps further, integers to the bit. */
function follows(
  { kernel, args }: KernelCall,
  next: KernelCall | undefined,
  steps: readonly number[],
): boolean {
  if (next?.kernel !== kernel || next.args.length !== args.length) return false;
  return args.every((value, k) => {
    const step = steps[k]!;
    // -0 + 0 steps would be 0.
    const isWhole = Number.isInteger(value) && !Object.is(value, -0) && Number.isInteger(step);
    return (step === 0 || isWhole) && Object.is(next.args[k], step === 0 ? value : value + step);
  });
}

function kernelOf(
  { kernel, args }: KernelCall,
  kernels: ReadonlyMap<string, KernelFunction>,
): KernelFunction {
  const found = kernels.get(kernel);
  if (!found) throw new RangeError(`pass: the kernels' module has no '${kernel}'`);
  if (found.parameters.length !== args.length) {
    throw new RangeError(
      `pass: ${kernel} takes ${found.parameters.length} arguments, got ${args.length}`,
    );
  }
  return found;
}

const BLOCK_LOOP = 0x03;
const NO_RESULT = 0x40;
const END = 0x0b;
const BRANCH_IF = 0x0d;
const CALL = 0x10;
const DROP = 0x1a;
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const I32_CONST = 0x41;
const F32_CONST = 0x43;
const F64_CONST = 0x44;
const SELECT = 0x1b;
const F32_LOAD = 0x2a;
const F32_STORE = 0x38;
/** Alignment of 2^2 bytes, no offset. */
const FLOAT_AT_0 = [2, 0];
const F32_GREATER = 0x5e;
const I32_LESS_U = 0x49;
const I32_ADD = 0x6a;
const I32_MULTIPLY = 0x6c;

/** value > 0 ? value : 0, where it lies. */
function encodeKnownOr0(at: number): Bytes[] {
  const address = [I32_CONST, ...encodeS32(at)];
  const value = [...address, F32_LOAD, ...FLOAT_AT_0];
  const zero = concatBytes([[F32_CONST], encodeF32(0)]);
  return [address, value, zero, value, zero, [F32_GREATER, SELECT, F32_STORE, ...FLOAT_AT_0]];
}

function encodeRepeated(call: RepeatedCall, kernel: KernelFunction): Bytes[] {
  const { args, steps, times } = call;
  const { parameters } = kernel;
  const isLoop =
    times > 1 && steps.every((step, k) => step === 0 || parameters[k] === VALUE_TYPES.i32);
  if (isLoop) {
    return [
      [I32_CONST, 0, LOCAL_SET, 0, BLOCK_LOOP, NO_RESULT],
      ...args.map((value, k) => encodeArgument(value, parameters[k]!, steps[k]!)),
      ...encodeCall(kernel),
      [LOCAL_GET, 0, I32_CONST, 1, I32_ADD, LOCAL_TEE, 0],
      [I32_CONST, ...encodeS32(times), I32_LESS_U, BRANCH_IF, 0, END],
    ];
  }
  return Array.from({ length: times }, (_, i) => [
    ...args.map((value, k) =>
      encodeConstant(steps[k] === 0 ? value : value + i * steps[k]!, parameters[k]!),
    ),
    ...encodeCall(kernel),
  ]).flat();
}

function encodeCall({ index, results }: KernelFunction): Bytes[] {
  return [[CALL, ...encodeU32(index)], results.map(() => DROP)];
}

/** value + step x local 0. */
function encodeArgument(value: number, type: number, step: number): Bytes {
  const constant = encodeConstant(value, type);
  if (step === 0) return constant;
  const grown = [LOCAL_GET, 0, I32_CONST, ...encodeS32(step), I32_MULTIPLY, I32_ADD];
  return concatBytes([constant, grown]);
}

/** The instruction that gives a number as a value of a type. Throws RangeError for types without constants. */
export function encodeConstant(value: number, type: number): Bytes {
  switch (type) {
    case VALUE_TYPES.i32:
      return [I32_CONST, ...encodeS32(value)];
    case VALUE_TYPES.f32:
      return concatBytes([[F32_CONST], encodeF32(value)]);
    case VALUE_TYPES.f64:
      return concatBytes([[F64_CONST], encodeF64(value)]);
    default:
      throw new RangeError(`WebAssembly module: no constants of type 0x${type.toString(16)}`);
  }
}

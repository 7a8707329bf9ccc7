/**
 * Python's pickles as far as tensors need them [Python, Lib/pickletools.py]. Nothing is called: a pickle is read as data, of the
 * names in it only those of tensors and dictionaries mean something, those of compiled modules (`__torch__.`) become records
 * of their attributes, and any other is refused by name.
 */
import { utf8FromBytes } from '../../text/index.js';
import { WeightsError } from '../weights-error.js';

/** A name of Python code. */
export interface PickleName {
  readonly kind: 'name';
  readonly name: string;
}

/** A tensor: numbers of a storage, from an offset, with a stride for each axis. */
export interface PickledTensor {
  readonly kind: 'tensor';
  readonly storage: PickledStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export interface PickledStorage {
  readonly kind: 'storage';
  /** e.g. `torch.FloatStorage`. */
  readonly type: string;
  readonly key: string;
  readonly count: number;
}

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleName
  | PickledTensor
  | PickledStorage
  | PickleValue[]
  | Map<PickleValue, PickleValue>;

const MOST_STEPS = 2_000_000;
const MARK = Symbol('mark');

type StackValue = PickleValue | typeof MARK;

class Unpickler {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly stack: StackValue[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(): PickleValue {
    for (let step = 0; step < MOST_STEPS; step++) {
      const code = this.byte();
      if (code === 0x2e) return this.pop();
      const value = this.scalar(code) ?? this.container(code);
      if (value === undefined) this.structure(code);
      else this.stack.push(value.value);
    }
    throw new WeightsError(`PyTorch: expected a pickle of at most ${MOST_STEPS} steps`);
  }

  private scalar(code: number): { readonly value: PickleValue } | undefined {
    switch (code) {
      case 0x4e:
        return { value: null };
      case 0x88:
        return { value: true };
      case 0x89:
        return { value: false };
      case 0x4b:
        return { value: this.byte() };
      case 0x4d:
        return { value: this.take(2, (at) => this.view.getUint16(at, true)) };
      case 0x4a:
        return { value: this.take(4, (at) => this.view.getInt32(at, true)) };
      case 0x47:
        return { value: this.take(8, (at) => this.view.getFloat64(at)) };
      case 0x8a:
        return { value: this.longNumber(this.byte()) };
      case 0x58:
        return { value: this.text(this.uint32()) };
      case 0x8c:
        return { value: this.text(this.byte()) };
      case 0x63:
        return { value: this.nameOf(this.line(), this.line()) };
      default:
        return undefined;
    }
  }

  private container(code: number): { readonly value: PickleValue } | undefined {
    switch (code) {
      case 0x7d:
        return { value: new Map() };
      case 0x5d:
      case 0x29:
        return { value: [] };
      case 0x74:
        return { value: this.toMark() };
      case 0x85:
      case 0x86:
      case 0x87:
        return { value: this.popMany(code - 0x84) };
      case 0x93: {
        const [module, name] = this.popMany(2);
        return { value: this.nameOf(String(module), String(name)) };
      }
      case 0x51:
        return { value: storageOf(this.pop()) };
      case 0x52:
      case 0x81: {
        const [callable, args] = this.popMany(2);
        return { value: built(callable!, args!) };
      }
      case 0x68:
        return { value: this.recall(this.byte()) };
      case 0x6a:
        return { value: this.recall(this.uint32()) };
      default:
        return undefined;
    }
  }

  private structure(code: number): void {
    switch (code) {
      case 0x80:
        this.byte();
        return;
      case 0x95:
        this.take(8, () => 0);
        return;
      case 0x28:
        this.stack.push(MARK);
        return;
      case 0x71:
        this.memo.set(this.byte(), this.top());
        return;
      case 0x72:
        this.memo.set(this.uint32(), this.top());
        return;
      case 0x94:
        this.memo.set(this.memo.size, this.top());
        return;
      case 0x73: {
        const [key, value] = this.popMany(2);
        this.setItems([key!, value!]);
        return;
      }
      case 0x75:
        this.setItems(this.toMark());
        return;
      case 0x61:
        this.append([this.pop()]);
        return;
      case 0x65:
        this.append(this.toMark());
        return;
      case 0x62:
        this.build(this.pop());
        return;
      default:
        throw new WeightsError(
          `PyTorch: expected a pickle of tensors, got the opcode 0x${code.toString(16)}; save state_dict() alone`,
        );
    }
  }

  private setItems(items: readonly PickleValue[]): void {
    const map = this.top();
    if (!(map instanceof Map)) throw badPickle('items of what is no dictionary');
    for (let i = 0; i + 1 < items.length; i += 2) map.set(items[i]!, items[i + 1]!);
  }

  private append(values: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw badPickle('elements of what is no list');
    for (const value of values) list.push(value);
  }

  /** Attributes of a record; what a dictionary of tensors has beside them (`_metadata`) says nothing of numbers. */
  private build(state: PickleValue): void {
    const target = this.top();
    if (!(target instanceof Map && state instanceof Map) || !target.has(RECORD)) return;
    for (const [key, value] of state) target.set(key, value);
  }

  private nameOf(module: string, name: string): PickleName {
    return { kind: 'name', name: `${module}.${name}` };
  }

  private recall(index: number): PickleValue {
    const value = this.memo.get(index);
    if (value === undefined) throw badPickle('a place that holds nothing');
    return value;
  }

  private top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined || value === MARK) throw badPickle('an empty stack');
    return value as PickleValue;
  }

  private pop(): PickleValue {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  private popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  private toMark(): PickleValue[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw badPickle('no mark');
    return this.stack.splice(mark).slice(1) as PickleValue[];
  }

  private byte(): number {
    return this.take(1, (at) => this.bytes[at]!);
  }

  private uint32(): number {
    return this.take(4, (at) => this.view.getUint32(at, true));
  }

  private take(count: number, read: (at: number) => number): number {
    if (this.at + count > this.bytes.length) throw badPickle('its end');
    this.at += count;
    return read(this.at - count);
  }

  private text(length: number): string {
    this.take(length, () => 0);
    return this.decode(this.at - length, this.at);
  }

  private line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw badPickle('its end');
    const text = this.decode(this.at, end);
    this.at = end + 1;
    return text;
  }

  private decode(from: number, to: number): string {
    try {
      return utf8FromBytes(this.bytes.subarray(from, to));
    } catch {
      throw badPickle('text that is no UTF-8');
    }
  }

  /** Little-endian, two's complement; numbers beyond 2^53 mean nothing here and lose their last digits. */
  private longNumber(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += this.byte() * 256 ** i;
    const negative = bytes > 0 && this.bytes[this.at - 1]! >= 128;
    return negative ? value - 256 ** bytes : value;
  }
}

/** Key of a compiled module's record, under which its class stands. */
export const RECORD = '\0class';

function built(callable: PickleValue, args: PickleValue): PickleValue {
  const list = Array.isArray(args) ? args : [];
  if (!isKind(callable, 'name')) throw badPickle('a call of what is no name');
  const { name } = callable;
  switch (name) {
    case 'collections.OrderedDict':
      return new Map();
    case 'torch._utils._rebuild_tensor_v2':
    case 'torch._utils._rebuild_tensor':
      return tensorOf(list);
    case 'torch._utils._rebuild_parameter':
    case 'torch.jit._pickle.build_tensor_from_id':
    case 'torch.jit._pickle.build_intlist':
    case 'torch.jit._pickle.build_doublelist':
    case 'torch.jit._pickle.build_boollist':
    case 'torch.jit._pickle.build_tensorlist':
    case 'torch.jit._pickle.restore_type_tag':
      return list[0] ?? null;
    default:
      if (name.startsWith('__torch__.')) return new Map([[RECORD, name]]);
      throw new WeightsError(
        `PyTorch: expected tensors and dictionaries only, got '${name.slice(0, 100)}', which is never run; save state_dict() alone`,
      );
  }
}

function tensorOf([storage, offset, shape, strides]: readonly PickleValue[]): PickledTensor {
  const isList = (value: PickleValue | undefined): value is number[] =>
    Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && Number(side) >= 0);
  if (
    !isKind(storage, 'storage') ||
    !Number.isSafeInteger(offset) ||
    !isList(shape) ||
    !isList(strides) ||
    shape.length !== strides.length
  ) {
    throw badPickle('a tensor without storage, shape or strides');
  }
  return { kind: 'tensor', storage, offset: offset as number, shape, strides };
}

/** ('storage', type, key, device, count). */
function storageOf(id: PickleValue): PickledStorage {
  const [what, type, key, , count] = Array.isArray(id) ? id : [];
  if (what !== 'storage' || !isKind(type, 'name') || !Number.isSafeInteger(count)) {
    throw badPickle('a storage of another form');
  }
  return { kind: 'storage', type: type.name, key: String(key), count: count as number };
}

function isKind<K extends 'name' | 'storage' | 'tensor'>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue, { readonly kind: K }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

function badPickle(what: string): WeightsError {
  return new WeightsError(`PyTorch: expected a pickle of tensors, got ${what}`);
}

/** The value of a pickle. Throws WeightsError for one that is damaged or names code. */
export function readPickle(bytes: Uint8Array): PickleValue {
  return new Unpickler(bytes).read();
}

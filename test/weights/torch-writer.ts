/** Files as torch.save and torch.jit.save write them: a pickle by hand, and storages, in a zip archive. */
import { zipOf } from '../support/zip-writer.js';

export interface TorchTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export const text = (value: string) => {
  const bytes = Buffer.from(value, 'utf8');
  const head = Buffer.alloc(5);
  head[0] = 0x58;
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
};
export const word = (module: string, what: string) => Buffer.from(`c${module}\n${what}\n`);
export const whole = (value: number) => {
  const bytes = Buffer.alloc(5);
  bytes[0] = 0x4a;
  bytes.writeInt32LE(value, 1);
  return bytes;
};
export const tuple = (...items: Buffer[]) =>
  Buffer.concat([Buffer.from('('), ...items, Buffer.from('t')]);

function tensorOf({ shape, values }: TorchTensor, key: number): Buffer {
  const storage = tuple(
    text('storage'),
    word('torch', 'FloatStorage'),
    text(String(key)),
    text('cpu'),
    whole(values.length),
  );
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const args = tuple(
    storage,
    Buffer.from('Q'),
    whole(0),
    tuple(...shape.map(whole)),
    tuple(...strides.map(whole)),
    Buffer.from([0x89]),
    word('collections', 'OrderedDict'),
    Buffer.from(')R'),
  );
  return Buffer.concat([word('torch._utils', '_rebuild_tensor_v2'), args, Buffer.from('R')]);
}

/** A state dictionary; `wrap` puts it into something else. */
export function torchFile(
  tensors: readonly TorchTensor[],
  wrap: (dictionary: Buffer) => Buffer = (dictionary) => dictionary,
): Uint8Array {
  const items = tensors.map((tensor, i) => Buffer.concat([text(tensor.name), tensorOf(tensor, i)]));
  const dictionary = Buffer.concat([
    word('collections', 'OrderedDict'),
    Buffer.from(')R('),
    ...items,
    Buffer.from('u'),
  ]);
  return archive(Buffer.concat([wrap(dictionary)]), tensors);
}

/** A zip archive around the body of a pickle. */
export function archive(body: Buffer, tensors: readonly TorchTensor[] = []): Uint8Array {
  const pickle = Buffer.concat([Buffer.from([0x80, 2]), body, Buffer.from('.')]);
  return zipOf([
    { name: 'weights/data.pkl', data: pickle, stored: true },
    { name: 'weights/byteorder', data: Buffer.from('little'), stored: true },
    ...tensors.map(({ values }, i) => ({
      name: `weights/data/${i}`,
      data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      stored: true,
    })),
  ]);
}

/** {"epoch": 3, "state_dict": ...}, as a checkpoint has it. */
export const asCheckpoint = (dictionary: Buffer) =>
  Buffer.concat([
    Buffer.from('}('),
    text('epoch'),
    whole(3),
    text('state_dict'),
    dictionary,
    Buffer.from('u'),
  ]);

/** A call of any Python function with a text. */
export const callOf = (module: string, what: string, argument: string) =>
  Buffer.concat([word(module, what), tuple(text(argument)), Buffer.from('R')]);

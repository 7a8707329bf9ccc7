/**
 * The file format of models and checkpoints, little-endian:
 *
 *   0   8 bytes   magic: "DEEPAWB" and the kind, 'm' for a model or 'c' for a checkpoint
 *   8   uint32    version of the format
 *   12  uint32    length of the header in bytes, a multiple of 4
 *   16  header    UTF-8 JSON, padded with spaces
 *   ..  float32   all numbers, in the order that the header states
 *   end uint32    CRC-32 of everything before
 */

import { BadInput } from '../errors/index.js';
import { describeValue, utf8FromBytes, utf8ToBytes } from '../text/index.js';
import { crc32 } from './crc32.js';

export const CONTAINER_VERSION = 1;
const MAGIC = 'DEEPAWB';
const PREFIX_BYTES = 16;
const CHECKSUM_BYTES = 4;

export type ContainerKind = 'm' | 'c';

/** A model or checkpoint file that cannot be used; the message says why and what to do. */
export class ModelFileError extends BadInput {
  override readonly name: string = 'ModelFileError';
}

export interface Container {
  readonly header: unknown;
  readonly numbers: Float32Array;
}

export function encodeContainer(kind: ContainerKind, { header, numbers }: Container): Uint8Array {
  const json = utf8ToBytes(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 4) * 4;
  const bytes = new Uint8Array(PREFIX_BYTES + headerBytes + numbers.length * 4 + CHECKSUM_BYTES);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < MAGIC.length; i++) bytes[i] = MAGIC.charCodeAt(i);
  bytes[MAGIC.length] = kind.charCodeAt(0);
  view.setUint32(8, CONTAINER_VERSION, true);
  view.setUint32(12, headerBytes, true);
  bytes.fill(0x20, PREFIX_BYTES, PREFIX_BYTES + headerBytes);
  bytes.set(json, PREFIX_BYTES);
  const start = PREFIX_BYTES + headerBytes;
  for (let i = 0; i < numbers.length; i++) view.setFloat32(start + i * 4, numbers[i]!, true);
  const end = bytes.length - CHECKSUM_BYTES;
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/** Throws ModelFileError for what is no such file, newer than this code, cut short or altered. */
export function decodeContainer(kind: ContainerKind, bytes: Uint8Array): Container {
  const what = kind === 'm' ? 'model' : 'checkpoint';
  if (!(bytes instanceof Uint8Array)) {
    throw new ModelFileError(
      `expected the bytes of a deepawb ${what}, got ${describeValue(bytes)}`,
    );
  }
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length + 1));
  if (magic.slice(0, MAGIC.length) !== MAGIC) {
    throw new ModelFileError(
      `expected a deepawb ${what}, got a file that does not start with '${MAGIC}'`,
    );
  }
  if (magic[MAGIC.length] !== kind) {
    const other =
      magic[MAGIC.length] === 'c'
        ? 'a checkpoint'
        : magic[MAGIC.length] === 'm'
          ? 'a model'
          : 'another kind';
    throw new ModelFileError(`expected a deepawb ${what}, got ${other}`);
  }
  if (bytes.length < PREFIX_BYTES + CHECKSUM_BYTES) throw cutShort(what, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  if (version > CONTAINER_VERSION) {
    throw new ModelFileError(
      `expected a ${what} of format ${CONTAINER_VERSION} or older, got ${version}: update deepawb to read it`,
    );
  }
  const headerBytes = view.getUint32(12, true);
  const end = bytes.length - CHECKSUM_BYTES;
  const start = PREFIX_BYTES + headerBytes;
  if (start > end || (end - start) % 4 !== 0) throw cutShort(what, bytes.length);
  if (view.getUint32(end, true) !== crc32(bytes.subarray(0, end))) {
    throw new ModelFileError(
      `the ${what}'s checksum does not match: the file was cut short or altered; copy it again`,
    );
  }
  const numbers = new Float32Array((end - start) / 4);
  for (let i = 0; i < numbers.length; i++) numbers[i] = view.getFloat32(start + i * 4, true);
  return { header: parseHeader(what, bytes.subarray(PREFIX_BYTES, start)), numbers };
}

function parseHeader(what: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8FromBytes(bytes));
  } catch {
    throw new ModelFileError(
      `the ${what}'s header is no JSON: the file was not written by deepawb`,
    );
  }
}

function cutShort(what: string, length: number): ModelFileError {
  return new ModelFileError(`the ${what} is cut short at ${length} bytes; copy it again`);
}

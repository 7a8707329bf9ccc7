/**
 * A file read to its end, whatever it is: of a pipe or a device nobody knows how much comes, or whether anything does, and
 * while a read waits no signal is heard. So those are read without waiting, for so long and so many bytes at most.
 */
import { closeSync, constants, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { InputError } from '../../errors/index.js';

/** Of pipes and devices: more than the largest raw picture. */
const MOST_STREAMED_BYTES = 256e6;
const CHUNK_BYTES = 1 << 16;
/** Of one who holds the other end, and where nobody does. */
const SILENCE_MS = 30_000;
const ABSENCE_MS = 5000;
const AGAIN_MS = 10;

/**
 * The bytes of a file. Throws the system's errors, and InputError for more than `mostBytes` and for a pipe or device from which
 * nothing comes.
 */
export function readWhole(file: string, mostBytes: number = Number.POSITIVE_INFINITY): Buffer {
  const stats = statSync(file);
  const isStream = stats.isFIFO() || stats.isCharacterDevice() || stats.isBlockDevice();
  if (isStream) return readStream(file, Math.min(mostBytes, MOST_STREAMED_BYTES));
  if (stats.size > mostBytes) throw tooLong(file, mostBytes, `${stats.size}`);
  return readFileSync(file);
}

function tooLong(file: string, mostBytes: number, got: string): InputError {
  return new InputError(`${file}: expected at most ${mostBytes} bytes, got ${got}`);
}

function readStream(file: string, mostBytes: number): Buffer {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const parts: Buffer[] = [];
    let bytes = 0;
    for (let silentMs = 0; ; ) {
      const part = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSome(descriptor, part);
      // Nothing yet: whoever writes is slow, or has not opened its end.
      const mayCome = read === null || (read === 0 && bytes === 0 && isPipe(file));
      if (mayCome && silentMs >= (read === null ? SILENCE_MS : ABSENCE_MS)) {
        throw new InputError(`${file}: expected a file, got a pipe into which nobody writes`);
      }
      if (mayCome) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
        silentMs += AGAIN_MS;
        continue;
      }
      if (read === 0) return Buffer.concat(parts, bytes);
      silentMs = 0;
      bytes += read;
      if (bytes > mostBytes) throw tooLong(file, mostBytes, 'more');
      parts.push(part.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
}

const isPipe = (file: string) => statSync(file).isFIFO();

/** Bytes read, 0 at the end; null where a read would wait. */
function readSome(descriptor: number, part: Buffer): number | null {
  try {
    return readSync(descriptor, part, 0, part.length, null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
    throw error;
  }
}

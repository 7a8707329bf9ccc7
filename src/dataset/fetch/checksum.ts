/** MD5 of a file as it streams by: what Zenodo publishes. It guards against damage, not against malice. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const CHUNK_BYTES = 1 << 20;

/** 32 lower-case hex digits. */
export async function md5OfFile(
  path: string,
  onProgress: (doneBytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('md5');
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, signal })) {
    hash.update(chunk);
    done += chunk.length;
    onProgress(done);
  }
  return hash.digest('hex');
}

/**
 * A download under way: `<target>.part` holds the bytes that have come, `<target>.part.json` says whose they
 * are (address and the server's validator), so that a later run continues only the same file.
 */
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { writeFileAtomically } from '../../files/index.js';

/** What the bytes of a part file belong to. */
export interface PartOrigin {
  readonly url: string;
  /** Strong ETag or Last-Modified date, as sent in If-Range (RFC 9110, 13.1.5). */
  readonly validator?: string;
}

export interface PartFile {
  readonly path: string;
  /** Bytes on disk. */
  readonly bytes: number;
  readonly origin: PartOrigin;
}

export const partPath = (targetPath: string): string => `${targetPath}.part`;
const originPath = (targetPath: string): string => `${targetPath}.part.json`;

/** Bytes already here that come from `url`; an empty start where there are none, or others. */
export async function openPart(targetPath: string, url: string): Promise<PartFile> {
  const path = partPath(targetPath);
  const origin = await readOrigin(targetPath);
  if (origin?.url !== url) return { path, bytes: 0, origin: { url } };
  const bytes = await stat(path).then(
    (s) => s.size,
    () => 0,
  );
  return { path, bytes, origin };
}

/** The recorded origin, or undefined where there is none that can be read. */
async function readOrigin(targetPath: string): Promise<PartOrigin | undefined> {
  try {
    const { url, validator } = JSON.parse(await readFile(originPath(targetPath), 'utf8'));
    if (typeof url !== 'string') return undefined;
    return typeof validator === 'string' ? { url, validator } : { url };
  } catch {
    return undefined;
  }
}

/**
 * Records whose bytes the part file is about to hold. Not brought to the disk at once: bytes wait in the connection, and a
 * record that is lost costs a download from the start. Throws OutputError.
 */
export function writeOrigin(targetPath: string, origin: PartOrigin): void {
  writeFileAtomically(originPath(targetPath), `${JSON.stringify(origin)}\n`, { durable: false });
}

/** The part is whole: it takes its final name. */
export async function finishPart(targetPath: string): Promise<void> {
  await rename(partPath(targetPath), targetPath);
  await rm(originPath(targetPath), { force: true });
}

/** Forgets what has come. */
export async function discardPart(targetPath: string): Promise<void> {
  await rm(partPath(targetPath), { force: true });
  await rm(originPath(targetPath), { force: true });
}

/** The validator that If-Range may carry: a weak ETag may not, then the date does. */
export function rangeValidator(headers: Headers): string | undefined {
  const etag = headers.get('etag');
  if (etag?.startsWith('"')) return etag;
  return headers.get('last-modified') ?? undefined;
}

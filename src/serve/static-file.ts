/** Files that a server gives, out of one folder and by their endings. */
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, extname, sep } from 'node:path';

export interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.awb': 'application/octet-stream',
};

/** A file; null where it is missing, of another kind, or leads out of its folder by a link. */
export function readWithin(folder: string, file: string): StaticFile | null {
  const type = TYPES[extname(file)];
  try {
    const [root, real] = [realpathSync(folder), realpathSync(file)];
    if (type === undefined || !`${dirname(real)}${sep}`.startsWith(`${root}${sep}`)) return null;
    return { type, bytes: readFileSync(real) };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return null;
    throw error;
  }
}

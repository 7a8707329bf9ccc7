/** The server of the page that shows pictures under any method: the page's own files, and those of one folder by their numbers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors/index.js';
import { packageFile } from '../files/package/index.js';
import { type Answer, type LocalServer, readWithin, serveLocally } from '../serve/index.js';
import { type FolderPictures, folderPictures } from './folder-pictures.js';
import { LEARNING_METHODS, teacher } from './learned-methods.js';

export interface PageOptions {
  /** Whose pictures are listed; none without. */
  readonly dir?: string;
  readonly host: string;
  readonly port: number;
  /** Told of faults that are the server's own. */
  readonly onFault: (error: unknown) => void;
}

const NOTHING: FolderPictures = {
  listed: { folder: '', levels: null, camera: null, pictures: [], brought: [] },
  files: [],
  broughtFiles: [],
  teaches: null,
};

/** Rejects with InputError and DatasetError as `folderPictures`, and with UsageError where the address cannot be served on. */
export async function servePictures({
  dir,
  host,
  port,
  onFault,
}: PageOptions): Promise<LocalServer> {
  const pictures = dir === undefined ? NOTHING : folderPictures(dir);
  const page = packageFile('dist/web');
  if (readWithin(page, join(page, 'index.html')) === null) {
    throw new InputError(
      `${page}: the page is missing. Install deepawb again, or npm run build:web.`,
    );
  }
  const closing = new AbortController();
  const teach = pictures.teaches === null ? null : teacher(pictures.teaches, closing.signal);
  const handle = async ({ method, path }: { readonly method: string; readonly path: string }) => {
    if (method === 'POST') return null;
    const [, name] = /^\/api\/learned\/([a-z-]{1,64})$/.exec(path) ?? [];
    if (name === undefined) return answer(path, page, pictures);
    const taught = await teach?.(name);
    return taught ? { json: taught } : null;
  };
  const server = await serveLocally({ host, port, onFault, handle, runsWasm: true });
  return {
    urls: server.urls,
    close: () => {
      closing.abort();
      return server.close();
    },
  };
}

/** Null where there is nothing of that name. */
function answer(
  path: string,
  page: string,
  { listed, files, broughtFiles, teaches }: FolderPictures,
): Answer | null {
  if (path === '/api/pictures') {
    return { json: { ...listed, learning: teaches === null ? [] : LEARNING_METHODS } };
  }
  const [, kind, number] = /^\/(picture|brought)\/(\d{1,9})$/.exec(path) ?? [];
  if (number !== undefined) {
    // By number alone: no name from outside reaches the disk.
    const file = (kind === 'picture' ? files : broughtFiles)[Number(number)];
    return file === undefined ? null : fileBytes(file);
  }
  const name = path === '/' ? '/index.html' : path;
  const isPlain = /^\/(?:assets\/)?[\w-]+(?:\.[\w-]+)*\.(?:html|js|css|png|wasm|awb)$/.test(name);
  return isPlain ? readWithin(page, join(page, name)) : null;
}

/** Null where it has gone since it was listed. */
function fileBytes(file: string): Answer | null {
  try {
    return { type: 'application/octet-stream', bytes: readFileSync(file) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The server of the page: `deepawb/serve` says who may speak with it, `session.ts` what it does. */
import {
  type Answer,
  type LocalRequest,
  type LocalServer,
  serveLocally,
} from '../../../serve/index.js';
import type { CloseUpArea } from './close-up.js';
import { checkRequest, RequestError } from './messages.js';
import { LabelSession, type SessionOptions } from './session.js';
import { pageFile, previewOf } from './static-files.js';

export interface ServeOptions extends SessionOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Told of faults that are the server's own. */
  readonly onFault: (error: unknown) => void;
}

/** Closing it also derives what is left to derive. */
export type LabelServer = LocalServer;

/** Rejects with DatasetError where nothing was imported, and with the system's error where the address is taken. */
export async function serveLabels(options: ServeOptions): Promise<LabelServer> {
  const { host, port, onFault } = options;
  const session = new LabelSession(options);
  const server = await serveLocally({
    host,
    port,
    onFault,
    handle: (request) => answer(request, session, options.dir),
  });
  const ending = new AbortController();
  const answering = session.answerAll(ending.signal);
  return {
    urls: server.urls,
    async close() {
      ending.abort();
      await answering;
      await server.close();
      await session.settled();
    },
  };
}

async function answer(
  { method, path, query, body }: LocalRequest,
  session: LabelSession,
  dir: string,
): Promise<Answer | null> {
  try {
    if (method === 'POST') return { json: await post(path, await body(), session) };
    return get(path, query, session, dir);
  } catch (error) {
    if ((error as Error).name !== 'DatasetError') throw error;
    throw new RequestError(409, (error as Error).message);
  }
}

/** Null where there is nothing of that name. */
function get(
  path: string,
  query: URLSearchParams,
  session: LabelSession,
  dir: string,
): Answer | null {
  if (path === '/api/state') return { json: session.state() };
  if (path === '/api/picture') return { json: session.facts(query.get('image') ?? '') };
  if (path === '/api/pixels') {
    const bytes = session.closeUp(query.get('image') ?? '', closeUpArea(query));
    return { bytes, type: 'application/octet-stream' };
  }
  if (path.startsWith('/preview/')) return previewOf(dir, session.shots, path.slice(9));
  return path.startsWith('/api/') ? null : pageFile(path);
}

/** A number that is missing or none is NaN, which no area has. */
function closeUpArea(query: URLSearchParams): CloseUpArea {
  const [left, top, width, height] = ['left', 'top', 'width', 'height'].map((name) =>
    Number.parseInt(query.get(name) ?? '', 10),
  ) as [number, number, number, number];
  return { left, top, width, height };
}

async function post(path: string, body: string, session: LabelSession): Promise<unknown> {
  switch (path) {
    case '/api/measure': {
      const { image, ...marked } = checkRequest('measure', body);
      return session.measure(image, marked);
    }
    case '/api/label': {
      const { image, ...marked } = checkRequest('label', body);
      return session.label(image, marked);
    }
    case '/api/copy': {
      const { from, to } = checkRequest('copy', body);
      return session.copy(from, to);
    }
    case '/api/undo': {
      const { image, key } = checkRequest('undo', body);
      return session.undo(image, key);
    }
    case '/api/unusable':
      return session.markUnusable(checkRequest('unusable', body).image);
    default:
      throw new RequestError(404, 'Not found.');
  }
}

/** Requests to the server that gave this page; addresses are relative, so that its token stands in them. */
import type {
  CopiedState,
  Measured,
  PictureFacts,
  Requests,
  SessionState,
} from 'deepawb/labels/node';

export const readState = (): Promise<SessionState> => ask('api/state');

export const readPicture = (image: string): Promise<PictureFacts> =>
  ask(`api/picture?image=${encodeURIComponent(image)}`);

export function post(what: 'measure', body: Requests['measure']): Promise<Measured>;
export function post(what: 'copy', body: Requests['copy']): Promise<CopiedState>;
export function post<K extends Exclude<keyof Requests, 'measure' | 'copy'>>(
  what: K,
  body: Requests[K],
): Promise<SessionState>;
export function post(what: string, body: object): Promise<unknown> {
  return ask(`api/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Stored values of a part of the sensor, row by row. */
export async function readSensor(
  image: string,
  {
    left,
    top,
    width,
    height,
  }: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  },
): Promise<Uint16Array<ArrayBuffer>> {
  const area = `left=${left}&top=${top}&width=${width}&height=${height}`;
  const response = await fetch(`api/pixels?image=${encodeURIComponent(image)}&${area}`);
  if (!response.ok) throw new Error(`pixels of ${image}: ${response.status}`);
  const view = new DataView(await response.arrayBuffer());
  return Uint16Array.from({ length: view.byteLength / 2 }, (_, i) => view.getUint16(2 * i, true));
}

/** Pixels of a PNG, without any colour management. */
export async function readPixels(path: string): Promise<ImageData> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const bitmap = await createImageBitmap(await response.blob(), { colorSpaceConversion: 'none' });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('expected a 2d context, got none');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Error('The server does not answer: start deepawb label again. Nothing is lost.');
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message ?? `The server answered ${response.status}.`);
  return answer;
}

/** The server of the labelling page: who may speak with it, what it gives, and what it keeps. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  importShots,
  type LabelServer,
  readBook,
  serveLabels,
} from '../../dist/labels/node/index.js';
import { decodeRaw } from '../../dist/raw/index.js';
import { readRawFile } from '../../dist/raw/node/index.js';
import { CARD_CORNERS, cardDng, chartDng, put } from './own-shots.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

let root: string;
let dir: string;
let server: LabelServer;
let url: URL;
const faults: unknown[] = [];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-serve-'));
  const shots = join(root, 'shots');
  put(join(shots, 'a.dng'), cardDng({ neutral: [0.46, 1, 0.61] }), 0);
  put(join(shots, 'b.dng'), cardDng({ seed: 'b', neutral: [0.5, 1, 0.6] }), 0.1);
  put(join(shots, 'bright.dng'), cardDng({ brightness: 1.3, seed: 'c' }), 60);
  put(join(shots, 'chart.dng'), chartDng().bytes, 90);
  put(join(shots, 'other.dng'), cardDng({ seed: 'd', model: 'Other Camera' }), 120);
  dir = join(root, 'mine');
  await importShots({
    shots,
    dir,
    part: 'train',
    levels: {},
    longestPx: 120,
    workers: 1,
    signal: new AbortController().signal,
    onShot: () => {},
    onProgress: () => {},
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(async () => {
  faults.length = 0;
  server = await start();
  url = new URL(server.urls[0]!);
});
afterEach(async () => {
  await server.close();
  rmSync(join(dir, 'labels.jsonl'), { force: true });
  expect(faults).toEqual([]);
});

const start = () =>
  serveLabels({
    dir,
    host: '127.0.0.1',
    port: 0,
    by: 'person',
    now: () => new Date('2026-11-27T10:00:00Z'),
    onFault: (error) => faults.push(error),
  });

/** Sent as it stands: `fetch` would not take a wrong Host or such paths. */
function ask(
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
    to = url,
  }: { method?: string; headers?: Record<string, string>; body?: string; to?: URL } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: to.hostname, port: to.port, path, method, headers: { host: to.host, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (piece) => {
          text += piece;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const at = (path: string) => `${url.pathname}${path}`;
const post = (what: string, body: unknown, headers: Record<string, string> = {}, to = url) =>
  ask(`${to.pathname}api/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: to.origin, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    to,
  });
const card = (image: string) => ({ image, polygon: CARD_CORNERS });

describe('a network beside the labels', () => {
  it('is asked for all pictures in the background, and the list is sorted by what it says', async () => {
    const asked: string[] = [];
    const answering = await serveLabels({
      dir,
      host: '127.0.0.1',
      port: 0,
      by: 'person',
      now: () => new Date(),
      onFault: (error) => faults.push(error),
      answer(image) {
        asked.push(image);
        if (image === 'bright') throw new Error('no working picture');
        return image === 'b' ? null : { r: 0.9, b: 0.3 };
      },
    });
    const to = new URL(answering.urls[0]!);
    const stateOf = async () => JSON.parse((await ask(`${to.pathname}api/state`, { to })).text);
    await expect.poll(async () => (await stateOf()).stamp, { timeout: 60_000 }).toMatch(/-3$/);
    expect(asked).toEqual(['a', 'b', 'bright', 'chart', 'other']);
    const { pictures } = await stateOf();
    const teaches = (name: string) =>
      pictures.find(({ image }: { image: string }) => image === name).teaches;
    // The camera says 0.46, 0.61.
    expect(teaches('a')).toBeGreaterThan(10);
    await answering.close();
  });
});

describe('single pixels of the sensor', () => {
  const pixels = (query: string) => ask(at(`api/pixels?${query}`));
  const numbers = ({ text }: Answer) => {
    const bytes = Buffer.from(text, 'latin1');
    return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i));
  };

  it('are the values of the file, row by row', async () => {
    const { values, widthPx } = decodeRaw(cardDng({ neutral: [0.46, 1, 0.61] }), {
      inflate: (data) => data,
    });
    const answer = await pixels('image=a&left=70&top=31&width=9&height=4');
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    const rows = [31, 32, 33, 34].flatMap((y) => [
      ...values.subarray(y * widthPx + 70, y * widthPx + 79),
    ]);
    expect(numbers(answer)).toEqual(rows);
    const { sensor } = JSON.parse((await ask(at('api/picture?image=a'))).text);
    expect(sensor).toEqual({ samples: 1, rows: 2, columns: 2, colours: [0, 1, 1, 2], scale: 1 });
  });

  it.each([
    ['image=a&left=0&top=0&width=241&height=1', 400],
    ['image=a&left=-1&top=0&width=4&height=4', 400],
    ['image=a&left=0&top=158&width=4&height=4', 400],
    ['image=a&left=0&top=0&width=0&height=4', 400],
    ['image=a&left=0&top=0&width=4', 400],
    ['image=none&left=0&top=0&width=4&height=4', 404],
  ])('%s is refused', async (query, status) => {
    expect((await pixels(query)).status).toBe(status);
  });
});

describe('the server', () => {
  it('gives the page under its token, with a policy that allows no inline code and no other origin', async () => {
    const page = await ask(at(''));
    expect(page.status).toBe(200);
    expect(page.text).toContain('deepawb label');
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|style=/);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(page.headers['access-control-allow-origin']).toBeUndefined();
    for (const [, file] of page.text.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)) {
      expect((await ask(at(file!))).status).toBe(200);
    }
  });

  it('has a token of 144 bits that is another each time', async () => {
    expect(url.pathname).toMatch(/^\/[\w-]{24}\/$/);
    const other = await start();
    expect(new URL(other.urls[0]!).pathname).not.toBe(url.pathname);
    await other.close();
  });

  it.each([
    ['no token', () => '/api/state'],
    ['a wrong token', () => `/${'A'.repeat(24)}/api/state`],
    ['half a token', () => `${url.pathname.slice(0, 12)}/api/state`],
    ['a token in front of another path', () => `/x${url.pathname}api/state`],
  ])('answers %s with 404 and where to look, and nothing else', async (_name, path) => {
    const { status, text } = await ask(path());
    expect(status).toBe(404);
    expect(text).toBe(
      'Not found. Open the whole address that the program printed: what stands behind the port is its key.',
    );
  });

  it.each([
    ['the name of a site that points here', 'evil.example'],
    ['such a name with the port', () => `evil.example:${url.port}`],
    ['an address of another machine', () => `192.0.2.7:${url.port}`],
    ['another port', '127.0.0.1:1'],
    ['a name that begins like ours', () => `127.0.0.1.evil.example:${url.port}`],
  ])('refuses %s as Host', async (_name, host) => {
    const answer = await ask(at('api/state'), {
      headers: { host: typeof host === 'string' ? host : host() },
    });
    expect(answer.status).toBe(421);
  });

  it('on all addresses of the machine is reached by its numbers, and by no name that points to them', async () => {
    const wide = await serveLabels({
      dir,
      host: '0.0.0.0',
      port: 0,
      by: 'person',
      now: () => new Date(),
      onFault: (error) => faults.push(error),
    });
    for (const address of wide.urls) {
      const to = new URL(address);
      expect(to.hostname).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      const state = `${to.pathname}api/state`;
      expect((await ask(state, { to })).status).toBe(200);
      const headers = { host: `evil.example:${to.port}` };
      expect((await ask(state, { to, headers })).status).toBe(421);
      expect((await ask('/api/state', { to })).status).toBe(404);
    }
    await wide.close();
  });

  it('takes localhost as Host', async () => {
    const headers = { host: `localhost:${url.port}` };
    expect((await ask(at('api/state'), { headers })).status).toBe(200);
  });

  it.each([
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['the origin of a file', { origin: 'null' }, 403],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['text that needs no leave of ours', { 'content-type': 'text/plain' }, 415],
  ])('refuses a post of %s, and keeps nothing of it', async (_name, headers, status) => {
    expect((await post('label', card('a'), headers as never)).status).toBe(status);
    expect(readBook(dir).lines).toEqual([]);
  });

  it('refuses posts without an origin, and methods that it has no use for', async () => {
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify(card('a'));
    const none = await ask(at('api/label'), { method: 'POST', headers: json, body });
    expect(none.status).toBe(403);
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect((await ask(at('api/label'), { method })).status).toBe(405);
    }
  });

  it('refuses bodies beyond 64 KiB, bodies that are no JSON and fields that it does not know', async () => {
    const big = await post('label', { ...card('a'), image: 'a'.repeat(70_000) }).catch(() => null);
    expect([413, undefined]).toContain(big?.status);
    expect((await post('label', '{"image":')).status).toBe(400);
    expect((await post('label', { ...card('a'), r: 0.5 })).status).toBe(400);
    expect((await post('label', { image: 'a', polygon: [[1, 2]] })).status).toBe(400);
    expect(
      (
        await post('label', {
          image: 'a',
          polygon: [
            [1, 2],
            ['x', 3],
            [4, 5],
          ],
        })
      ).status,
    ).toBe(400);
    expect((await post('label', card('none'))).status).toBe(404);
    expect((await post('nothing', {})).status).toBe(404);
    expect(readBook(dir).lines).toEqual([]);
  });

  it('gives no file outside of its folders, however it is asked for', async () => {
    symlinkSync('/etc/passwd', join(dir, 'previews/link.png'));
    for (const path of [
      'preview/../labels.jsonl',
      'preview/..%2f..%2fmine%2fdataset.json',
      'preview/%2e%2e/dataset.json',
      'preview/link.png',
      'preview/a.png/../../dataset.json',
      'preview/a.png%00.png',
      'assets/../../../../package.json',
      '../../../../../../etc/passwd',
      'assets/%2e%2e/index.html',
      'dataset.json',
      'api/picture?image=../a',
      'api/picture?image=',
    ]) {
      const answer = await ask(at(path));
      expect(answer.status, path).toBe(404);
    }
    expect((await ask(at('preview/a.png'))).headers['content-type']).toBe('image/png');
    expect((await ask(at('preview/a.full.png'))).status).toBe(200);
    rmSync(join(dir, 'previews/link.png'));
  });

  it('follows no link out of the folder of previews, even by a name of the list', async () => {
    const file = join(dir, 'previews/b.png');
    const bytes = readFileSync(file);
    rmSync(file);
    symlinkSync(join(dir, '../shots/a.dng'), file);
    expect((await ask(at('preview/b.png'))).status).toBe(404);
    rmSync(file);
    put(file, bytes);
  });
});

describe('a label', () => {
  it('is measured by the server and on the disk before the page hears of it', async () => {
    const { status, text } = await post('label', card('a'));
    expect(status).toBe(200);
    const { labels } = readBook(dir);
    const kept = labels.get('a')!;
    expect(kept).toMatchObject({ how: 'patch', by: 'person', at: '2026-11-27T10:00:00.000Z' });
    expect(kept.r).toBeCloseTo(0.5, 2);
    expect(kept.b).toBeCloseTo(0.7, 2);
    const shown = JSON.parse(text).pictures.find(({ image }: { image: string }) => image === 'a');
    expect(shown).toMatchObject({ lastKey: kept.key, label: { r: kept.r } });
  });

  it('is refused where the sensor is full, and where nothing lies inside', async () => {
    const full = await post('label', card('bright'));
    expect([full.status, full.text]).toEqual([422, expect.stringMatching(/full in \d+ %/)]);
    const outside = CARD_CORNERS.map(([x, y]) => [x + 5000, y]);
    expect((await post('label', { image: 'a', polygon: outside })).status).toBe(422);
    expect(readBook(dir).lines).toEqual([]);
  });

  it('of a chart comes from its greys; a tinted patch beside the chart is refused', async () => {
    const facts = JSON.parse((await ask(at('api/picture?image=chart'))).text);
    expect(facts.chart.slope.whitePoint.r).toBeCloseTo(0.45, 1);
    expect(facts.shot.chart.confidence).toBeGreaterThan(0.6);
    // The blue sky patch looks greyish.
    const [[x0, y0], [x1, y1], , [x3, y3]] = facts.chart.corners;
    const corner = (u: number, v: number) => [
      x0 + ((x1 - x0) * u) / 6 + ((x3 - x0) * v) / 4,
      y0 + ((y1 - y0) * u) / 6 + ((y3 - y0) * v) / 4,
    ];
    const sky = [corner(2.2, 0.2), corner(2.8, 0.2), corner(2.8, 0.8), corner(2.2, 0.8)];
    const refused = await post('label', { image: 'chart', polygon: sky });
    expect([refused.status, refused.text]).toEqual([
      422,
      expect.stringMatching(/chart in this picture/),
    ]);
    expect((await post('label', { image: 'chart', corners: facts.chart.corners })).status).toBe(
      200,
    );
    expect(readBook(dir).labels.get('chart')).toMatchObject({ how: 'chart' });
  });

  it('is copied within a burst, marked so, with the drift of the cameras answers, and undone', async () => {
    await post('label', card('a'));
    const { status, text } = await post('copy', { from: 'a', to: ['b'] });
    expect(status).toBe(200);
    const copied = readBook(dir).labels.get('b')!;
    expect(copied).toMatchObject({ how: 'copied', from: 'a', driftDegrees: expect.any(Number) });
    expect(copied.driftDegrees).toBeGreaterThan(0.5);
    const b = JSON.parse(text).pictures.find(({ image }: { image: string }) => image === 'b');
    expect(b.burst).toEqual(['a', 'b']);
    await post('undo', { image: 'b', key: copied.key });
    expect(readBook(dir).labels.has('b')).toBe(false);
    expect((await post('copy', { from: 'bright', to: ['b'] })).status).toBe(422);
  });

  it('is not copied to another camera, not in part either', async () => {
    await post('label', card('a'));
    const answer = await post('copy', { from: 'a', to: ['b', 'other'] });
    expect([answer.status, answer.text]).toEqual([
      422,
      expect.stringMatching(/other is of Other Camera.*belongs to a sensor/),
    ]);
    expect([...readBook(dir).labels.keys()]).toEqual(['a']);
  });

  it('that is copied out of its burst hides the chart of the other picture, and says so', async () => {
    await post('label', card('a'));
    const within = JSON.parse((await post('copy', { from: 'a', to: ['b'] })).text);
    expect(within.notes).toEqual([]);
    const { text } = await post('copy', { from: 'a', to: ['bright', 'chart'] });
    expect(JSON.parse(text).notes).toEqual([
      expect.stringMatching(/^bright is not of one burst with a.*nothing in it is hidden/),
      expect.stringMatching(/^chart is of another size than a.*chart that was found in it/),
    ]);
    await server.close();
    server = await start();
    const masked = (image: string) => {
      const { rgb, widthPx } = readRawFile(join(dir, 'train/PNG', `${image}.png`), {});
      return { widthPx, at: (x: number, y: number) => rgb[3 * (y * widthPx + x) + 1] === 0 };
    };
    // The card of b lies where that of a lies, and its margin too; nothing of bright is masked.
    expect(masked('b').at(60, 35)).toBe(true);
    expect(masked('b').at(42, 23)).toBe(true);
    expect(masked('bright').at(60, 35)).toBe(false);
    const chart = masked('chart');
    const [[x0, y0], , [x2, y2]] = chartDng().corners;
    const scale = chart.widthPx / 600;
    const [x, y] = [(scale * (x0! + x2!)) / 2, (scale * (y0! + y2!)) / 2];
    expect(chart.at(Math.round(x), Math.round(y))).toBe(true);
    expect(chart.at(1, 1)).toBe(false);
  });

  it('is not lost where two pages label at the same time, and an undo of both undoes once', async () => {
    const other = await start();
    const to = new URL(other.urls[0]!);
    await Promise.all([post('label', card('a')), post('label', card('b'), {}, to)]);
    expect([...readBook(dir).labels.keys()].sort()).toEqual(['a', 'b']);
    const { key } = readBook(dir).labels.get('a')!;
    await post('label', card('a'));
    const second = readBook(dir).labels.get('a')!.key;
    await Promise.all([
      post('undo', { image: 'a', key: second }),
      post('undo', { image: 'a', key: second }, {}, to),
    ]);
    expect(readBook(dir).labels.get('a')?.key).toBe(key);
    await other.close();
  });

  it('becomes what training reads by the end', async () => {
    await post('label', card('a'));
    await post('unusable', { image: 'b' });
    await server.close();
    expect(readFileSync(join(dir, 'train/gt.csv'), 'utf8').trim().split('\n')).toHaveLength(2);
    expect([...readBook(dir).unusable]).toEqual(['b']);
    server = await start();
  });
});

// What a server answers to `data fetch`: records, redirects, ranges, bodies, in whatever order and however they end.
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { obtainArchive } from '../../../dist/dataset/fetch/obtain-archive.js';
import { KNOWN_ARCHIVES } from '../../../dist/dataset/fetch/zenodo-record.js';
import { mutateTree } from '../mutate.mjs';
import { inFile } from '../place.mjs';

const [KNOWN] = KNOWN_ARCHIVES;
const MD5 = '900150983cd24fb0d6963f7d28e17f72';
const body = (text, more = {}) => ({ status: 200, headers: {}, body: text, ...more });
const record = (file) =>
  body(
    JSON.stringify({ files: [{ key: KNOWN.fileName, size: 3, checksum: `md5:${MD5}`, ...file }] }),
  );
/** `answers` in the order of requests, the last again and again. */
const served = (answers, job = {}) => ({ answers, job: { md5: MD5, ...job } });
const byRecord = (answers, job = {}) => ({ answers, job: { byRecord: true, ...job } });
const range = (text, from, more = {}) =>
  body(text, { status: 206, headers: { 'content-range': `bytes ${from}-2/3` }, ...more });

const SEEDS = [
  served([body('abc')]),
  served([body('abc')], { md5: undefined }),
  byRecord([record(), body('abc')]),
  byRecord([record({ size: -1 })]),
  byRecord([record({ key: 'other' })]),
  byRecord([body('no JSON')]),
  byRecord([body('gone', { status: 404 })], { md5: MD5 }),
  byRecord([body('x'.repeat(1_100_000))]),
  byRecord([record(), body('abcdef')]),
  served([body('abc', { headers: { etag: '"e"' }, length: 3, cut: 2 }), range('c', 2)]),
  served([range('bc', 1)], { part: 'a' }),
  served([range('bcdef', 1)], { part: 'a' }),
  served([range('bc', 2), body('abc')], { part: 'a' }),
  served([body('', { status: 416, headers: { 'content-range': 'bytes */3' } })], { part: 'abc' }),
  served([body('', { status: 416, headers: { 'content-range': 'bytes */9' } }), body('abc')], {
    part: 'ab',
  }),
  served([body('abc', { headers: { 'last-modified': 'yesterday' } })], { part: 'zz' }),
  served([range('abc', 0)]),
  served([body('', { status: 302, headers: { location: '/elsewhere' } }), body('abc')]),
  served([body('', { status: 302, headers: { location: 'file:///etc/passwd' } })]),
  served([body('', { status: 302, headers: { location: 'http://user:pass@127.0.0.1/' } })]),
  served([body('', { status: 307, headers: { location: 'http://[' } })]),
  served([body('', { status: 301, headers: { location: '/again' } })]),
  served([body('abc', { headers: { 'content-encoding': 'gzip' } })]),
  served([body('', { status: 503, headers: { 'retry-after': '0' } }), body('abc')]),
  served([body('', { status: 500 })]),
  served([body('', { status: 403 })]),
  served([body('abc', { length: 9000 })]),
  served([body('x'.repeat(9000))]),
  served([body('abx')]),
  served([body('abc', { stall: true })]),
  served([body('abc', { destroy: true })]),
  served([body('x')], { archive: 'abc', md5: MD5 }),
  served([body('x')], { archive: 'other', md5: MD5 }),
  served([body('x')], { archive: null }),
  served([body('x')], { present: 'abc' }),
  served([body('x')], { url: 'ftp://host/x' }),
];

let listening;
let answers = [];

/** One server of this process; it keeps nothing alive. */
function serve() {
  listening ??= new Promise((resolve) => {
    const server = createServer((_request, response) => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      try {
        give(answer ?? {}, response);
      } catch {
        // What cannot be said in HTTP at all.
        response.destroy();
      }
    }).listen(0, '127.0.0.1', () => {
      server.unref();
      resolve(server.address().port);
    });
  });
  return listening;
}

function give({ status, headers, body: text, length, cut, stall, destroy }, response) {
  response.on('error', () => undefined);
  response.socket?.unref();
  if (destroy) response.destroy();
  response.writeHead(status, {
    ...headers,
    ...(length === undefined ? {} : { 'content-length': length }),
  });
  if (cut !== undefined) {
    response.write(String(text).slice(0, cut), () => response.destroy());
  } else if (stall) response.write(String(text).slice(0, 1));
  else response.end(text);
}

async function readAnswers(bytes, dir) {
  let tree;
  try {
    tree = JSON.parse(bytes);
  } catch {
    return;
  }
  const base = `http://127.0.0.1:${await serve()}`;
  answers = Array.isArray(tree?.answers) ? [...tree.answers] : [];
  const { md5, part, byRecord: hasRecord, archive, present, url } = tree?.job ?? {};
  const archivePath = join(dir, 'a.zip');
  for (const end of ['', '.part', '.part.json'])
    await rm(`${archivePath}${end}`, { recursive: true, force: true });
  if (typeof part === 'string') {
    inFile(dir, 'a.zip.part', part);
    inFile(dir, 'a.zip.part.json', JSON.stringify({ url: `${base}/a.zip`, validator: '"e"' }));
  }
  if (typeof present === 'string') inFile(dir, 'a.zip', present);
  if (typeof archive === 'string') inFile(dir, 'given.zip', archive);
  await obtainArchive({
    known: KNOWN,
    ...(hasRecord ? { baseUrl: base } : { url: typeof url === 'string' ? url : `${base}/a.zip` }),
    ...(typeof md5 === 'string' ? { md5 } : {}),
    ...(archive === undefined
      ? {}
      : { archive: join(dir, typeof archive === 'string' ? 'given.zip' : 'none.zip') }),
    archivePath,
    signal: new AbortController().signal,
    stallMs: 60,
    maxBytes: 5000,
    maxMs: 900,
    attempts: 2,
    backoffMs: 0,
    onProgress: () => undefined,
    onNotice: () => undefined,
  });
}

const VALUES = [
  0,
  1,
  2,
  200,
  206,
  302,
  416,
  503,
  'bytes 0-2/3',
  'bytes */3',
  'gzip',
  'identity',
  '/x',
  'abc',
  MD5,
  true,
];

export const READERS = {
  server: {
    seeds: () => SEEDS,
    mutate: (tree, rng) => mutateTree(tree, rng, VALUES),
    encode: (tree) => Buffer.from(JSON.stringify(tree) ?? ''),
    read: readAnswers,
    refusals: ['FetchError'],
    covers: [
      'dataset/fetch/download.js',
      'dataset/fetch/receive-body.js',
      'dataset/fetch/part-file.js',
      'dataset/fetch/content-range.js',
      'dataset/fetch/zenodo-record.js',
      'dataset/fetch/http-request.js',
      'dataset/fetch/obtain-archive.js',
      'dataset/fetch/transfer-guard.js',
      'dataset/fetch/checksum.js',
    ],
  },
};

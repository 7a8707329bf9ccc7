// Right DNGs and TIFFs as trees: every way of storing samples, every kind of tag that is read, and files of other formats.
import { deflateSync } from 'node:zlib';
import jpeg from 'jpeg-js';
import { encodeLosslessJpeg, losslessJpeg, TABLES } from '../formats/lossless-jpeg.mjs';
import { lzw } from '../formats/lzw.mjs';
import { encodeOpcodes, OTHER_OPCODES, opcodesFor } from '../formats/opcodes.mjs';
import {
  ascii,
  byte,
  double,
  encodeTiff,
  long,
  rational,
  short,
  signedRational,
  undefinedBytes,
} from '../formats/tiff.mjs';

const [WIDTH, HEIGHT] = [8, 6];
const MATRIX = [0.75, -0.14, -0.09, -0.38, 1.15, 0.27, -0.03, 0.12, 0.64];
const XTRANS = [
  1, 1, 0, 1, 1, 2, 1, 1, 2, 1, 1, 0, 2, 0, 1, 0, 2, 1, 1, 1, 2, 1, 1, 0, 1, 1, 0, 1, 1, 2, 0, 2, 1,
  2, 0, 1,
];

const bytesOf = (length, of = (i) => (i * 37 + (i >> 4)) & 255) =>
  Uint8Array.from({ length }, (_, i) => of(i));

/** Tags of a raw picture of this size behind Bayer filters. */
const bayer = (changes = {}, [width, height] = [WIDTH, HEIGHT]) => ({
  254: long([0]),
  256: long([width]),
  257: long([height]),
  258: short([16]),
  259: short([1]),
  262: short([32_803]),
  277: short([1]),
  278: long([height]),
  33421: short([2, 2]),
  33422: byte([0, 1, 1, 2]),
  50706: byte([1, 4, 0, 0]),
  50714: long([64]),
  50717: long([4095]),
  ...changes,
});

const rgb = (changes = {}) => {
  const { 33421: _repeat, 33422: _pattern, ...tags } = bayer();
  return { ...tags, 262: short([34_892]), 277: short([3]), 258: short([16, 16, 16]), ...changes };
};

const tiffRgb = (changes = {}) => {
  const { 50706: _version, 50714: _black, 50717: _white, ...tags } = rgb();
  return { ...tags, 262: short([2]), ...changes };
};

const file = (tags, blocks, more = {}, container = {}) => ({
  isLittle: true,
  isBig: false,
  ...container,
  first: { tags, blocks, ...more },
});

const whole = (bits, samples = 1) => [bytesOf(Math.ceil((WIDTH * samples * bits) / 8) * HEIGHT)];
const tiles = { 322: long([8]), 323: long([4]) };
const tiled = (blocks, changes) => file(bayer({ ...tiles, ...changes }), blocks, { isTiled: true });
const floats = (bits, samples = 1) =>
  bytesOf((WIDTH * samples * HEIGHT * bits) / 8, (i) => (i % 3 ? 60 : i & 15));

function cameraTags() {
  const lights = [17, 21, 23];
  return {
    271: ascii('Maker'),
    272: ascii('Model'),
    274: short([6]),
    50708: ascii('Maker Model'),
    50721: signedRational(MATRIX),
    50722: signedRational(MATRIX.map((v) => v * 1.1)),
    52531: signedRational(MATRIX.map((v) => v * 0.9)),
    50723: signedRational([1, 0, 0, 0, 1, 0, 0, 0, 1]),
    50727: rational([1, 1, 1.1]),
    50728: rational([0.5, 1, 0.6]),
    50778: short([lights[0]]),
    50779: short([lights[1]]),
    52529: short([lights[2]]),
    51041: double([1e-4, 1e-6]),
  };
}

const opcodes = (list) => undefinedBytes(encodeOpcodes(list));

/** How samples lie: bits, packing, order of bytes, containers. */
function storages() {
  const bits = [8, 9, 10, 12, 14, 15].map((b) =>
    file(bayer({ 258: short([b]), 50717: long([200]) }), whole(b)),
  );
  const padded = file(bayer({ 258: short([12]) }), whole(16));
  const orders = [
    [false, false],
    [true, true],
    [false, true],
  ].map(([isLittle, isBig]) => file(bayer(), whole(16), {}, { isLittle, isBig }));
  const strips = file(bayer({ 278: long([4]) }), [bytesOf(64), bytesOf(32)]);
  const oddTiles = file(
    bayer({ 322: long([5]), 323: long([4]) }),
    [40, 40, 40, 40].map((n) => bytesOf(n)),
    { isTiled: true },
  );
  const floatsPlain = [16, 24, 32].flatMap((b) =>
    [true, false].map((isLittle) =>
      file(
        bayer({ 258: short([b]), 339: short([3]), 50714: long([0]), 50717: long([1]) }),
        [floats(b)],
        {},
        { isLittle },
      ),
    ),
  );
  return [...bits, padded, ...orders, strips, oddTiles, ...floatsPlain];
}

function compressed() {
  const two = (bytes) => [deflateSync(bytes.subarray(0, 64)), deflateSync(bytes.subarray(32, 96))];
  const predictors = [1, 2, 34_892, 34_893].map((p) =>
    tiled(two(bytesOf(96)), { 259: short([8]), 317: short([p]) }),
  );
  const narrow = tiled(two(bytesOf(96)), {
    259: short([32_946]),
    258: short([8]),
    50717: long([200]),
    317: short([2]),
  });
  const floatPredictors = [3, 34_894, 34_895].flatMap((p) =>
    [16, 24, 32].map((b) =>
      file(
        rgb({
          258: short([b, b, b]),
          339: short([3, 3, 3]),
          259: short([8]),
          317: short([p]),
          50714: long([0]),
          50717: long([1]),
        }),
        [deflateSync(floats(b, 3))],
      ),
    ),
  );
  const large = [64, 48];
  const noise = bytesOf(64 * 48 * 2, (i) => (Math.imul(i + 1, 2_654_435_761) >>> 24) & 127);
  const lzwFile = file(bayer({ 259: short([5]), 317: short([2]) }, large), [lzw(noise)]);
  const lzwCut = file(bayer({ 259: short([5]), 278: long([48]) }, large), [
    lzw(noise.fill(9, 100, 900), { isCut: true }),
  ]);
  return [...predictors, narrow, ...floatPredictors, lzwFile, lzwCut];
}

const jpegFile = (jpegs, changes = {}) => ({
  ...file(bayer({ 259: short([7]), 50717: long([65_535]), 50714: long([0]), ...changes }), [], {}),
  jpegs,
});

function losslessJpegs() {
  const { even, long: outgrown } = TABLES;
  const predictors = [1, 2, 3, 4, 5, 6, 7].map((predictor) =>
    jpegFile([losslessJpeg({ predictor })]),
  );
  const components = [
    { widthPx: 4, components: [0, 0] },
    { widthPx: 4, components: [0, 1], tables: [even, outgrown] },
    { widthPx: 4, components: [1, 0], tables: [outgrown, even], predictor: 6 },
    { widthPx: 2, components: [0, 1, 0, 1], tables: [even, outgrown] },
    { widthPx: 16, heightPx: 3 },
    { tables: [outgrown], data: bytesOf(400, (i) => (i % 5 ? 255 : 254)) },
    { tables: [outgrown], data: bytesOf(400, (i) => (i * 91) & 255), shift: 2, bits: 14 },
    { restartLines: 2, restartBytes: 100 },
    { fill: true, before: [{ marker: 0xe0, bytes: [1, 2, 3] }] },
  ].map((changes) => jpegFile([losslessJpeg(changes)]));
  const tile = losslessJpeg({ heightPx: 4 });
  const inTiles = { ...jpegFile([tile, tile], { ...tiles }) };
  inTiles.first.isTiled = true;
  const rgbJpeg = {
    ...file(rgb({ 259: short([7]), 50714: long([0]) }), []),
    jpegs: [losslessJpeg({ components: [0, 0, 0] })],
  };
  return [...predictors, ...components, inTiles, rgbJpeg];
}

/** Three components of 8 bits, as jpeg-js writes them, and two streams of JPEG XL: what follows their size is chance. */
function foreignJpegs() {
  const { data } = jpeg.encode({ width: 8, height: 8, data: bytesOf(256) }, 60);
  const lossy = file(
    rgb({ 258: short([8, 8, 8]), 259: short([34_892]), 50717: long([255]), 50714: long([0]) }),
    [data],
  );
  const jxl = (bytes) =>
    file(rgb({ 259: short([52_546]) }), [Uint8Array.from([...bytes, ...bytesOf(40)])]);
  const stream = [0xff, 0x0a, 0b00000001, 0x08];
  const boxed = [
    0, 0, 0, 12, 0x4a, 0x58, 0x4c, 0x20, 13, 10, 0x87, 10, 0, 0, 0, 60, 0x6a, 0x78, 0x6c, 0x63,
  ];
  const parts = [...boxed.slice(0, 19), 0x70, 0, 0, 0, 0];
  return [
    lossy,
    jxl(stream),
    jxl([0xff, 0x0a, 0b00101000, 0x00, 0x08]),
    jxl([...boxed, ...stream]),
    jxl([...parts, ...stream]),
    file(bayer({ 259: short([9]) }), [bytesOf(96)]),
  ];
}

function tagged() {
  const table = Array.from({ length: 200 }, (_, i) => Math.min(1023, 2 * i));
  const levels = {
    50712: short(table),
    50713: short([2, 2]),
    50714: long([60, 64, 62, 66]),
    50715: signedRational(new Array(6).fill(0.5)),
    50716: signedRational(new Array(4).fill(-0.5)),
    50829: long([1, 1, 5, 7]),
    50830: long([0, 0, 6, 1]),
  };
  const camera = cameraTags();
  const { 50728: _neutral, 50708: _unique, ...byXy } = { ...camera, 50729: rational([0.34, 0.36]) };
  return [
    file(bayer(levels), whole(16)),
    file(bayer({ 50830: long([0, 0, 6, 1]), 50829: long([0, 1, 6, 8]) }), whole(16)),
    file(bayer(camera), whole(16), {
      exif: { tags: { 33434: rational([0.01]), 34855: short([400]) } },
    }),
    file(bayer({ ...byXy, 272: ascii('Maker Model'), 33434: rational([0.02]) }), whole(16)),
    file(bayer({ 50721: camera[50721], 50729: rational([0.45, 0.41]) }), whole(16)),
    file(
      bayer({
        33421: short([6, 6]),
        33422: byte(XTRANS),
        50713: short([6, 6]),
        50714: long(XTRANS.map((v) => 60 + v)),
      }),
      whole(16),
    ),
    file(
      bayer({
        51009: opcodes(opcodesFor(WIDTH, HEIGHT)),
        51008: opcodes(OTHER_OPCODES),
        51022: opcodes(OTHER_OPCODES),
      }),
      whole(16),
    ),
    file(
      rgb({
        51009: opcodes(OTHER_OPCODES),
        50714: long([60, 61, 62]),
        50717: long([4000, 4001, 4002]),
      }),
      whole(16, 3),
    ),
    file(bayer({ 50975: short([2]), 52547: short([2]) }), whole(16)),
    file(bayer({ 254: long([1]) }), whole(16), {
      subs: [
        { tags: bayer(), blocks: whole(16) },
        { tags: bayer({ 256: long([4]) }), blocks: [bytesOf(48)] },
      ],
    }),
    file(bayer({ 254: long([1]) }), whole(16), { next: { tags: bayer(), blocks: whole(16) } }),
    ...opcodesFor(WIDTH, HEIGHT).list.map((one) => ({
      ...file(bayer(), whole(16)),
      opcodes: { 51009: { list: [one] } },
    })),
    {
      ...file(bayer({ 258: short([16]) }), whole(16)),
      opcodes: { 51008: OTHER_OPCODES, 51009: OTHER_OPCODES },
    },
  ];
}

function plainTiffs() {
  const makers = ['NIKON', 'SONY', 'Canon', 'KODAK', 'Unknown'];
  const { 50706: _version, ...cfa } = bayer();
  return [
    file(tiffRgb(), whole(16, 3)),
    file(tiffRgb({ 258: short([32, 32, 32]), 339: short([3, 3, 3]) }), [floats(32, 3)]),
    file(tiffRgb({ 34675: undefinedBytes(Buffer.from('a linear profile')) }), whole(16, 3)),
    file(tiffRgb({ 34675: undefinedBytes(Buffer.from('another')), 301: short([1]) }), whole(16, 3)),
    file(tiffRgb({ 34675: undefinedBytes(Buffer.from('another')) }), whole(16, 3)),
    file(tiffRgb({ 258: short([8, 8, 8]) }), whole(8, 3)),
    ...makers.map((maker) => file({ ...cfa, 271: ascii(maker) }, whole(16))),
    file({ ...cfa, 262: short([1]) }, whole(16)),
  ];
}

/** What is no picture of ours, by how it begins; CR2 is TIFF with a mark. */
const FOREIGN = [
  '\xff\xd8\xff\xe0',
  '\0\0\0\x0cJXL ',
  '????ftypcrx ',
  'RIFF????WEBP',
  'FUJIFILMCCD-RAW',
  'IIU\0',
  '8BPS',
  '',
  'plain text',
  'II*\0',
  'MM\0*',
].map((foreign) => ({ foreign: foreign.padEnd(foreign === '' ? 0 : 40, '\0') }));

export function dngSeeds() {
  return [
    file(bayer(), whole(16)),
    ...storages(),
    ...compressed(),
    ...losslessJpegs(),
    ...foreignJpegs(),
    ...tagged(),
    ...plainTiffs(),
    { ...file(bayer({ 271: ascii('Canon') }), whole(16)), head: 'CR\x02\0' },
    ...FOREIGN,
  ];
}

export function encodeDng(tree) {
  const { jpegs, opcodes: lists } = tree;
  if (jpegs === undefined && lists === undefined) return encodeTiff(tree);
  const { first } = tree;
  const tags = { ...first.tags };
  for (const [number, list] of Object.entries(lists ?? {})) tags[number] = opcodes(list);
  const blocks = jpegs === undefined ? first.blocks : jpegs.map(encodeLosslessJpeg);
  return encodeTiff({ ...tree, first: { ...first, tags, blocks } });
}

/** Numbers that mean something somewhere in a TIFF. */
export const TIFF_NUMBERS = [
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  12,
  14,
  16,
  24,
  32,
  255,
  256,
  1000,
  4095,
  65_535,
  65_536,
  2 ** 31,
  2 ** 32 - 1,
  32_803,
  34_892,
  34_893,
  34_894,
  34_895,
  52_546,
];

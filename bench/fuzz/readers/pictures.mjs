// Readers of raw pictures, each the way that commands read them.
import {
  decodeRaw,
  holdsColourChunks,
  nameOtherFormat,
  pngColourDoubt,
  readerOf,
  readRawImage,
  SIGNATURE_BYTES,
  toRawImage,
} from '../../../dist/raw/index.js';
import { inflateAtOnce, PACKAGE_DECODERS } from '../../../dist/raw/node/index.js';
import { encodePng } from '../formats/png.mjs';
import { mutateTree } from '../mutate.mjs';
import { dngSeeds, encodeDng, TIFF_NUMBERS } from './dng-seeds.mjs';

const TOOLS = { inflate: inflateAtOnce, ...PACKAGE_DECODERS };

/** Reads a picture in bands and whole, and holds what comes out against each other. */
function readPicture(bytes) {
  const { image } = readRawImage(Uint8Array.from(bytes), TOOLS, {});
  const reader = readerOf(bytes.subarray(0, SIGNATURE_BYTES));
  const tail = bytes.subarray(Math.max(0, bytes.length - reader.tailBytes));
  reader.checkEnds(bytes.subarray(0, reader.headBytes), tail);
  reader.checkWhole(bytes);
  reader.readHeader(bytes);
  const whole = toRawImage(decodeRaw(Uint8Array.from(bytes), TOOLS), {});
  if (
    Buffer.compare(
      Buffer.from(image.rgb.buffer, image.rgb.byteOffset, image.rgb.byteLength),
      Buffer.from(whole.rgb.buffer, whole.rgb.byteOffset, whole.rgb.byteLength),
    ) !== 0
  )
    throw new Error('bands and the whole frame give different pictures');
  if (!(image.blackLevel >= 0 && image.whiteLevel > image.blackLevel))
    throw new Error('levels that are none');
}

const HEADER = {
  widthPx: 5,
  heightPx: 6,
  depth: 16,
  colour: 2,
  compression: 0,
  filter: 0,
  interlace: 0,
};

/** Lines with filters 0 to 4 in turn. */
function lines(rowBytes, rows) {
  const row = (y) =>
    Uint8Array.from({ length: rowBytes + 1 }, (_, x) =>
      x === 0 ? y % 5 : 20 + ((7 * x + 31 * y) % 97),
    );
  return Buffer.concat(Array.from({ length: rows }, (_, y) => row(y)));
}

/** The lines of Adam7's seven passes, one after the other. */
function interlaced({ widthPx, heightPx }) {
  const steps = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ];
  return Buffer.concat(
    steps.map(([x, y, dx, dy]) => {
      const [columns, rows] = [Math.ceil((widthPx - x) / dx), Math.ceil((heightPx - y) / dy)];
      return columns > 0 && rows > 0 ? lines(6 * columns, rows) : Buffer.alloc(0);
    }),
  );
}

const END = { type: 'IEND', data: '' };
const png = (header, before = [], more = {}) => {
  const all = { ...HEADER, ...header };
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[all.colour];
  const rowBytes = Math.ceil((all.widthPx * samples * all.depth) / 8);
  const pixels = all.interlace ? interlaced(all) : lines(rowBytes, all.heightPx);
  return { header: all, chunks: [...before, { type: 'IDAT', lines: pixels, ...more }, END] };
};

const curve = (more, name = 'rTRC') => ({ name, curve: more });
const profiled = (...tags) => [{ type: 'iCCP', profile: { name: 'p', tags } }];

/** Tone curves of every type, straight and not. */
const PROFILES = [
  profiled(curve({ samples: [] }), curve({ samples: [256] }, 'gTRC')),
  profiled(curve({ samples: [563] })),
  profiled(curve({ samples: [0, 20_000, 65_535] }), curve({ samples: [0, 65_535] }, 'bTRC')),
  ...[
    [0, 1],
    [1, 2.2, 1, -0.1],
    [2, 1, 1, 0, 0],
    [2, 2, 1, -0.2, 0.1],
    [3, 2.4, 0.95, 0.05, 0.08, 0.04],
    [4, 2.4, 0.95, 0.05, 0.08, 0.04, 0, 0],
    [9, 1],
    [3, 1],
  ].map((parametric) => profiled(curve({ parametric }))),
  profiled(curve({ type: 'XXXX' })),
  profiled(curve({ samples: [1] }, 'desc')),
  [{ type: 'iCCP', profile: { name: 'linear', tags: [], length: 20 } }],
  [{ type: 'iCCP', profile: { name: 'p', tags: [], count: 3 } }],
  [{ type: 'iCCP', profile: { name: 'p', tags: [], count: 300 } }],
];

/** Everything that says what values mean, alone and before another that it takes precedence over. */
const COLOUR_CHUNKS = [
  [{ type: 'cICP', data: '\x09\x08\0\x01' }],
  [{ type: 'cICP', data: '\x09\x10\0\x01' }],
  [{ type: 'cICP', data: '\x09\x63\0\x01' }],
  [
    { type: 'iCCP', data: 'linear\0\0x' },
    { type: 'sRGB', data: '\0' },
  ],
  [{ type: 'iCCP', data: 'sRGB IEC61966\0\0x' }],
  [{ type: 'sRGB', data: '\0' }],
  [
    { type: 'gAMA', data: '\0\x01\x86\xa0' },
    { type: 'sBIT', data: '\x10\x10\x10' },
  ],
  [{ type: 'gAMA', data: '\0\0\xb1\x8f' }],
  [{ type: 'sBIT', data: '\x08\x08\x08' }],
  [
    { type: 'sBIT', data: '\x08' },
    { type: 'gAMA', data: '\0' },
  ],
  [{ type: 'tEXt', data: 'Comment\0text' }],
];

function pngSeeds() {
  return [
    png({}),
    png({}, [], { pieces: 3 }),
    png({ interlace: 1 }),
    png({ interlace: 1, widthPx: 1, heightPx: 1 }),
    ...[...COLOUR_CHUNKS, ...PROFILES].map((before) => png({}, before)),
    ...[
      [0, 16],
      [3, 8],
      [4, 16],
      [6, 16],
      [2, 8],
    ].map(([colour, depth]) => png({ colour, depth })),
    { ...png({}), chunks: [{ type: 'IDAT', data: 'no stream' }, END] },
    { ...png({}), chunks: [] },
  ];
}

export const READERS = {
  png: {
    seeds: pngSeeds,
    mutate: (tree, rng) =>
      mutateTree(tree, rng, [
        0,
        1,
        2,
        3,
        4,
        6,
        8,
        16,
        255,
        2 ** 31,
        'IDAT',
        'IEND',
        'IHDR',
        'cICP',
        'iCCP',
        'gAMA',
      ]),
    encode: encodePng,
    read(bytes) {
      pngColourDoubt(bytes, TOOLS);
      pngColourDoubt(bytes, { whiteLevel: 255 });
      holdsColourChunks(bytes.subarray(0, 40));
      if (holdsColourChunks(bytes)) pngColourDoubt(bytes);
      readPicture(bytes);
    },
    covers: ['raw/png'],
  },
  dng: {
    seeds: dngSeeds,
    mutate: (tree, rng) => mutateTree(tree, rng, TIFF_NUMBERS),
    encode: encodeDng,
    read(bytes) {
      nameOtherFormat(bytes.subarray(0, SIGNATURE_BYTES));
      readPicture(bytes);
    },
    covers: ['raw/tiff', 'raw/dng', 'raw/lossless-jpeg', 'raw/reader'],
  },
};

// Readers of one's own pictures: the book of labels, what was imported, shading of a tuning file.
import { BadInput } from '../../../dist/errors/index.js';
import {
  labelRows,
  readLabelBook,
  readShading,
  readShots,
  shotId,
} from '../../../dist/labels/index.js';
import { mutateLines, mutateTree } from '../mutate.mjs';

const AT = '2026-01-02T03:04:05.678Z';
const LINES = [
  { key: 'a', image: 'one', how: 'patch', r: 0.5, b: 0.7, by: 'p', at: AT, n: 900 },
  { key: 'b', image: 'one', how: 'unusable', by: 'p', at: AT },
  { key: 'c', image: 'one', how: 'undo', undoes: 'b', by: 'p', at: AT },
];
/** What an import says of a raw picture; two of an id, and one whose id names no file. */
const SHOT = {
  image: 'one',
  file: '/raw/one.dng',
  sha256: 'a'.repeat(64),
  sizeBytes: 5e6,
  modifiedNs: '1',
  part: 'train',
  widthPx: 4056,
  heightPx: 3040,
  step: 8,
  workWidthPx: 507,
  workHeightPx: 380,
  format: 'DNG',
  camera: 'imx477',
  black: { tag: 256, masked: null },
  white: 4095,
  levels: { blackLevel: 256 },
  asShot: { r: 0.5, b: 0.6 },
  greyWorld: null,
  matrices: [{ cctKelvin: 5000, xyzToCamera: [1, 0, 0, 0, 1, 0, 0, 0, 1] }],
  exposureSeconds: 0.01,
  iso: 100,
  takenAt: '2026-01-02T03:04:05',
  shading: 'none',
  clippedShare: 0.01,
  chart: {
    corners: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
    confidence: 0.9,
  },
  warnings: ['w'],
};
const SHOTS = [SHOT, SHOT, { ...SHOT, image: '../up' }, { ...SHOT, image: 'two', chart: null }];
const linesOf = (values) =>
  Buffer.from(`${values.map((line) => JSON.stringify(line)).join('\n')}\n`);
const table = (factor) => [{ ct: 3000, table: new Array(192).fill(factor) }];

export const READERS = {
  'label-book': {
    seeds: () => [linesOf(LINES), linesOf(SHOTS)],
    mutate: mutateLines,
    read(bytes) {
      const text = bytes.toString();
      const { labels, damaged } = readLabelBook(text);
      labelRows(labels);
      // Ids for files of any name stay apart, and can name a file themselves.
      const ids = new Set();
      for (const { file } of [...readShots(text).values, { file: '...' }]) {
        const id = shotId(file, ids);
        if (ids.has(id.toLowerCase()) || /[^\w.-]/.test(id)) throw new Error(`id ${id}`);
        ids.add(id.toLowerCase());
      }
      // Commands tell of such lines and go on.
      if (damaged.length > 0) throw new BadInput(damaged[0].message);
    },
    covers: ['labels/label-book.js', 'labels/json-lines.js', 'labels/shot-record.js'],
  },
  shading: {
    seeds: () => [
      { 'rpi.alsc': { calibrations_Cr: table(1.5), calibrations_Cb: table(1.1) } },
      { 'rpi.alsc': { n_iter: 100 } },
    ],
    mutate: mutateTree,
    encode: (tree) => Buffer.from(JSON.stringify(tree) ?? ''),
    read: (bytes) => readShading(bytes.toString()),
    covers: ['labels/alsc.js'],
  },
};

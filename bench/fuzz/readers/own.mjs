// Readers of one's own pictures: the book of labels, what was imported, shading of a tuning file.
import { BadInput } from '../../../dist/errors/index.js';
import { labelRows, readLabelBook, readShading, readShots } from '../../../dist/labels/index.js';
import { mutateLines, mutateTree } from '../mutate.mjs';

const AT = '2026-01-02T03:04:05.678Z';
const LINES = [
  { key: 'a', image: 'one', how: 'patch', r: 0.5, b: 0.7, by: 'p', at: AT, n: 900 },
  { key: 'b', image: 'one', how: 'unusable', by: 'p', at: AT },
  { key: 'c', image: 'one', how: 'undo', undoes: 'b', by: 'p', at: AT },
];
const table = (factor) => [{ ct: 3000, table: new Array(192).fill(factor) }];

export const READERS = {
  'label-book': {
    seeds: () => [Buffer.from(`${LINES.map((line) => JSON.stringify(line)).join('\n')}\n`)],
    mutate: mutateLines,
    read(bytes) {
      const text = bytes.toString();
      const { labels, damaged } = readLabelBook(text);
      labelRows(labels);
      readShots(text);
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

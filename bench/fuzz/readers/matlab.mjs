// MAT-files with labels of published data sets: read, and asked for what an import takes from them.
import { inflateSync } from 'node:zlib';
import {
  MatFileError,
  readMatFile,
  takeLists,
  takeNumber,
  takeRows,
  takeTexts,
} from '../../../dist/matlab/index.js';
import { array, deflated, encodeMat, values } from '../formats/mat.mjs';
import { mutateTree } from '../mutate.mjs';

const CLASS = {
  cell: 1,
  struct: 2,
  text: 4,
  double: 6,
  single: 7,
  uint8: 9,
  uint16: 11,
  int32: 12,
};

const text = (name, sign, units = 4) =>
  array(CLASS.text, [1, sign.length], name, [
    values(
      units,
      [...sign].map((one) => one.charCodeAt(0)),
    ),
  ]);
const numbers = (name, dims, list, arrayClass = CLASS.double, type = 9) =>
  array(arrayClass, dims, name, [values(type, list)]);
const cells = (name, dims, inside) => array(CLASS.cell, dims, name, inside);

/** As NUS-8 and Gehler-Shi have them. */
const VARIABLES = [
  numbers('groundtruth_illuminants', [2, 3], [0.3, 0.4, 0.5, 0.5, 0.2, 0.1]),
  numbers('CC_coords', [2, 4], [1, 2, 20, 30, 5, 6, 40, 50], CLASS.uint16, 4),
  numbers('darkness_level', [1, 1], [128], CLASS.uint8, 2),
  cells('all_image_names', [2, 1], [text('', 'a_0001'), text('', 'a_0002', 16)]),
  cells('te_split', [1, 2], [numbers('', [1, 1], [1]), numbers('', [1, 1], [2], CLASS.single, 7)]),
  array(CLASS.struct, [2, 1], 'Xfiles', [
    values(5, [8]),
    values(
      1,
      [...'name\0\0\0\0'].map((one) => one.charCodeAt(0)),
    ),
    text('', 'a.tif'),
    text('', 'b.tif', 17),
  ]),
];

const file = (elements, more) => ({
  header: 'MATLAB 5.0 MAT-file',
  endian: 'IM',
  elements,
  ...more,
});
const KNOWN = [0, 1, 2, 3, 4, 5, 6, 9, 14, 15, 16, 17, 0x7fffffff, 0xffffffff, 'MI', 'MATLAB 7.3'];

/** Asked for everything as an import asks; what one refuses another may give. */
function readLabels(bytes) {
  const inflate = (part, mostBytes) =>
    inflateSync(part, { maxOutputLength: Math.max(1, mostBytes) });
  const variables = readMatFile(bytes, { inflate, mostBytes: 1e6 });
  const from = { file: 'x.mat', variables };
  for (const name of variables.keys()) {
    const asked = [
      () => takeRows(from, name, 3),
      () => takeRows(from, name, 4),
      () => takeNumber(from, name),
      () => takeTexts(from, name),
      () => takeLists(from, name),
    ];
    for (const ask of asked) {
      try {
        ask();
      } catch (error) {
        if (!(error instanceof MatFileError)) throw error;
      }
    }
  }
}

export const READERS = {
  mat: {
    seeds: () => [
      file(VARIABLES),
      file(VARIABLES, { endian: 'MI' }),
      file(VARIABLES.map(deflated)),
      file([]),
    ],
    mutate: (tree, rng) => mutateTree(tree, rng, KNOWN),
    encode: encodeMat,
    read: readLabels,
    covers: ['matlab'],
  },
};

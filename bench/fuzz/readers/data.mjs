// Readers of data sets: labels, properties, what a set says of itself, archives.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { extractArchive } from '../../../dist/dataset/fetch/extract.js';
import { datasetLevels, readDatasetDescription } from '../../../dist/dataset/index.js';
import { readLabelFile } from '../../../dist/dataset/label-file.js';
import { readPropertyFile } from '../../../dist/dataset/property-file.js';
import { encodeZip } from '../formats/zip.mjs';
import { mutateLines, mutateTree } from '../mutate.mjs';
import { inFile } from '../place.mjs';

const utf8 = (text) => Buffer.from(text);

const DESCRIPTIONS = [
  {
    name: 'n',
    camera: 'c',
    licence: 'l',
    blackLevel: { default: 1, pictures: { a: [1, 2, 3], b: 7 } },
    whiteLevel: 99,
    colourMatrix: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    layout: 'simplecube++',
  },
  { blackLevel: [1, 2, 3], whiteLevel: 4095 },
  { blackLevel: 64 },
  { layout: 'awbnn', tuningDir: 'tunings' },
  {},
];

/** What `train`, `eval` and `data inspect` ask of the file. */
function readDescription(bytes, dir) {
  inFile(dir, 'dataset.json', bytes);
  readDatasetDescription(dir);
  const { blackOf, blackLevel, lowestBlack, whiteLevel } = datasetLevels(dir);
  const all = [blackOf('a'), blackOf('toString'), blackLevel, lowestBlack].flat();
  if (!all.every((black) => black >= 0 && black < whiteLevel))
    throw new Error(`levels ${all}, ${whiteLevel}`);
  try {
    datasetLevels(dir, { blackLevel: 10, whiteLevel: 20 });
  } catch (error) {
    if (error?.name !== 'DatasetError') throw error;
  }
}

const entry = (name, more = {}) => ({ name, data: 'image,r,g,b\n', ...more });
const archive = (...entries) => ({ entries });

/** Kinds of names and entries that an archive must not make files of, and some that it may. */
const ARCHIVES = [
  archive(entry('a/train/gt.csv'), entry('a/b.png', { data: 'x'.repeat(90) })),
  archive(entry('train/gt.csv'), entry('test/gt.csv', { method: 0 })),
  archive(
    entry('a/', { data: '', mode: 0o040755 }),
    entry('a/x'),
    entry('__MACOSX/a/x'),
    entry('a/.DS_Store'),
  ),
  archive(entry('a/link', { mode: 0o120777, data: '/etc/passwd' })),
  archive(entry('a/link', { madeBy: 0x0014, data: 'x' }), entry('b')),
  archive(entry('../up')),
  archive(entry('/absolute')),
  archive(entry('C:/drive')),
  archive(entry('a/aux.txt')),
  archive(entry('a/dot.')),
  archive(entry('a\\b')),
  archive(entry('a/x'), entry('A/X')),
  archive(entry('a/x'), entry('a/x/y')),
  archive(entry('x'.repeat(1100))),
  archive(entry('a', { flags: 0x801 })),
  archive(entry('a', { method: 12 })),
  archive(entry('a', { crc: 5 })),
  archive(entry('a', { size: 4 })),
  archive(entry('a', { data: 'x'.repeat(60_000) })),
  archive(...Array.from({ length: 102 }, (_, i) => entry(`f${i}`, { data: '' }))),
  archive(entry('é', { flags: 0 }), entry('n', { extra: [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 0x6d] })),
];

async function readArchive(bytes, dir) {
  await rm(join(dir, 'unpacked'), { recursive: true, force: true });
  await extractArchive({
    archivePath: inFile(dir, 'a.zip', bytes),
    targetDir: join(dir, 'unpacked'),
    temporaryDir: join(dir, 'unpacking'),
    limits: { entries: 100, bytes: 50_000, ratio: 100 },
    layoutFolders: ['train', 'test'],
    check: async () => undefined,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
}

export const READERS = {
  labels: {
    seeds: () => [
      utf8('image,mean_r,mean_g,mean_b\na,0.4,1,0.6\n"b",1,2,3\n'),
      utf8('image;r;g;b\r\na.png;0,4;1;0,6\r\na.png;0,4;1;0,6\n;1;2;3\nc;1;2\n'),
      Buffer.from('\ufeffimage\tr\tg\tb\na\t1\t2\t3\n', 'utf16le'),
      utf8('image,r\na,1\n'),
      utf8('\n\n'),
    ],
    mutate: mutateLines,
    read: (bytes, dir) => readLabelFile(inFile(dir, 'gt.csv', bytes)),
    covers: ['dataset/label-file.js', 'dataset/csv-table.js'],
  },
  properties: {
    seeds: () => [
      utf8('image,daytime,place\na.png,day,outdoor\nb,night\n'),
      utf8('daytime\nday\n'),
      utf8('__proto__;image;constructor\n1;a;2\n'),
    ],
    mutate: mutateLines,
    read(bytes, dir) {
      readPropertyFile(join(dir, 'none.csv'));
      readPropertyFile(inFile(dir, 'properties.csv', bytes));
    },
    covers: ['dataset/property-file.js'],
  },
  description: {
    seeds: () => DESCRIPTIONS,
    mutate: (tree, rng) =>
      mutateTree(tree, rng, [
        0,
        1,
        65_535,
        65_536,
        [1, 2, 3],
        'awbnn',
        'simplecube++',
        { pictures: {} },
      ]),
    encode: (tree) => Buffer.from(JSON.stringify(tree) ?? ''),
    read: readDescription,
    covers: ['dataset/dataset-description.js', 'forms/form.js'],
  },
  archive: {
    seeds: () => ARCHIVES,
    mutate: (tree, rng) =>
      mutateTree(tree, rng, [
        0,
        8,
        9,
        0x800,
        0x801,
        2 ** 31,
        'a',
        'A',
        'a/b',
        '../x',
        '/x',
        'nul',
        'a/',
        '\0',
        'é',
        'e\u0301',
      ]),
    encode: encodeZip,
    read: readArchive,
    covers: ['dataset/fetch/extract.js', 'dataset/fetch/entry-path.js'],
  },
};

// Everything that reads what comes from outside. A new reader is an entry: `seeds` gives right inputs, `mutate` changes one
// (mutate.mjs; bytes where nothing better is known), `read` reads it and does with it what a command does first. `covers` names
// compiled files for --coverage.
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import {
  createCaseEstimator,
  DEFAULT_AWB_PARAMETERS,
  parseTuningFile,
  readAwbCase,
  writeTuningFile,
} from '../../dist/classical/index.js';
import { extractArchive } from '../../dist/dataset/fetch/extract.js';
import { readDatasetDescription } from '../../dist/dataset/index.js';
import { readLabelFile } from '../../dist/dataset/label-file.js';
import { BadInput } from '../../dist/errors/index.js';
import { labelRows, readLabelBook, readShading, readShots } from '../../dist/labels/index.js';
import { decodeContainer, decodeModel, encodeContainer } from '../../dist/model/index.js';
import { checkStudy, parseStudy, readStudy, stringifyStudy } from '../../dist/nas/index.js';
import { encodePng16, inflatePlain, readRawImage } from '../../dist/raw/index.js';
import { mutateBytes, mutateContainer, mutateJson, mutateLines, mutatePng } from './mutate.mjs';
import { tinyDng } from './tiny-dng.mjs';

// Everything that reads what comes from outside. A new reader is an entry of a file in readers/ and its name here: `seeds` gives
// right inputs (as bytes, or as trees that `encode` writes), `mutate` changes one (mutate.mjs), `read` reads bytes and does with
// them what a command does first; `refusals` names errors that are no bad input and yet an answer. `covers` names compiled files for --coverage.

const FILES = {
  pictures: ['png', 'dng'],
  models: ['model', 'checkpoint', 'wasm-frame'],
  weights: ['safetensors', 'torch', 'onnx', 'network-file'],
  tuning: ['tuning', 'case'],
  data: ['labels', 'properties', 'description', 'archive'],
  studies: ['study', 'journal'],
  devices: ['device', 'recipe'],
  servers: ['server'],
};

export const READERS = {
  png: {
    seeds: () => [picture()],
    mutate: mutatePng,
    read: (bytes) => readRawImage(bytes, { inflate: inflatePlain }, {}).image,
    covers: ['raw/png'],
  },
  dng: {
    seeds: () => [
      tinyDng(),
      // A linearisation table, a black level of its own for each place of the filters, white.
      tinyDng([
        [50_712, 3, Array.from({ length: 1024 }, (_, i) => Math.min(1023, 2 * i)).slice(0, 200)],
        [50_713, 3, [2, 2]],
        [50_714, 4, [60, 64, 62, 66]],
        [50_717, 4, [1023]],
      ]),
    ],
    mutate: mutateBytes,
    read: (bytes) => readRawImage(bytes, { inflate: inflatePlain }, {}).image,
    covers: ['raw/tiff', 'raw/dng', 'raw/reader'],
  },
  model: {
    seeds: () => [shipped()],
    mutate: mutateContainer,
    read: (bytes) => decodeModel(bytes),
    covers: [
      'model/container.js',
      'model/metadata.js',
      'model/model-file.js',
      'model/operations.js',
      'forms',
    ],
  },
  checkpoint: {
    seeds: () => [
      Buffer.from(encodeContainer('c', { header: { a: [1] }, numbers: new Float32Array(4) })),
    ],
    mutate: mutateContainer,
    read: (bytes) => decodeContainer('c', bytes),
    covers: ['model/container.js'],
  },
  tuning: {
    seeds: () => [
      json(writeTuningFile(DEFAULT_AWB_PARAMETERS)),
      utf8(stringifyStudy(writeTuningFile(DEFAULT_AWB_PARAMETERS))),
    ],
    mutate: mutateJson,
    read(bytes) {
      const { parameters } = parseTuningFile(bytes.toString());
      const { gain_r, gain_b } = createCaseEstimator(parameters)(readAwbCase(CASE));
      finite(gain_r, gain_b);
    },
    covers: [
      'classical/libcamera/tuning-file.js',
      'classical/libcamera/tuning-node.js',
      'classical/libcamera/awb-settings.js',
    ],
  },
  case: {
    seeds: () => [json(CASE), json({ ...CASE, alsc: { r: [1, 1], g: [1, 1], b: [1, 1] } })],
    mutate: mutateJson,
    read(bytes) {
      const value = parsed(bytes);
      if (value === undefined) return;
      const { gain_r, gain_b } = createCaseEstimator(DEFAULT_AWB_PARAMETERS)(readAwbCase(value));
      finite(gain_r, gain_b);
    },
    covers: ['classical/libcamera/awb-cases.js'],
  },
  labels: {
    seeds: () => [
      utf8('image,mean_r,mean_g,mean_b\na,0.4,1,0.6\n"b",1,2,3\n'),
      utf8('image;r;g;b\r\na.png;0,4;1;0,6\r\n'),
      Buffer.from('\ufeffimage\tr\tg\tb\na\t1\t2\t3\n', 'utf16le'),
    ],
    mutate: mutateLines,
    read: (bytes, dir) => readLabelFile(inFile(dir, 'gt.csv', bytes)),
    covers: ['dataset/label-file.js', 'dataset/csv-table.js'],
  },
  labelBook: {
    seeds: () => [
      utf8(
        `${[
          { key: 'a', image: 'one', how: 'patch', r: 0.5, b: 0.7, by: 'p', at: AT, n: 900 },
          { key: 'b', image: 'one', how: 'unusable', by: 'p', at: AT },
          { key: 'c', image: 'one', how: 'undo', undoes: 'b', by: 'p', at: AT },
        ]
          .map((line) => JSON.stringify(line))
          .join('\n')}\n`,
      ),
    ],
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
      json({
        'rpi.alsc': {
          calibrations_Cr: [{ ct: 3000, table: new Array(192).fill(1.5) }],
          calibrations_Cb: [{ ct: 3000, table: new Array(192).fill(1.1) }],
        },
      }),
    ],
    mutate: mutateJson,
    read: (bytes) => readShading(bytes.toString()),
    covers: ['labels/alsc.js'],
  },
  description: {
    seeds: () => [
      json({
        name: 'n',
        blackLevel: { default: 1, pictures: { a: [1, 2, 3] } },
        whiteLevel: 99,
        layout: 'simplecube++',
      }),
    ],
    mutate: mutateJson,
    read(bytes, dir) {
      inFile(dir, 'dataset.json', bytes);
      readDatasetDescription(dir);
    },
    covers: ['dataset/dataset-description.js'],
  },
  study: {
    seeds: () => [json(STUDY), utf8(stringifyStudy(checkStudy(STUDY, 'seed')))],
    mutate: mutateJson,
    read(bytes) {
      const study = parseStudy(bytes.toString(), 'study.yaml');
      parseStudy(stringifyStudy(study), 'again');
    },
    covers: ['nas/description'],
  },
  journal: {
    seeds: () => [
      utf8(
        `${[
          { journal: 'deepawb-study', version: 1 },
          {
            event: 'created',
            at: AT,
            description: checkStudy(STUDY, 'seed'),
            dataHash: 'h',
            device: 'here',
          },
          { event: 'calibrated', configuration: { inputSize: 32, hidden: 8 }, costs: COSTS },
          { event: 'suggested', trial: 0, configuration: { inputSize: 32, hidden: 8 }, seconds: 1 },
          { event: 'measured', trial: 0, costs: COSTS },
          { event: 'infeasible', trial: 0, reason: 'slow' },
          { event: 'extended', trials: 4, at: AT },
          { event: 'finished', at: AT },
        ]
          .map((line) => JSON.stringify(line))
          .join('\n')}\n`,
      ),
    ],
    mutate: mutateLines,
    read(bytes, dir) {
      inFile(dir, 'journal.jsonl', bytes);
      readStudy(dir);
    },
    covers: ['nas/study/journal.js', 'nas/study/event-schema.js', 'nas/study/check-event.js'],
  },
  archive: {
    seeds: () => [
      Buffer.from(zipSync({ 'a/train/gt.csv': utf8('image,r,g,b\n'), 'a/b.png': picture() })),
    ],
    mutate: mutateBytes,
    async read(bytes, dir) {
      await rm(join(dir, 'unpacked'), { recursive: true, force: true });
      await extractArchive({
        archivePath: inFile(dir, 'a.zip', bytes),
        targetDir: join(dir, 'unpacked'),
        temporaryDir: join(dir, 'unpacking'),
        limits: { entries: 100, bytes: 1e6, ratio: 100 },
        layoutFolders: ['train', 'test'],
        check: async () => undefined,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
    },
    covers: ['dataset/fetch/extract.js', 'dataset/fetch/entry-path.js'],
  },
};
/** By name; each is loaded when it is asked for, as a process reads inputs of one. */
export const READER_NAMES = Object.values(FILES).flat();

/** The reader of a name. */
export async function loadReader(name) {
  const [file] = Object.entries(FILES).find(([, names]) => names.includes(name));
  const { READERS } = await import(`./readers/${file}.mjs`);
  return READERS[name];
}

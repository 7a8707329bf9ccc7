/** What a reader of a page has before its commands, under the names that the page uses: look-alikes made here. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { synthesizeDataset } from '../../dist/dataset/index.js';
import { canonicalWhitePointAt, readCanonicalSpace } from '../../dist/libcamera/index.js';
import {
  inferShapes,
  PROOF_OF_CONCEPT,
  parameterLayout,
  referenceArchitecture,
} from '../../dist/model/index.js';
import { initialParameters } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import { modelToSafetensors, readSafetensors, writeSafetensors } from '../../dist/weights/index.js';
import { picture, tuningText, writeAwbnn } from '../dataset/awbnn-folder.js';
import { CAMERA_TUNING } from '../export/camera-tuning.js';
import { chartDng, LIGHTS, put, putShots } from '../labels/own-shots.js';
import { pispStatistics } from '../support/statistics-dump.js';
import { ROOT } from './console-blocks.js';

type Prepare = (folder: string) => void | Promise<void>;

const copy = (from: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(ROOT, from), to);
};

/** The model that ships, as one of the reader's own. */
const ownModel = (name: string) => (folder: string) =>
  copy('models/cube64-small.awb', join(folder, name));

/** A small rendered data set. */
const rendered =
  (name: string, train = 8, seed = 5) =>
  async (folder: string) => {
    const size = { train, test: 2, widthPx: 64, heightPx: 48, seed, mask: true };
    await synthesizeDataset(join(folder, name), size);
  };

/** The whole layout awbnn of a Pi 5: walls under lights of the sensor's curve, in two sessions, and the sensor's file. */
const statistics = (pictures: string, tunings: string) => (folder: string) => {
  const tuning = tuningText({ target: 'pisp' });
  const space = readCanonicalSpace(tuning);
  const walls = ['me', 'you'].flatMap((user) =>
    Array.from({ length: 8 }, (_, i) => {
      const kelvin = Math.round(1e6 / (150 + 25 * (i + 0.5)));
      const { r, b } = canonicalWhitePointAt(space, kelvin);
      const grey = 0.2 + 0.02 * (i % 5);
      const png = picture([grey * r, grey, grey * b], { width: 32, height: 32 });
      return { name: `${user},imx708,${i},${kelvin},${50 + 20 * i},4500`, png };
    }),
  );
  writeAwbnn(join(folder, pictures), walls, join(folder, tunings), { imx708: tuning });
};

/** The sensor's tuning file as it comes with a Raspberry Pi 5. */
const stockTuning = (name: string) => (folder: string) => {
  writeFileSync(join(folder, name), CAMERA_TUNING.replace('bcm2835', 'pisp'));
};

/** What `capture_metadata` gave: a frame's statistics and its lux. */
const frameMetadata =
  (...names: readonly string[]) =>
  (folder: string) => {
    const zones = Array.from({ length: 1024 }, () => [900_000, 1_600_000, 900_000, 800] as const);
    const text = JSON.stringify({ Lux: 400, PispStatsOutput: [...pispStatistics(zones)] });
    for (const name of names) put(join(folder, name), text);
  };

/** The shapes of the reference's released weights, with numbers of our own. */
const releasedWeights = (name: string) => (folder: string) => {
  const architecture = referenceArchitecture({ ...PROOF_OF_CONCEPT, decay: 0.5 });
  const layout = parameterLayout(architecture, inferShapes(architecture));
  const parameters = initialParameters(architecture, layout, createRng(1));
  const metadata = { name: 'reference', version: '0.1.0' };
  const { tensors } = readSafetensors(modelToSafetensors({ architecture, parameters, metadata }));
  writeFileSync(join(folder, name), writeSafetensors({ tensors, metadata: {} }));
};

/** Rendered pictures whose properties have exposure times, too. */
const knowing = (name: string) => async (folder: string) => {
  await rendered(name)(folder);
  const file = join(folder, name, 'auxiliary/train_properties.csv');
  const rows = readFileSync(file, 'utf8').trim().split('\n');
  const told = rows.map((row, i) => `${row},${i === 0 ? 'exposure_s' : 0.001 * i}`);
  writeFileSync(file, `${told.join('\n')}\n`);
};

/** A raw picture of the reader's. */
const ownPicture: Prepare = async (folder) => {
  await rendered('scene')(folder);
  copyFileSync(join(folder, 'scene/test/PNG/0009.png'), join(folder, 'picture.png'));
};

const AWBNN = statistics('awbnn/pisp', 'awbnn/tuning/pisp');

export const WORLDS: Readonly<Record<string, readonly Prepare[]>> = {
  'README.md': [(folder) => void putShots(join(folder, 'shots'), 4), ownPicture],
  'examples/raspberry-pi/README.md': [
    stockTuning('imx708.json'),
    frameMetadata('shots/me,imx708,00000.json', 'shots/me,imx708,00001.json'),
    statistics('shots-labelled', 'tuning'),
  ],
  // More than one run of neighbouring ids.
  'docs/accuracy.md': [rendered('data/cube', 30), ownModel('one.awb'), ownModel('two.awb')],
  'docs/benchmarks.md': [
    rendered('cube64'),
    (folder) => {
      const zones = Array.from({ length: 192 }, (_, i) => [500 + i, 900, 600 - i, 100]);
      put(
        join(folder, 'cases.jsonl'),
        JSON.stringify({ id: 'wall', width: 16, height: 12, zones }),
      );
    },
  ],
  'docs/confidence.md': [
    // More than one run of neighbouring ids.
    rendered('cube', 30),
    (folder) => put(join(folder, 'recipe.json'), JSON.stringify({ network: { hidden: 8 } })),
  ],
  'docs/data-sets.md': [AWBNN],
  'docs/export.md': [
    ownModel('mine.awb'),
    rendered('data/mine'),
    (folder) => put(join(folder, 'camera/frame.rgb16'), new Uint8Array(648 * 432 * 6).fill(20)),
    (folder) => put(join(folder, 'camera/mosaic.raw16'), new Uint8Array(640 * 480 * 2).fill(1)),
    (folder) =>
      put(
        join(folder, 'camera/zones.float32'),
        new Uint8Array(new Float32Array(12 * 16 * 4).fill(0.5).buffer),
      ),
  ],
  'docs/few-pictures.md': [
    rendered('mine'),
    rendered('cube64'),
    (folder) => put(join(folder, 'new.dng'), chartDng({ r: 0.6, b: 0.5 }).bytes),
  ],
  'docs/import.md': [
    ownModel('model.awb'),
    releasedWeights('weights.safetensors'),
    async (folder) => {
      await rendered('scene')(folder);
      copyFileSync(join(folder, 'scene/test/PNG/0009.png'), join(folder, '00_0011.png'));
    },
  ],
  'docs/infer.md': [ownModel('mine.awb'), ownPicture],
  'docs/measure.md': [ownModel('mine.awb')],
  'docs/model-file.md': [ownModel('mine.awb'), rendered('data/mine'), ownPicture],
  'docs/readings.md': [knowing('data/mine'), ownPicture],
  'docs/own-pictures.md': [
    (folder) => {
      putShots(join(folder, 'shots'), 2);
      LIGHTS.forEach((light, i) => {
        put(join(folder, `shots/chart-${i}.dng`), chartDng(light).bytes, 60 + 9 * i);
      });
      put(join(folder, 'another-day/day.dng'), chartDng({ r: 0.6, b: 0.5 }).bytes, 9000);
      writeFileSync(join(folder, 'imx219.json'), CAMERA_TUNING);
    },
  ],
  'docs/raspberry-pi.md': [AWBNN, stockTuning('imx708.json'), frameMetadata('frame.json')],
  'docs/studies.md': [rendered('data/cube')],
  'docs/unlabelled.md': [rendered('mine', 20), rendered('others', 8, 6)],
};

/** What a page's later blocks want of its earlier ones, which were shortened: done before each block that asks for it. */
export const BETWEEN: Readonly<Record<string, (folder: string, script: string) => void>> = {
  // Of 400 rendered pictures to train on the test picture 0401 is the first that comes after.
  'README.md': (folder, script) => {
    const pictures = join(folder, 'data/mine/test/PNG');
    if (!script.includes('0401.png')) return;
    const [first = ''] = readdirSync(pictures).sort();
    copyFileSync(join(pictures, first), join(pictures, '0401.png'));
  },
};

/** A folder in which every text of every file is hostile, and every name of a file too. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEFAULT_AWB_PARAMETERS, writeTuningFile } from '../../dist/classical/index.js';
import { DESCRIPTION_FORM } from '../../dist/dataset/dataset-description.js';
import { encodeModel } from '../../dist/model/index.js';
import { createStudy, runStudy } from '../../dist/nas/index.js';
import { encodePng16 } from '../../dist/raw/index.js';
import { tinyModel } from '../cli/tiny-model.js';
import { greyScene } from '../dataset/dataset-folder.js';
import { describeStudy, fakeExecutor, measure } from '../nas/fake-study.js';
import { CANARY, HOSTILE_TEXTS } from '../text/hostile.js';
import { hostileModel, sampleOf } from './fields.js';

export interface World {
  readonly data: string;
  readonly model: string;
  readonly pictures: readonly string[];
  /** A column of properties, as it stands in the file. */
  readonly property: string;
  readonly tuning: string;
  readonly cases: string;
  readonly study: string;
  readonly studyFile: string;
}

const LONGEST_NAME = 120;

/** A text that can be the name of a file on this system. */
export function fileName(text: string): string {
  return text.toWellFormed().replaceAll('/', '\u2215').replaceAll('\0', '').slice(0, LONGEST_NAME);
}

function write(file: string, content: string | Uint8Array): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** All hostile texts, from one of them on, so that each comes first in some world: many are only hostile there. */
export function textsFrom(first: number): readonly string[] {
  return [...HOSTILE_TEXTS.slice(first), ...HOSTILE_TEXTS.slice(0, first)];
}

export async function makeWorld(dir: string, first: number): Promise<World> {
  const texts = textsFrom(first);
  const all = texts.join(' ').replaceAll('x'.repeat(3000), 'x');
  const model = hostileModel(tinyModel(), all.slice(0, 4000));
  const name = fileName(all);
  return {
    ...writeData(join(dir, `data ${name}`), texts, all),
    model: write(join(dir, `${name}.awb`), encodeModel(model)),
    tuning: write(join(dir, `${name}.json`), tuningText(texts)),
    cases: write(join(dir, `cases ${name}.jsonl`), casesText(texts)),
    ...(await writeStudy(dir, name, all)),
  };
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

function writeData(data: string, texts: readonly string[], all: string) {
  const description = sampleOf(DESCRIPTION_FORM, () => all) as Record<string, unknown>;
  write(
    join(data, 'dataset.json'),
    JSON.stringify({ ...description, blackLevel: 2048, whiteLevel: 16_383 }),
  );
  const property = `prop ${texts[0]}`.toLowerCase();
  const pictures: string[] = [];
  for (const part of ['train', 'test']) {
    // What CSV cannot tell from another id stands in no row, and is told of as a picture without one.
    const ids = texts.slice(0, 10).map((text, i) => fileName(`${text} ${i}`));
    const rows = ids.map((id, i) => {
      const light = [0.35 + 0.03 * i, 1, 0.9 - 0.04 * i];
      pictures.push(
        write(join(data, part, 'PNG', `${id}.png`), encodePng16(greyScene(light, `${part}${i}`))),
      );
      return [quoted(id), ...light].join(',');
    });
    write(join(data, part, 'gt.csv'), `image,mean_r,mean_g,mean_b\n${rows.join('\n')}\n`);
    const properties = ids.map((id, i) =>
      [id, texts[i % 3], all].map((t) => quoted(t ?? '')).join(),
    );
    write(
      join(data, 'auxiliary', `${part}_properties.csv`),
      `image,${quoted(property)},${quoted(all)}\n${properties.join('\n')}\n`,
    );
  }
  return { data, pictures, property };
}

/** Unknown algorithms, modes of any name, values that are no numbers: what libcamera passes over is warned of. */
function tuningText(texts: readonly string[]): string {
  const file = writeTuningFile(DEFAULT_AWB_PARAMETERS) as {
    algorithms: [{ 'rpi.awb': Record<string, unknown> }];
  };
  const awb = file.algorithms[0]['rpi.awb'];
  const modes = Object.fromEntries(texts.map((text) => [text, { lo: 2500, hi: 8000 }]));
  const algorithms = [
    { 'rpi.awb': { ...awb, modes, speed: texts[1], [texts[2] ?? '']: texts[3] } },
    ...texts.map((text) => ({ [`${text}.awb`]: { [text]: text } })),
  ];
  return JSON.stringify({ ...file, algorithms });
}

function casesText(texts: readonly string[]): string {
  const zones = Array.from({ length: 192 }, () => [9000, 20_000, 12_000, 100]);
  return texts
    .map((text, i) =>
      JSON.stringify({
        id: text,
        width: 16,
        height: 12,
        zones,
        lux: 400,
        mode: i % 2 ? text : `no ${text}`,
      }),
    )
    .join('\n');
}

/** A study that has run, with hostile reasons, device, paths and hashes; its file is the same study. */
async function writeStudy(dir: string, name: string, all: string) {
  const study = join(dir, `study ${name}`);
  const description = describeStudy('trials: 8');
  const text = all.slice(0, 900);
  const hostile = {
    ...description,
    data: { path: all.slice(0, 4000), hash: all.slice(0, 200) },
    executor: { kind: 'bullmq', redis: 'redis://127.0.0.1:1', queue: all.slice(0, 200) } as const,
  };
  const open = createStudy(study, { description: hostile, dataHash: text, device: text });
  const executor = fakeExecutor(({ trial }) =>
    trial % 3 === 1 ? { kind: 'failed', reason: all, refused: false } : undefined,
  );
  await runStudy({ study: open, executor: executor as never, measure });
  open.close();
  return { study, studyFile: write(join(dir, `${name}.yaml`), `name: ${all}\n${all}: 1\n`) };
}

export { CANARY };

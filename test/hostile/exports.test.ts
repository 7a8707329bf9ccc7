/**
 * Every text that a model can hold, exported in every format there is, compiled and parsed. Texts come from the forms by which
 * readers check, formats from the registry: a field or a format that is new is tried, or fails, without a word here.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStandaloneKernels } from '../../dist/engine/node/index.js';
import { EXPORTERS, type Exported, type ExportFormat } from '../../dist/export/index.js';
import { decodeModel, encodeModel, type Model, OPERATIONS } from '../../dist/model/index.js';
import { METADATA_FORM } from '../../dist/model/metadata.js';
import { STRICT } from '../export/c-compiler.js';
import { RUNNERS } from '../export/exported-runners.js';
import { smallModel } from '../infer/sample-models.js';
import { HAS_COMPILER } from '../support/needs.js';
import { CANARY, HOSTILE_TEXTS } from '../text/hostile.js';
import { canaryOf, hostileMetadata, hostileModel } from './fields.js';
import { checkFile, tokensOfC } from './languages.js';
import { leavesOf, patternsOf } from './leaves.js';

const FORMATS = Object.keys(EXPORTERS) as ExportFormat[];

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-hostile-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What else is asked of a format's files: by a compiler, or by who runs it. */
const TRIALS: Record<ExportFormat, (exported: Exported, tame: Exported) => void | Promise<void>> = {
  c: compileC,
  onnx: loadOnnx,
  tflite: () => undefined,
  safetensors: () => undefined,
  wasm: () => undefined,
  awb: () => undefined,
  // The tuning file is the stock one and names no model but by where it will lie.
  libcamera: ({ files }, tame) => expect(files[1]?.content).toBe(tame.files[1]?.content),
};

function compileC({ files }: Exported, tame: Exported): void {
  for (const [i, { name, content }] of files.entries()) {
    writeFileSync(join(dir, name), content);
    const other = tame.files[i]?.content;
    // Not one token more than a model without hostile texts has.
    expect(tokensOfC(String(content)).length, name).toBe(tokensOfC(String(other)).length);
  }
  if (!HAS_COMPILER) return;
  const names = files.map(({ name }) => name).filter((name) => name.endsWith('.c'));
  execFileSync('cc', [...STRICT, '-O0', '-fsyntax-only', ...names], { cwd: dir });
}

async function loadOnnx({ files }: Exported): Promise<void> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(files[0]?.content as Uint8Array, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'disabled',
  });
  expect(session.outputNames).toEqual(['white_point']);
  await session.release();
}

const settingsOf = (format: ExportFormat) => {
  const isFlag = ({ default: value }: { default: string | boolean }) => value === false;
  const flags = EXPORTERS[format].options.filter(isFlag);
  const { options, inputs } = RUNNERS[format].settings ?? {};
  return {
    ...(inputs ? { inputs } : {}),
    weights: 'float32',
    kernels: readStandaloneKernels,
    options: { ...options, ...Object.fromEntries(flags.map(({ name }) => [name, true])) },
  } as const;
};

/** Names of files and functions are the same for all, so that what is compiled can be compared. */
const writeAs = (format: ExportFormat, model: Model) =>
  EXPORTERS[format].write(model, { ...settingsOf(format), name: 'named' });

const textOf = ({ files }: Exported) =>
  files.map(({ content }) => Buffer.from(content as Uint8Array).toString()).join('\n');

describe.each(FORMATS)('format %s', (format) => {
  it('holds no token of a model, whatever the texts in it', async () => {
    const tame = await writeAs(format, hostileModel(smallModel(), `plain ${CANARY}`));
    for (const text of HOSTILE_TEXTS) {
      const model = decodeModel(encodeModel(hostileModel(smallModel(), text)));
      const exported = await writeAs(format, model);
      for (const { name, content } of exported.files) checkFile(name, content);
      await TRIALS[format](exported, tame);
      // A name of the model's own choice: files are named by letters, digits and underscores.
      const own = await EXPORTERS[format].write(model, settingsOf(format));
      for (const { name } of own.files) expect(name).toMatch(/^[a-z0-9_]{1,70}\.[a-z]+$/i);
    }
  });
});

/** Numbers at both ends of what their forms allow, and such as are written in an unusual way. */
const NUMBERS: readonly ((low: number, high: number) => number)[] = [
  (low) => low,
  (_, high) => high,
  (low, high) => (low <= 5e-324 && high >= 5e-324 ? 5e-324 : low),
  (low, high) => Math.min(high, Math.max(low, 1e21)),
];

it.each(FORMATS)('format %s holds numbers of any size', async (format) => {
  const tame = await writeAs(format, hostileModel(smallModel(), CANARY));
  for (const number of NUMBERS) {
    const metadata = hostileMetadata(CANARY, number);
    const model = { ...hostileModel(smallModel(), CANARY), metadata };
    const exported = await writeAs(format, decodeModel(encodeModel(model)));
    for (const { name, content } of exported.files) checkFile(name, content);
    await TRIALS[format](exported, tame);
  }
});

describe('the texts of a model', () => {
  /** Model files hold what they were given, whole. */
  const isShown = (format: ExportFormat) => !['awb', 'safetensors'].includes(format);
  /** Read from a file, and written into none: what training was told, as it was given. */
  const KEPT_ONLY = /^\.(?:settings\b|errors\b|cameras\[\]\.trainedOn\b)/;

  it('are each found in an export, or known to be kept and not shown', async () => {
    const exported = await Promise.all(
      FORMATS.map(async (format) =>
        textOf(await writeAs(format, hostileModel(smallModel(), CANARY))),
      ),
    );
    const texts = patternsOf(METADATA_FORM).filter((pattern) => pattern.endsWith(': text'));
    expect(texts.length).toBeGreaterThan(8);
    const shown = exported.filter((_, i) => isShown(FORMATS[i]!)).join('\n');
    for (const pattern of texts) {
      const field = pattern.replace(': text', '');
      const canary = canaryOf(`metadata${field}`);
      expect(exported.join('\n').includes(canary), `${field} reaches no export`).toBe(true);
      expect(shown.includes(canary), `${field} is shown`).toBe(!KEPT_ONLY.test(field));
    }
  });

  it('are the only fields that take text: all others refuse it, by name', () => {
    const model = hostileModel(smallModel(), 'x');
    const { metadata } = model;
    let refused = 0;
    for (const { path, kind, pattern } of leavesOf(METADATA_FORM, metadata)) {
      if (kind === 'text' || kind === 'any' || kind === 'key') continue;
      for (const text of HOSTILE_TEXTS) {
        const copy = structuredClone(metadata) as never;
        const parent = path.slice(0, -1).reduce((at, key) => Reflect.get(at, key), copy) as object;
        Reflect.set(parent, path.at(-1)!, text);
        expect(() => decodeModel(encodeModel({ ...model, metadata: copy })), pattern).toThrow(
          /^the model's metadata: expected /,
        );
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(200);
  });
});

/** Every setting of every operation, in each of the nodes that have it. */
describe.each(Object.entries(OPERATIONS))('settings of %s', (op, { settings }) => {
  const right = rightSettings(settings);
  const kinds = 'planes' in settings ? settings.planes.choices : ['logChroma'];
  const cases = Object.entries(settings).flatMap(([name, setting]) =>
    kinds.map((planes) => ({
      name,
      setting,
      node: { id: 'middle', op, from: 'thumbnail', planes },
    })),
  );

  it('take no text but the words that they name', () => {
    const model = smallModel();
    const tried = new Set<string>();
    for (const { name, setting, node } of cases) {
      if ('when' in setting && !setting.when(node as never)) continue;
      tried.add(name);
      for (const text of HOSTILE_TEXTS) {
        const changed = { ...right, ...node, [name]: text };
        const nodes = [changed as never, ...model.architecture.nodes];
        const bytes = encodeModel({ ...model, architecture: { ...model.architecture, nodes } });
        expect(() => decodeModel(bytes), `${name}: ${setting.kind}`).toThrow(
          /architecture is not usable: middle: expected /,
        );
      }
    }
    expect([...tried]).toEqual(Object.keys(settings));
  });
});

function rightSettings(settings: object): Record<string, unknown> {
  const values = Object.entries(settings).map(([name, setting]) => {
    const { kind, low, high, choices, least } = setting;
    if (kind === 'choice') return [name, choices[0]];
    if (kind === 'flag') return [name, true];
    if (kind === 'list') return [name, Array(least ?? 1).fill(0)];
    return [name, Math.min(Math.max(low, 1), high)];
  });
  return Object.fromEntries(values);
}

/** What an evaluation says of itself, and that nothing in it depends on the order of its methods. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvalCommandOptions } from '../../dist/cli/eval/eval.js';
import { evaluate } from '../../dist/cli/eval/eval-action.js';
import { synthesizeDataset } from '../../dist/dataset/index.js';
import { judgeMethods, type MethodEstimates } from '../../dist/methods/index.js';
import { askEvaluation, askedMethods, estimateDataset } from '../../dist/methods/node/index.js';
import { createTerminal } from '../../dist/terminal/index.js';
import { writeTinyModel } from './tiny-model.js';

const SIZE = { widthPx: 32, heightPx: 32 };
let root: string;
let data: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-eval-facts-'));
  data = join(root, 'set');
  const pictures = { train: 6, test: 5, widthPx: 48, heightPx: 32, seed: 4 };
  await synthesizeDataset(data, { ...pictures, camera: 'dslr', mask: true });
  // At the levels of the pictures, and at others, on other pictures.
  const elsewhere = { data: { name: 'elsewhere', hash: 'f'.repeat(64), pictures: 9 } };
  writeTinyModel(join(root, 'right.awb'), { name: 'right', ...elsewhere });
  const levels = { blackLevel: 0, whiteLevel: 65_535 };
  writeTinyModel(join(root, 'other.awb'), { name: 'other', ...elsewhere, ...levels });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function ask(...names: string[]): Promise<Map<string, MethodEstimates>> {
  const model = names.map((name) => join(root, `${name}.awb`));
  const asked = await askedMethods(
    { model: model.length === 0 ? ['none'] : model, baselines: 'constant,grey-world' },
    () => {},
  );
  const job = askEvaluation({ data, part: 'test', size: SIZE, cache: false, ...asked }, () => {});
  const { methods } = await estimateDataset(job);
  return new Map(methods.map((method) => [method.name, method]));
}

describe('the methods of an evaluation', () => {
  it('answer the same in whatever order they are named', async () => {
    const [one, other] = [await ask('right', 'other'), await ask('other', 'right')];
    expect([...one.keys()]).toEqual(['right', 'other', 'constant', 'grey-world']);
    expect([...other.keys()]).toEqual(['other', 'right', 'constant', 'grey-world']);
    for (const [name, method] of one) expect(other.get(name), name).toEqual(method);
  });

  it('neither learn nor answer where the pictures turn out to be the wrong ones', async () => {
    const asked = await askedMethods(
      { baselines: 'constant', model: [join(root, 'right.awb')] },
      () => {},
    );
    const job = askEvaluation({ data, part: 'test', size: SIZE, cache: false, ...asked }, () => {});
    const stages: string[] = [];
    const refused = estimateDataset(job, {
      onProgress: ({ stage }) => stages.push(stage),
      onPictures: (ids) => {
        throw new RangeError(`not these ${ids.length}`);
      },
    });
    await expect(refused).rejects.toThrow('not these 5');
    expect(stages).not.toContain('learning');
    expect(stages).not.toContain('estimating');
  });

  it('see the same right picture, whatever networks are asked beside them', async () => {
    const alone = await ask();
    for (const names of [['right'], ['other'], ['other', 'right']]) {
      const beside = await ask(...names);
      for (const name of ['constant', 'grey-world']) {
        expect(beside.get(name), `${name} beside ${names}`).toEqual(alone.get(name));
      }
    }
    // A network of other levels and other pictures is shown the data set's: the same weights give the same answers.
    const both = await ask('right', 'other');
    expect(both.get('other')?.estimates).toEqual(both.get('right')?.estimates);
  });

  it('are compared with the first, and judged one by one', async () => {
    const { entries } = await estimateDataset(
      askEvaluation(
        {
          data,
          part: 'test',
          size: SIZE,
          cache: false,
          ...(await askedMethods({ baselines: 'grey-world', model: ['none'] }, () => {})),
        },
        () => {},
      ),
    );
    const estimates = [...(await ask('right')).values()];
    const forwards = judgeMethods(estimates, entries, { seed: 1 });
    const backwards = judgeMethods(estimates.toReversed(), entries, { seed: 1 }).toReversed();
    expect(backwards.map(({ recovery }) => recovery)).toEqual(
      forwards.map(({ recovery }) => recovery),
    );
    expect(forwards[0]?.difference).toBeNull();
    expect(backwards[0]?.difference?.meanDifference).toBeCloseTo(
      -(forwards[2]?.difference?.meanDifference ?? 0),
      12,
    );
  });
});

describe('deepawb eval', () => {
  async function run(options: Partial<EvalCommandOptions>) {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      streams[name].on('data', (chunk) => {
        text[name] += chunk;
      });
    }
    const terminal = createTerminal({
      ...(streams as never as { stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream }),
      env: {},
    });
    const signal = new AbortController().signal;
    const given = { data, part: 'test', size: SIZE, cache: false, seed: 7, sort: 'given' } as const;
    await evaluate({ ...given, ...options }, { terminal, signal, env: {} });
    return text;
  }

  it('says in JSON on what, at which levels and by which version it judged', async () => {
    const { stdout } = await run({ json: true, baselines: 'grey-world', perPicture: true });
    const said = JSON.parse(stdout);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(said).toMatchObject({
      data: 'synthetic',
      part: 'test',
      images: 5,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      levels: { blackLevel: 2048, whiteLevel: expect.any(Number), stated: expect.any(Object) },
      seed: 7,
      size: SIZE,
      version,
    });
    expect(said.pictures).toHaveLength(5);
    expect(stdout).not.toContain(root);
  });

  it('says of a network that it has learned from these very pictures', async () => {
    const first = JSON.parse((await run({ json: true, baselines: 'grey-world' })).stdout);
    const own = { name: 'mine', hash: first.hash, pictures: 5 };
    writeTinyModel(join(root, 'seen.awb'), { name: 'seen', data: own });
    const model = [join(root, 'seen.awb'), join(root, 'right.awb')];
    const { stdout, stderr } = await run({ json: true, model });
    const { methods } = JSON.parse(stdout);
    expect(methods.map((one: { judgedOnTraining: boolean }) => one.judgedOnTraining)).toEqual([
      true,
      false,
    ]);
    expect(stderr).toContain('seen has learned from these very pictures');
    expect(stderr).not.toContain('right has learned');
  });

  it('writes a report that says how it came about, without a path of this machine', async () => {
    const report = join(root, 'report.html');
    await run({ baselines: 'grey-world', report });
    const html = readFileSync(report, 'utf8');
    for (const said of ['synthetic', 'deepawb version', 'data hash', 'black and white level']) {
      expect(html, said).toContain(said);
    }
    expect(html).not.toContain(root);
    expect(html).not.toContain(tmpdir());
  });

  it.each([
    ['grey-wrold', 'grey-world'],
    ['bayes_tuned', 'bayes-tuned'],
  ])('suggests a name where %s is none', async (wrong, right) => {
    await expect(run({ baselines: wrong })).rejects.toThrow(`Did you mean ${right}?`);
  });
});

/** Commands that read pictures which say of themselves that they are not linear. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetFolder } from '../dataset/dataset-folder.js';
import { SRGB, withPngChunks } from '../support/png-chunks.js';
import { runHere } from '../support/run-here.js';
import { writeTinyModel } from './tiny-model.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-nonlinear-'));
  datasetFolder('train', root);
  datasetFolder('test', root);
  for (const part of ['train', 'test']) {
    const pictures = join(root, part, 'PNG');
    for (const name of readdirSync(pictures)) {
      const file = join(pictures, name);
      writeFileSync(file, withPngChunks(readFileSync(file), SRGB));
    }
  }
  writeTinyModel(join(root, 'tiny.awb'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const PICTURE = 'test/PNG/00_0001.png';

describe('a picture that says it is sRGB', () => {
  it.each([
    [['predict', PICTURE, '--model', 'tiny.awb']],
    [['chart', PICTURE]],
    [['balance', PICTURE, '--gains', '1,1', '--out', 'balanced.png']],
    [['data', 'inspect', '.']],
    [['train', '--data', '.', '--out', 'new.awb']],
    [['eval', '--data', '.', '--baselines', 'grey-world']],
    [['compare', '--data', '.', '--model', 'tiny.awb', '--out', 'compared']],
    [['bayes', 'tune', '--data', '.', '--out', 'tuning.json']],
  ])('ends %j with exit code 3, the reason and the cure', async (args) => {
    const { code, stdout, stderr } = await runHere(args, { cwd: root });
    expect(code).toBe(3);
    const said = `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');
    expect(said).toContain('says that it is sRGB (chunk sRGB)');
    expect(said).toContain('--assume-linear');
    expect(said.match(/probably not linear/g)?.length).toBeLessThanOrEqual(2);
  });

  it.each([
    [['predict', PICTURE, '--model', 'tiny.awb']],
    [['data', 'inspect', '.']],
    [['eval', '--data', '.', '--baselines', 'grey-world']],
    [['train', '--data', '.', '--out', 'new.awb', '--epochs', '1', '--folds', '2']],
  ])('is read by %j with --assume-linear, without a word on it', async (args) => {
    const { code, stdout, stderr } = await runHere([...args, '--assume-linear'], { cwd: root });
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/linear:/);
  });
});

/** Where `predict` draws the line between a picture and levels that cannot be its own, and what it does by a file's bytes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng16 } from '../../dist/raw/index.js';
import { bayerTags, packRows, writeTiff } from '../support/dng-writer.js';
import { runHere } from '../support/run-here.js';
import { writeTinyModel } from './tiny-model.js';

const PIXELS = 20 * 20;
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-predict-levels-'));
  writeTinyModel(join(root, 'tiny.awb'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Exit code and stderr for a picture of one grey value a pixel, under black 2000 and white 12000. */
async function predict(name: string, value: (pixel: number) => number) {
  const rgb = Uint16Array.from({ length: 3 * PIXELS }, (_, i) => value(Math.floor(i / 3)));
  const levels = { blackLevel: 0, whiteLevel: 65535 };
  const file = join(root, `${name}.png`);
  writeFileSync(file, encodePng16({ widthPx: 20, heightPx: 20, rgb, ...levels }));
  const flags = ['--black-level', '2000', '--white-level', '12000'];
  return runHere(['predict', file, '--model', 'tiny.awb', ...flags], { cwd: root });
}

describe('deepawb predict', () => {
  it('bears values up to a tenth of the range above white, and refuses one more', async () => {
    expect((await predict('full', (i) => (i === 7 ? 13_000 : 5000))).code).toBe(0);
    const over = await predict('over', (i) => (i === 7 ? 13_001 : 5000));
    expect(over.code).toBe(3);
    expect(over.stderr).toMatch(/expected values up to the white level 12000, got 5000 to 13001/);
  });

  it('bears half of the pixels below black, and refuses one more', async () => {
    expect((await predict('dark', (i) => (i < PIXELS / 2 ? 1500 : 5000))).code).toBe(0);
    const under = await predict('under', (i) => (i < PIXELS / 2 + 1 ? 1500 : 5000));
    expect(under.code).toBe(3);
    expect(under.stderr).toMatch(
      /expected values above the black level 2000, got 50 % of the pixels/,
    );
    expect((await predict('black', (i) => (i < PIXELS / 2 + 1 ? 2000 : 5000))).code).toBe(0);
  });

  it('doubts a black level that leaves the true one under every value, and answers all the same', async () => {
    const rgb = Uint16Array.from({ length: 3 * PIXELS }, (_, i) => {
      const light = [0.5, 1, 0.7][i % 3]!;
      return 2000 + Math.round(40 * light * (1 + (Math.floor(i / 3) % 9)));
    });
    const levels = { blackLevel: 0, whiteLevel: 65535 };
    writeFileSync(
      join(root, 'pedestal.png'),
      encodePng16({ widthPx: 20, heightPx: 20, rgb, ...levels }),
    );
    const run = (black: string) =>
      runHere(['predict', 'pedestal.png', '--model', 'tiny.awb', '--black-level', black], {
        cwd: root,
      });
    const doubted = await run('0');
    expect(doubted.code).toBe(0);
    expect(doubted.stdout).toContain('pedestal.png');
    expect(doubted.stderr).toMatch(
      /pedestal\.png: the darkest values of R, G and B \(2020, 2040, 2028\) .* near 2020\?.*--black-level/s,
    );
    const right = await run('2000');
    expect(right).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['shot.dng', 'shot.png'])('reads a DNG in a file named %s', async (name) => {
    writeFileSync(join(root, name), greyDng());
    const { code, stdout } = await runHere(['predict', name, '--model', 'tiny.awb', '--json'], {
      cwd: root,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).pictures).toHaveLength(1);
  });

  it("does not hold a level against the model's where the file states the other", async () => {
    const file = { black: 64, white: 1023, grey: 500 };
    writeFileSync(join(root, 'ten.dng'), greyDng(file));
    // Below the black level of the model, 2048.
    const flags = ['--model', 'tiny.awb', '--white-level', '1000'];
    expect((await runHere(['predict', 'ten.dng', ...flags], { cwd: root })).code).toBe(0);
  });

  it.each([
    ['--black-level', '4095', 'black 4095, white 4095'],
    ['--white-level', '256', 'black 256, white 256'],
  ])('refuses a %s of %s that contradicts the other level of a file', async (flag, level, got) => {
    writeFileSync(join(root, 'levels.dng'), greyDng());
    const flags = ['--model', 'tiny.awb', flag, level];
    const { code, stderr } = await runHere(['predict', 'levels.dng', ...flags], { cwd: root });
    expect(code).toBe(3);
    expect(stderr).toContain('levels.dng: raw levels: expected 0 <= black < white');
    expect(stderr).toContain(got);
    expect(stderr).toContain('--black-level and --white-level');
  });
});

/** 40 x 40 filters of 12 bits under light of one value. */
function greyDng({ black = 256, white = 4095, grey = 2000 } = {}): Uint8Array {
  const side = 40;
  const values = new Uint16Array(side * side).fill(grey);
  const tags = bayerTags({ widthPx: side, heightPx: side, bits: 12, black, white });
  return writeTiff({ tags, blocks: [packRows(values, side, 12)] });
}

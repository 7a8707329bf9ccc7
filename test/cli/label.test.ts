/** `deepawb label`: charts without a person, and a page that is served until Ctrl-C. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  appendLabels,
  type ListedPicture,
  newKey,
  readBook,
  serveLabels,
} from '../../dist/labels/node/index.js';
import { cardDng, chartDng, put } from '../labels/own-shots.js';
import { MAIN } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';

let root: string;
let dir: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-label-'));
  dir = join(root, 'mine');
  const shots = join(root, 'shots');
  put(join(shots, 'chart.dng'), chartDng({ r: 0.6, b: 0.5 }).bytes);
  put(join(shots, 'card.dng'), cardDng(), 9);
  const { code, stderr } = await runHere(['data', 'import', shots, dir, '--size', '100']);
  expect(code, stderr).toBe(0);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb label', () => {
  it('--auto labels charts that are sure enough, says what is left, and does nothing twice', async () => {
    const strict = await runHere(['label', dir, '--auto', '--min-confidence', '1']);
    expect(strict.stderr).toMatch(/chart: no label: confidence 0\.\d+ is below 1/);
    expect(readBook(dir).labels.size).toBe(0);
    const run = await runHere(['label', dir, '--auto', '--min-confidence', '0.5', '--json']);
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ without: ['card'], problems: [] });
    const label = readBook(dir).labels.get('chart')!;
    expect(label).toMatchObject({ how: 'chart', by: 'deepawb label --auto' });
    expect(Math.abs(label.r - 0.6)).toBeLessThan(0.02);
    const { lines } = readBook(dir);
    await runHere(['label', dir, '--auto', '--min-confidence', '0.5']);
    expect(readBook(dir).lines).toHaveLength(lines.length);
  });

  it('--auto and data inspect name the labels that the page doubts, the most doubtful first', async () => {
    const names = ['burst-1', 'burst-2', 'burst-3'];
    const shots = join(root, 'shots');
    for (const [i, name] of names.entries()) {
      put(join(shots, `${name}.dng`), cardDng({ seed: name }), 60 + i / 20);
    }
    expect((await runHere(['data', 'import', shots, dir, '--size', '100'])).code).toBe(0);
    const lights = [0.5, 0.5, 0.9];
    appendLabels(
      dir,
      names.map((image, i) => {
        const light = { r: lights[i]!, b: 0.6 };
        return { key: newKey(), image, how: 'typed', ...light, by: 'test', at: '2026' };
      }),
    );
    const auto = await runHere(['label', dir, '--auto', '--min-confidence', '0.5']);
    expect(auto.stdout).toMatch(/1 label by charts, 0 charts not believed, 1 picture without/);
    expect(auto.stdout).toMatch(/; 3 of all labels doubtful\nNext: deepawb label /);
    expect(auto.stderr).toMatch(
      /burst-3: its label is doubtful: \d+\.\d° from another picture of its burst/,
    );
    const { stdout, code } = await runHere(['data', 'inspect', dir]);
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('Nothing looks wrong')]);
    expect(stdout).toMatch(
      /Worth a look\n {2}3 of 4 labels doubtful, the most doubtful first:\n {4}train\/burst-3: \d+\.\d° from .*\n {4}train\/burst-/,
    );
    const json = JSON.parse((await runHere(['data', 'inspect', dir, '--json'])).stdout);
    const session = await serveLabels({
      dir,
      host: '127.0.0.1',
      port: 0,
      by: 'test',
      now: () => new Date(),
      onFault: () => {},
    });
    const { pictures } = await (await fetch(`${session.urls[0]}api/state`)).json();
    await session.close();
    const onPage = (pictures as ListedPicture[]).filter(({ isDoubtful }) => isDoubtful);
    expect(json.doubtfulLabels).toHaveLength(3);
    for (const { image, doubt, reasons } of onPage) {
      expect(json.doubtfulLabels).toContainEqual(
        expect.objectContaining({ image, doubt, reasons }),
      );
    }
    expect(onPage).toHaveLength(3);
    appendLabels(dir, [
      { key: newKey(), image: 'burst-3', how: 'typed', r: 0.5, b: 0.6, by: 'test', at: '2026' },
    ]);
    expect(JSON.parse((await runHere(['data', 'inspect', dir, '--json'])).stdout)).toMatchObject({
      doubtfulLabels: [],
    });
  });

  it('says of a folder that nothing was imported into it, and of a raw file that is gone', async () => {
    const none = await runHere(['label', root]);
    expect([none.code, none.stderr]).toEqual([3, expect.stringMatching(/data import SHOTS DIR/)]);
    rmSync(join(root, 'shots/chart.dng'));
    const gone = await runHere(['label', dir, '--auto', '--min-confidence', '0.5']);
    expect(gone.stderr).toMatch(/chart\.dng: cannot be read .*import it again/);
  });

  it('refuses --min-confidence without --auto, and an address that is not of this machine', async () => {
    expect((await runHere(['label', dir, '--min-confidence', '0.5'])).code).toBe(2);
    const away = await runHere(['label', dir, '--host', '192.0.2.7']);
    expect([away.code, away.stderr]).toEqual([2, expect.stringMatching(/cannot be served on/)]);
  });

  it('serves until Ctrl-C, which ends with 0', async () => {
    const child = spawn(process.execPath, [MAIN, 'label', dir], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const url = await new Promise<string>((resolve) => {
      let said = '';
      child.stdout.on('data', (text) => {
        said += text;
        if (said.includes('\n')) resolve(said.trim());
      });
    });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}\/$/);
    expect((await fetch(`${url}api/state`)).status).toBe(200);
    const ended = new Promise((done) => child.on('close', done));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

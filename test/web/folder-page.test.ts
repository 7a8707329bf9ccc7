/** The page with a folder behind it: cameras, what its train part teaches, what lies in it, what a search looked at. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { METHODS } from '../../dist/methods/index.js';
import { writeTinyModel } from '../cli/tiny-model.js';
import { describeWhere } from '../support/needs.js';
import { runCli } from '../support/run-cli.js';
import { CHROMIUM, faultsOn, launchBrowser } from './browser.js';
import { serveWeb } from './serve-web.js';

let root: string;
let url: string;
let stop: () => void;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-folder-page-'));
  const size = ['--train', '16', '--test', '2', '--size', '48x32'];
  await runCli(['data', 'synth', 'set', ...size], { cwd: root });
  writeTinyModel(join(root, 'set/mine.awb'));
  const curve = [2500, 0.9, 0.3, 4000, 0.6, 0.5, 8000, 0.35, 0.8];
  const rpi = { priors: [{ lux: 0, prior: [2000, 1, 13_000, 1] }], ct_curve: curve, bayes: 1 };
  const modes = { auto: { lo: 2500, hi: 8000 } };
  const algorithms = [{ 'rpi.awb': { ...rpi, modes } }];
  const tuning = JSON.stringify({ version: 2, target: 'bcm2835', algorithms });
  writeFileSync(join(root, 'set/tuned.json'), tuning);
  ({ url, stop } = await serveWeb(['set'], root));
}, 120_000);
afterAll(() => {
  stop?.();
  rmSync(root, { recursive: true, force: true });
});

const json = async (path: string, of = url) => (await fetch(of + path)).json();

describe('the server of a data set', () => {
  it('offers the models and tuning files in it, and all methods that learn from its train part', async () => {
    const { brought, learning } = await json('api/pictures');
    expect(brought).toEqual(['mine.awb', 'tuned.json']);
    const those = [...METHODS.values()].filter(({ learnsFrom }) => learnsFrom !== 'nothing');
    expect(learning).toEqual(those.map(({ name }) => name));
    const bytes = new Uint8Array(await (await fetch(`${url}brought/0`)).arrayBuffer());
    expect(bytes).toEqual(new Uint8Array(readFileSync(join(root, 'set/mine.awb'))));
    expect((await fetch(`${url}brought/2`)).status).toBe(404);
  });

  it('teaches by the train part, and nothing that is no method', async () => {
    const { fit, whitePoints } = await json('api/learned/corrected-moments');
    expect(whitePoints).toHaveLength(16);
    expect(fit.matrix.every(Number.isFinite)).toBe(true);
    for (const name of ['grey-world', 'no-method', '..%2fpackage.json']) {
      expect((await fetch(`${url}api/learned/${name}`)).status, name).toBe(404);
    }
  });

  it('says of a train part that teaches nothing what it lacks', async () => {
    await runCli(['data', 'synth', 'few', '--train', '1', '--test', '1', '--size', '48x32'], {
      cwd: root,
    });
    const served = await serveWeb(['few'], root);
    const answer = await fetch(`${served.url}api/learned/bayes-tuned`);
    expect(answer.status).toBe(422);
    expect((await answer.json()).message).toMatch(/few.*1 pictures/);
    served.stop();
  });

  it('takes one part of a data set, and any folder with a gt.csv beside its pictures, with their labels', async () => {
    const whole = (await json('api/pictures')).pictures;
    const part = await serveWeb(['set/test'], root);
    const { pictures, learning } = await json('api/pictures', part.url);
    part.stop();
    expect(pictures).toEqual(whole.slice(16));
    expect(learning).toContain('bayes-tuned');
    mkdirSync(join(root, 'plain'));
    copyFileSync(join(root, 'set/test/PNG/0017.png'), join(root, 'plain/0017.png'));
    copyFileSync(join(root, 'set/test/gt.csv'), join(root, 'plain/gt.csv'));
    const plain = await serveWeb(['plain'], root);
    const listed = await json('api/pictures', plain.url);
    plain.stop();
    expect(listed.pictures).toEqual([{ ...whole[16], name: '0017.png' }]);
    expect(listed.learning).toEqual([]);
  });
});

describeWhere(CHROMIUM !== undefined, 'chromium', 'the page of a data set in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    faults = faultsOn(page);
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    await page.close();
  });

  const done = () => page.waitForSelector('#result[data-done]:not([hidden])', { timeout: 120_000 });
  const open = async (...methods: string[]) => {
    await page.goto(`${url}#picture=test/0017.png&methods=${methods.join(',')}`);
    await done();
  };
  const textOf = (selector: string) => page.$eval(selector, ({ textContent }) => textContent);
  /** Answers of the table by method: r, b, ... */
  const table = async () => {
    const rows = await page.$$eval('#points tbody tr', (all) =>
      all.map(({ cells }) => [...cells].map(({ textContent }) => textContent ?? '')),
    );
    return new Map(rows.map(([name = '', ...cells]) => [name, cells]));
  };
  const name = async (camera: string) => {
    await page.$eval('#reads', (details) => details.setAttribute('open', ''));
    await page.type('#camera', camera);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#result[data-done]') !== null);
    await page.waitForFunction(
      (wanted) => document.querySelector('#reading')?.textContent?.includes(wanted),
      { timeout: 60_000 },
      camera,
    );
    await done();
  };

  it('asks every method that learns, with the answers of eval', async () => {
    const bayes = ['bayes-stock', 'bayes-extended', 'bayes-tuned', 'bayes-reference'];
    const methods = [...bayes, 'constant', 'corrected-moments'];
    const args = ['--data', 'set', '--model', 'none', '--baselines', methods.join(',')];
    const evaluated = await runCli(['eval', ...args, '--csv', 'eval.csv'], { cwd: root });
    expect(evaluated.code, evaluated.stderr).toBe(0);
    const [head = '', ...lines] = readFileSync(join(root, 'eval.csv'), 'utf8').trim().split('\n');
    const columns = head.split(',');
    await open(...methods, 'label');
    const shown = await table();
    expect([...shown.keys()]).toEqual([...methods, 'label']);
    for (const method of methods) {
      const line = lines.find((row) => row.startsWith(`${method},0017,`));
      const fields = line?.split(',') ?? [];
      const of = (column: string) => Number(fields[columns.indexOf(column)]);
      const [r, b, , , , , error = ''] = shown.get(method) ?? [];
      expect(Number(r), method).toBeCloseTo(of('r'), 3);
      expect(Number(b), method).toBeCloseTo(of('b'), 3);
      expect(error, method).toMatch(/^\d+\.\d\d°$/);
    }
  }, 240_000);

  it('draws what a search visited, and the curve and band of the one that is chosen', async () => {
    await open('bayes-stock', 'bayes-reference');
    const title = await textOf('#chart title');
    expect(title).toMatch(
      /bayes-stock looked at \d+ points along its curve and \d+ around the best/,
    );
    const dots = await page.$$eval('#chart svg[role] .trace', (paths) =>
      paths.map((path) => path.getAttribute('d')?.match(/h0/g)?.length),
    );
    const [, along, around] = /looked at (\d+) .* and (\d+) around/.exec(title ?? '') ?? [];
    expect(dots).toEqual([Number(along), Number(around)]);
    await page.select('#searched', 'bayes-reference');
    // 100 steps along r, 8 rows of 10 across it.
    expect(await textOf('#chart title')).toMatch(/bayes-reference looked at 100 .* and 80 around/);
    await page.select('#range', 'near');
    expect(await page.$('#chart svg[role] .band')).not.toBeNull();
  }, 120_000);

  it("shows the curve through the train part's lights without any Bayesian method", async () => {
    await open('network');
    expect(await textOf('#chart .legend')).toContain('CT curve through the lights of set/train');
  });

  it('lists what lies in the folder without asking it, and asks it when it is ticked', async () => {
    await open('network');
    expect([...(await table()).keys()]).toEqual(['network']);
    await page.click('#methods input[value="mine"]');
    await page.click('#methods input[value="bayes tuned"]');
    await page.waitForFunction(() => document.querySelectorAll('#points tbody tr').length === 3);
    expect((await table()).get('bayes tuned')?.[0]).toMatch(/^0\.\d{4}$/);
  });

  it.each([
    ['Canon EOS 550D', 'network cube64-small was made for the Canon EOS 550D'],
    ['Nikon D5200', 'network universal reads it as a picture of the canonical camera'],
  ])(
    'reads a picture of a %s as predict does, and says how',
    async (camera, said) => {
      const predicted = await runCli(
        ['predict', 'set/test/PNG/0017.png', '--camera', camera, '--json'],
        { cwd: root },
      );
      const { whitePoint } = JSON.parse(predicted.stdout).pictures[0];
      await open('network');
      expect(await textOf('#reading')).toMatch(/^Nobody says which camera/);
      await name(camera);
      expect(await textOf('#reading')).toContain(said);
      const [r, b] = (await table()).get('network') ?? [];
      expect([r, b]).toEqual([whitePoint.r.toFixed(4), whitePoint.b.toFixed(4)]);
      expect(page.url()).toContain('camera=');
    },
    120_000,
  );

  it('says of a camera that it does not know which one may be meant', async () => {
    await open('network');
    await page.$eval('#reads', (details) => details.setAttribute('open', ''));
    await page.type('#camera', 'Nikon D52000');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#status.fault');
    expect(await textOf('#status')).toMatch(
      /not among the \d+ known ones; did you mean Nikon D\d+/,
    );
    expect(await page.$$eval('#cameras option', (all) => all.length)).toBeGreaterThan(600);
  });

  it('works by keys alone: picture, method, camera, view, zoom and border', async () => {
    await open('uniform', 'network');
    await page.focus('#next');
    const reached = new Set<string>();
    for (let i = 0; i < 40; i++) {
      reached.add(
        await page.evaluate(
          () =>
            document.activeElement?.id ||
            document.activeElement?.className ||
            (document.activeElement as HTMLInputElement)?.value ||
            '',
        ),
      );
      await page.keyboard.press('Tab');
    }
    for (const id of [
      'choose-folder',
      'sample',
      'mode',
      'zoom',
      'range',
      'scroll',
      'json',
      'link',
    ]) {
      expect([...reached], id).toContain(id);
    }
    await page.focus('#zoom');
    await page.keyboard.press('End');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    const before = await page.$eval('.frame canvas', (c) => c.style.transformOrigin);
    await page.keyboard.press('ArrowRight');
    const after = await page.$$eval('.frame canvas', (all) =>
      all.map((c) => c.style.transformOrigin),
    );
    expect(new Set(after).size).toBe(1);
    expect(after[0]).not.toBe(before);
  });

  it('takes a folder that is chosen, with pictures and models in it', async () => {
    mkdirSync(join(root, 'own/deep'), { recursive: true });
    copyFileSync(join(root, 'set/test/PNG/0017.png'), join(root, 'own/a.png'));
    copyFileSync(join(root, 'set/test/PNG/0018.png'), join(root, 'own/deep/b.png'));
    copyFileSync(join(root, 'set/mine.awb'), join(root, 'own/mine.awb'));
    writeFileSync(join(root, 'own/notes.txt'), 'nothing');
    await open('network');
    const input = await page.$('#folder');
    await (input as Awaited<ReturnType<typeof page.$<'input'>>>)?.uploadFile(join(root, 'own'));
    await page.waitForFunction(() =>
      document.querySelector('#name')?.textContent?.startsWith('own/'),
    );
    await done();
    const names = await page.$$eval('#picture option', (all) => all.map((o) => o.textContent));
    expect(names.slice(-2).sort()).toEqual(['own/a.png', 'own/deep/b.png']);
  });
});

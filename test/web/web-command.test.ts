/** The page as `deepawb web FOLDER` serves it: its pictures with labels and errors, brought models, links, no violation of axe. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeTinyModel } from '../cli/tiny-model.js';
import { describeWhere } from '../support/needs.js';
import { runCli } from '../support/run-cli.js';
import { CHROMIUM, faultsOn, launchBrowser } from './browser.js';
import { serveWeb } from './serve-web.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let root: string;
let url: string;
let stop: () => void;

const serve = (...args: string[]) => serveWeb(args, root);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-web-'));
  await runCli(['data', 'synth', 'set', '--train', '1', '--test', '2', '--size', '48x32'], {
    cwd: root,
  });
  ({ url, stop } = await serve('set'));
});
afterAll(() => {
  stop?.();
  rmSync(root, { recursive: true, force: true });
});

describe('the server of deepawb web', () => {
  it('lists the pictures of a data set with their labels, and gives them by number', async () => {
    const { pictures, levels, folder } = await (await fetch(`${url}api/pictures`)).json();
    expect(folder).toBe('set');
    expect(levels).toEqual({ blackLevel: 2048, whiteLevel: 16383 });
    expect(pictures.map(({ name }: { name: string }) => name)).toEqual([
      'train/0001.png',
      'test/0002.png',
      'test/0003.png',
    ]);
    expect(pictures[0].label.r).toBeGreaterThan(0);
    const bytes = new Uint8Array(await (await fetch(`${url}picture/1`)).arrayBuffer());
    expect(bytes).toEqual(new Uint8Array(readFileSync(join(root, 'set/test/PNG/0002.png'))));
  });

  it('gives nothing outside of page and list, and nothing to strangers', async () => {
    for (const path of [
      'picture/3',
      'picture/-1',
      '../package.json',
      'assets/..%2f..%2fpackage.json',
      'api/no',
    ]) {
      expect((await fetch(url + path)).status, path).toBe(404);
    }
    expect((await fetch(`${new URL(url).origin}/api/pictures`)).status).toBe(404);
    expect((await fetch(url, { headers: { origin: 'http://evil.test' } })).status).toBe(403);
    const posted = await fetch(`${url}api/pictures`, { method: 'POST' });
    expect(posted.status).toBeGreaterThanOrEqual(400);
    const { headers } = await fetch(url);
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'/,
    );
  });

  it('takes a folder of raw pictures without labels, and says what is none', async () => {
    mkdirSync(join(root, 'plain'));
    copyFileSync(join(root, 'set/test/PNG/0002.png'), join(root, 'plain/a.png'));
    const served = await serve('plain');
    const { pictures } = await (await fetch(`${served.url}api/pictures`)).json();
    served.stop();
    expect(pictures).toEqual([{ name: 'a.png', bytes: expect.any(Number), label: null }]);
    mkdirSync(join(root, 'bare'));
    expect(await runCli(['web', 'bare'], { cwd: root })).toMatchObject({ code: 3 });
    expect((await runCli(['web', 'missing'], { cwd: root })).stderr).toMatch(
      /missing: expected a folder of raw pictures, found none/,
    );
  });
});

describeWhere(CHROMIUM !== undefined, 'chromium', 'the page of deepawb web in Chromium', () => {
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
    await page.goto(url);
    await done();
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    await page.close();
  });

  const done = () => page.waitForSelector('#result[data-done]:not([hidden])');
  const methods = () =>
    page.$$eval('#points tbody th', (cells) => cells.map(({ textContent }) => textContent));
  /** Waits until an answer by a method is in the table. */
  const answered = (method: string) =>
    page.waitForFunction(
      (name) =>
        [...document.querySelectorAll('#points tbody th')].some(
          (cell) => cell.textContent === name,
        ),
      {},
      method,
    );
  const upload = async (file: string) => {
    const input = await page.$('#file');
    await (input as Awaited<ReturnType<typeof page.$<'input'>>>)?.uploadFile(file);
  };

  it('shows the first picture with its error to the label, and goes through the list', async () => {
    expect(await page.$eval('#name', ({ textContent }) => textContent)).toMatch(
      /^train\/0001\.png, 48 x 32/,
    );
    expect(await methods()).toEqual(['uniform', 'network', 'grey-world', 'label']);
    const error = await page.$eval(
      '#points tbody tr:nth-child(2) td:nth-child(8)',
      (c) => c.textContent,
    );
    expect(error).toMatch(/^\d+\.\d\d°$/);
    await page.click('#next');
    await page.waitForFunction(() =>
      document.querySelector('#name')?.textContent?.startsWith('test/0002.png'),
    );
  });

  it('asks a model and a tuning file that are brought, and shows the band of the latter', async () => {
    writeTinyModel(join(root, 'mine.awb'));
    await upload(join(root, 'mine.awb'));
    await answered('mine');
    const curve = [2500, 0.9, 0.3, 4000, 0.6, 0.5, 8000, 0.35, 0.8];
    const rpi = {
      priors: [{ lux: 0, prior: [2000, 1, 13_000, 1] }],
      modes: { auto: { lo: 2500, hi: 8000 } },
      ct_curve: curve,
      bayes: 1,
    };
    writeFileSync(
      join(root, 'own.json'),
      JSON.stringify({ version: 2, target: 'bcm2835', algorithms: [{ 'rpi.awb': rpi }] }),
    );
    await upload(join(root, 'own.json'));
    await answered('bayes own');
    expect(await page.$('#chart .band')).not.toBeNull();
    writeFileSync(join(root, 'bad.awb'), 'no model');
    await upload(join(root, 'bad.awb'));
    await page.waitForSelector('#status.fault');
    expect(await page.$eval('#status', ({ textContent }) => textContent)).toMatch(/^bad\.awb: /);
  }, 120_000);

  it('restores a view from its link', async () => {
    await page.click('#methods input[value="white-patch"]');
    await answered('white-patch');
    await done();
    await page.select('#mode', 'slider');
    const link = page.url();
    expect(link).toMatch(
      /methods=uniform%2Cnetwork%2Cgrey-world%2Cwhite-patch%2Clabel.*mode=slider/,
    );
    await page.goto('about:blank');
    await page.goto(link);
    await done();
    expect(await methods()).toContain('white-patch');
    expect(await page.$('#stage:not([hidden]) .over')).not.toBeNull();
  });

  it('never leaves an answer to another question on the screen', async () => {
    // While a request is under way, nothing of the one before is shown.
    const seen = await page.evaluate(async () => {
      const result = document.querySelector<HTMLElement>('#result')!;
      document.querySelector<HTMLButtonElement>('#next')!.click();
      return result.hidden;
    });
    expect(seen).toBe(true);
    await done();
  });

  it.each([
    [320, 'light'],
    [320, 'dark'],
    [768, 'light'],
    [1440, 'dark'],
    [1920, 'light'],
  ] as const)(
    'has no violation of axe at %i px, %s, nor anything beside the page',
    async (width, scheme) => {
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        const { violations } = await axe.run();
        return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)].join(' '));
      });
      expect(found).toEqual([]);
      const seen = await page.$$eval('[hidden]', (all) =>
        all.filter((one) => one.getClientRects().length > 0).map(({ id }) => id),
      );
      expect(seen).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    },
  );
});

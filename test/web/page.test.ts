/** The page in a real browser: what it answers is what Node answers, and a bad file gets a clear word. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import type { PreviewServer } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { decodePng16 } from '../../dist/raw/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';
import { CHROMIUM, launchBrowser, servePage } from './browser.js';

const ROOT = join(import.meta.dirname, '../..');
const SAMPLE = join(ROOT, 'dist/web/sample.png');

describe.skipIf(CHROMIUM === undefined)('the page in Chromium', () => {
  let server: PreviewServer;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    [server, browser] = await Promise.all([servePage(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    faults = [];
    page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('requestfailed', (request) => faults.push(request.url()));
    await page.goto(server.resolvedUrls?.local[0] ?? '');
  });
  afterEach(async () => {
    await page.close();
  });

  const choose = async (file: string) => {
    const input = await page.$('#file');
    await (input as Awaited<ReturnType<typeof page.$<'input'>>>)?.uploadFile(file);
  };
  const shown = () => page.waitForSelector('#result:not([hidden])');
  const cells = (selector: string) =>
    page.$$eval(selector, (all) => all.map((cell) => cell.textContent));

  async function expectNodesAnswer(file: string) {
    const kernels = loadKernelModule();
    const model = readFileSync(join(ROOT, 'models/cube64-small.awb'));
    const expected = createEstimator(model, kernels).estimate(decodePng16(readFileSync(file)));
    await shown();
    const { whitePoint, gains } = expected;
    const numbers = [whitePoint.r, whitePoint.b, gains.red, gains.blue].map((n) => n.toFixed(4));
    expect(await cells('#points tr:first-child td')).toEqual(numbers);
    expect(faults).toEqual([]);
  }

  it('answers the rendered scene as Node does, and draws three renderings that differ', async () => {
    await page.click('#sample');
    await expectNodesAnswer(SAMPLE);
    const pictures = await page.$$eval('canvas', (all) => all.map((canvas) => canvas.toDataURL()));
    expect(new Set(pictures).size).toBe(3);
    expect(await cells('#times td')).toHaveLength(4);
    for (const time of await cells('#times td')) expect(time).toMatch(/^\d+(\.\d+)? ms$/);
    expect(await page.$$eval('#chart svg path', (paths) => paths.length)).toBeGreaterThan(10);
  });

  it('makes the network picture greyer than the uncorrected one', async () => {
    await page.click('#sample');
    await shown();
    const casts = await page.$$eval('canvas', (all) =>
      all.map((canvas) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const sums = [0, 0, 0];
        for (let i = 0; i < data.length; i += 4) {
          for (const c of [0, 1, 2]) sums[c]! += data[i + c]!;
        }
        return Math.max(...sums) / Math.min(...sums);
      }),
    );
    expect(casts[1]).toBeLessThan(casts[0]!);
  });

  it('says what is wrong with a file that is no 16-bit PNG, and takes the next one', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'deepawb-page-'));
    try {
      const notes = join(dir, 'notes.png');
      writeFileSync(notes, 'no picture');
      await choose(notes);
      await page.waitForSelector('.fault');
      expect(await cells('#status')).toEqual([
        expect.stringMatching(/notes\.png: .*PNG signature/),
      ]);
      await page.click('#sample');
      await shown();
      expect(await cells('#status')).toEqual(['']);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('refuses a black level above the white level', async () => {
    await page.click('#sample');
    await shown();
    await page.$eval('#black', (input) => {
      (input as HTMLInputElement).value = '20000';
      input.dispatchEvent(new Event('change'));
    });
    await page.waitForSelector('.fault');
    expect((await cells('#status'))[0]).toContain('expected black below white');
  });

  describeWithShared('simplecube-sample', 'a real picture', () => {
    it('is answered as Node answers it', async () => {
      const picture = sharedData('simplecube-sample', '00_0011.png');
      await choose(picture);
      await expectNodesAnswer(picture);
    });
  });
});

/** The page in a real browser: what it answers is what Node answers, and a bad file gets a clear word. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import type { Browser, Page } from 'puppeteer-core';
import type { PreviewServer } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { MethodAnswer, PictureFacts } from '../../apps/web/src/messages.js';
import { csvOf, jsonOf } from '../../apps/web/src/results.js';
import { decodeModel } from '../../dist/model/index.js';
import { bayerTags, long, packRows, ratio, rational, writeTiff } from '../support/dng-writer.js';
import { describeWhere } from '../support/needs.js';
import { runCli } from '../support/run-cli.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';
import { CHROMIUM, launchBrowser, servePage } from './browser.js';

const ROOT = join(import.meta.dirname, '../..');
/** Of a small PNG file. */
const FLAT = { width: 8, height: 8, channels: 3 } as const;
const SAMPLE = join(ROOT, 'dist/web/sample.png');

describeWhere(CHROMIUM !== undefined, 'chromium', 'the page in Chromium', () => {
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
    await listed();
  });
  afterEach(async () => {
    await page.close();
  });

  const choose = async (file: string) => {
    const input = await page.$('#file');
    await (input as Awaited<ReturnType<typeof page.$<'input'>>>)?.uploadFile(file);
  };
  const shown = () => page.waitForSelector('#result[data-done]:not([hidden])');
  /** The worker sends the list of methods some time after the page is there. */
  const listed = () => page.waitForSelector('#methods .kind input');
  const cells = (selector: string) =>
    page.$$eval(selector, (all) => all.map((cell) => cell.textContent));

  /** Cells of a method's row, without its name. */
  const rowOf = (method: string) =>
    page.$$eval(
      '#points tbody tr',
      (rows, name) =>
        rows
          .filter((row) => row.querySelector('th')?.textContent === name)
          .flatMap((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
      method,
    );
  const check = (method: string) => page.click(`#methods input[value="${method}"]`);

  async function expectNodesAnswer(file: string) {
    const predicted = await runCli(['predict', file, '--json']);
    const [{ whitePoint, gains, ...told }] = JSON.parse(predicted.stdout).pictures;
    await shown();
    const numbers = [whitePoint.r, whitePoint.b, gains.red, gains.blue].map((n) => n.toFixed(4));
    expect((await rowOf('network')).slice(0, 4)).toEqual(numbers);
    expect((await rowOf('network'))[5]).toBe(`${told.expectedErrorDegrees.toFixed(1)}°`);
    expect((await rowOf('grey-world'))[5]).toBe('-');
    expect(faults).toEqual([]);
  }

  it('answers the rendered scene as Node does, and draws three renderings that differ', async () => {
    await page.click('#sample');
    await expectNodesAnswer(SAMPLE);
    const pictures = await page.$$eval('canvas', (all) => all.map((canvas) => canvas.toDataURL()));
    expect(new Set(pictures).size).toBe(3);
    expect((await rowOf('network')).at(-1)).toMatch(/^\d+(\.\d+)? ms$/);
    expect(await page.$$eval('#chart svg[role] path', (paths) => paths.length)).toBe(3);
    expect((await cells('#chart title'))[0]).toMatch(/network 0\.\d{3}, 0\.\d{3}; grey-world/);
  });

  it('sends no picture anywhere: it asks its own server for its own files', async () => {
    const asked: { url: string; method: string; body: boolean }[] = [];
    page.on('request', (request) => {
      const body = request.hasPostData();
      asked.push({ url: request.url(), method: request.method(), body });
    });
    await page.reload();
    await choose(SAMPLE);
    await shown();
    const own = new URL(page.url()).origin;
    expect(asked.length).toBeGreaterThan(2);
    for (const { url, method, body } of asked) {
      // What a page makes for itself reaches nobody.
      if (/^(?:blob|data):/.test(url)) continue;
      expect(new URL(url).origin, url).toBe(own);
      expect([method, body], url).toEqual(['GET', false]);
    }
    expect(await page.evaluate(() => performance.getEntriesByType('beacon').length)).toBe(0);
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
        expect.stringMatching(/notes\.png: .*signature of a raw picture/),
      ]);
      await page.click('#sample');
      await shown();
      expect(await cells('#status')).toEqual(['3 of 3 methods have answered.']);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16), /linear 16-bit RGB PNG/],
    ['8 bits', encode({ ...FLAT, data: new Uint8Array(192), depth: 8 }), /got 8\. Export/],
    [
      'half a file',
      encode({ ...FLAT, data: new Uint16Array(192), depth: 16 }).subarray(0, 60),
      /again: it is incomplete/,
    ],
    ['nothing', new Uint8Array(0), /got an empty file\. Copy/],
  ])('says of a file of %s what to do', async (_name, bytes, message) => {
    const dir = mkdtempSync(join(tmpdir(), 'deepawb-page-'));
    try {
      const file = join(dir, 'shot.png');
      writeFileSync(file, bytes);
      await choose(file);
      await page.waitForSelector('.fault');
      expect((await cells('#status'))[0]).toMatch(message);
      expect(await page.$('#result:not([hidden])')).toBeNull();
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('takes a DNG with the levels that it states, and shows what the camera took the light for', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'deepawb-page-'));
    try {
      const file = join(dir, 'shot.dng');
      const [width, height] = [64, 48];
      const light = [0.55, 1, 1, 0.5];
      const values = Uint16Array.from({ length: width * height }, (_, i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        return 64 + Math.round((150 + 8 * x + 4 * y) * light[2 * (y % 2) + (x % 2)]!);
      });
      const stated = {
        50714: long(64),
        50717: long(1023),
        50728: rational(ratio(0.5), ratio(1), ratio(0.4)),
      };
      const tags = { ...bayerTags({ widthPx: width, heightPx: height, bits: 10 }), ...stated };
      writeFileSync(file, writeTiff({ tags, blocks: [packRows(values, width, 10)] }));
      await choose(file);
      await expectNodesAnswer(file);
      expect(await cells('#status')).toEqual([
        '3 of 3 methods have answered. Levels of the file: black 64, white 1023.',
      ]);
      await check('as-shot');
      await shown();
      await page.waitForFunction(() =>
        document.querySelector('#points')?.textContent?.includes('as-shot'),
      );
      expect((await rowOf('as-shot')).slice(0, 4)).toEqual([
        '0.5000',
        '0.4000',
        '2.0000',
        '2.5000',
      ]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it("doubts levels that cannot be the picture's, and a picture that shows no light", async () => {
    const dir = mkdtempSync(join(tmpdir(), 'deepawb-page-'));
    try {
      const bright = join(dir, 'bright.png');
      writeFileSync(
        bright,
        encode({ ...FLAT, data: new Uint16Array(192).fill(60_000), depth: 16 }),
      );
      await choose(bright);
      await shown();
      expect((await cells('#status'))[0]).toMatch(/exceeds the white level 16383.*60000.*levels/);
      expect((await cells('#confidence'))[0]).toMatch(/Confidence of the network: 0\. .*guess/);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('is used by keys alone, and tells by its status line when answers are there', async () => {
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
    const tabTo = async (id: string) => {
      for (let i = 0; i < 40 && (await focused()) !== id; i++) await page.keyboard.press('Tab');
      expect(await focused()).toBe(id);
    };
    await shown();
    await tabTo('sample');
    await page.keyboard.press('Enter');
    await shown();
    expect(
      await page.$eval('#status', (line) => [line.role, line.ariaLive, line.textContent]),
    ).toEqual(['status', 'polite', '3 of 3 methods have answered.']);
    await tabTo('zoom');
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    const seen = () =>
      page.$$eval('#panels canvas', (all) =>
        all.map(({ style: { transform, transformOrigin } }) => `${transform} ${transformOrigin}`),
      );
    expect(new Set(await seen())).toEqual(new Set(['scale(2) 50% 50%']));
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    expect(new Set(await seen())).toEqual(new Set(['scale(2) 58% 50%']));
    await tabTo('json');
  });

  it('puts two different answers under the slider, and those that are chosen', async () => {
    const two = () =>
      page.$$eval('#left, #right', (all) => all.map((one) => (one as HTMLSelectElement).value));
    const open = async (hash: string) => {
      await page.goto('about:blank');
      await page.goto(`${server.resolvedUrls?.local[0]}${hash}`);
      await shown();
    };
    await open('#mode=slider');
    expect(await two()).toEqual(['uniform', 'network']);
    await page.select('#left', 'grey-world');
    await check('white-patch');
    await page.waitForFunction(() => document.querySelectorAll('#left option').length === 4);
    await shown();
    expect(await two()).toEqual(['grey-world', 'network']);
    await open('#mode=slider&left=network&right=grey-world');
    expect(await two()).toEqual(['network', 'grey-world']);
  });

  it('says which version it is, and whom its networks are owed to', async () => {
    const [text = ''] = await cells('footer');
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(text).toContain(`deepawb ${version}, MIT`);
    const networks = await page.$$eval('#methods .kind:first-child input', (all) =>
      all.map((input) => (input as HTMLInputElement).value),
    );
    expect(networks.length).toBeGreaterThan(2);
    for (const name of networks.filter((one) => one !== 'network')) {
      const { metadata } = decodeModel(readFileSync(join(ROOT, `models/${name}.awb`)));
      const [, ofNetwork = ''] = new RegExp(`${name}, (.*?)(?:;|\\. )`, 's').exec(text) ?? [];
      expect(ofNetwork).toContain(metadata.licence);
      for (const [author] of metadata.attribution.matchAll(/\w+ et al\./g))
        expect(text).toContain(author);
    }
  });

  it('saves answers with the errors that a network expects, as JSON and as CSV', () => {
    const facts = { widthPx: 4, heightPx: 3, camera: null } as unknown as PictureFacts;
    const answer = {
      method: 'network',
      whitePoint: { r: 0.5, b: 0.8 },
      gains: { red: 2, blue: 1.25 },
      confidence: 0.5,
      expectedErrorDegrees: 2.25,
      errorDegrees: 1.5,
      ms: 3,
      fault: null,
    } as MethodAnswer;
    const results = [{ name: 'a, b.dng', facts, answers: [answer] }];
    const [head = '', row] = csvOf(results).trim().split(/\r?\n/);
    expect(row).toBe('"a, b.dng",network,0.5,0.8,2,1.25,0.5,1.5,3,,2.25');
    expect(head.split(',')).toHaveLength(11);
    expect(head).toMatch(/,expected_error_degrees$/);
    const [picture] = JSON.parse(jsonOf(results)).pictures;
    expect(picture.answers[0]).toMatchObject({ expectedErrorDegrees: 2.25, errorDegrees: 1.5 });
  });

  it('fits a phone', async () => {
    await page.setViewport({ width: 360, height: 740 });
    await page.click('#sample');
    await shown();
    const [wide, right] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.querySelector('.scroll')!.getBoundingClientRect().right,
    ]);
    expect(wide).toBe(360);
    expect(right).toBeLessThanOrEqual(360 - 12);
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

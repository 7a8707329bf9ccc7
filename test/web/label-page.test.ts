/**
 * The labelling page in a real browser: the whole way from raw pictures to a data set that trains, by mouse, and by keys alone; what is
 * confirmed is on the disk, whatever happens to page and server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readDatasetIndex } from '../../dist/dataset/index.js';
import { readBook } from '../../dist/labels/node/index.js';
import { decodeRaw } from '../../dist/raw/index.js';
import { CARD_CORNERS, cardDng, chartDng, put, putShots, SHOT } from '../labels/own-shots.js';
import { describeWhere } from '../support/needs.js';
import { MAIN } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';
import { CHROMIUM, faultsOn, launchBrowser } from './browser.js';

const MODEL = join(import.meta.dirname, '../../models/cube64-small.awb');
const WIDE = { width: 1440, height: 900 };

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describeWhere(CHROMIUM !== undefined, 'chromium', 'the labelling page in Chromium', () => {
  let browser: Browser;
  let imported: string;
  let root: string;
  let dir: string;
  let server: ChildProcess;
  let url: string;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
    imported = mkdtempSync(join(tmpdir(), 'deepawb-label-shots-'));
    const shots = join(imported, 'shots');
    putShots(shots, 3);
    const light = { r: 0.62, b: 0.5 };
    put(join(shots, 'burst-a.dng'), cardDng({ light, seed: 'a', neutral: [0.63, 1, 0.49] }), 200);
    put(join(shots, 'burst-b.dng'), cardDng({ light, seed: 'b', neutral: [0.6, 1, 0.52] }), 200.1);
    put(join(shots, 'chart.dng'), chartDng().bytes, 300);
    const args = ['data', 'import', shots, join(imported, 'mine'), '--size', '120'];
    const { code, stderr } = await runHere(args);
    expect(code, stderr).toBe(0);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(imported, { recursive: true, force: true });
  });
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'deepawb-label-'));
    dir = join(root, 'mine');
    // Labels are written into the folder alone, never beside the raw files.
    cpSync(join(imported, 'mine'), dir, { recursive: true, preserveTimestamps: true });
    await serve();
    page = await open();
  });
  afterEach(async () => {
    await page?.close();
    server.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  async function serve(...options: string[]): Promise<void> {
    server = spawn(process.execPath, [MAIN, 'label', dir, ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    url = await new Promise((resolve) => {
      let said = '';
      server.stdout?.on('data', (text) => {
        said += text;
        const [found] = /^http:\S+\n/m.exec(said) ?? [];
        if (found) resolve(found.trim());
      });
    });
  }

  async function open(size = WIDE): Promise<Page> {
    const opened = await browser.newPage();
    faults = faultsOn(opened);
    await opened.setViewport(size);
    await opened.goto(url);
    await opened.waitForSelector('#list button[aria-current]');
    return opened;
  }

  const text = (selector: string) => page.$eval(selector, (found) => found.textContent ?? '');
  /** Waits for the picture that is shown, its raw file read. */
  const shows = (image: string) =>
    page.waitForFunction(
      (name) =>
        document.querySelector('#name')?.textContent === name &&
        !document.querySelector('#about')?.textContent?.startsWith('Reading'),
      {},
      image,
    );
  const measured = () =>
    page.waitForFunction(() => document.querySelectorAll('#numbers tr').length > 5);
  const choose = async (image: string) => {
    // At once: the list may be sorted anew between finding a place in it and a click there.
    await page.$eval(`#list button[data-image="${image}"]`, (found) =>
      (found as HTMLElement).click(),
    );
    await shows(image);
  };
  const labelled = (count: number) =>
    page.waitForFunction(
      (n) => document.querySelector('#progress')?.textContent?.startsWith(`${n} of `),
      {},
      count,
    );

  /** Draws the card with the mouse. */
  async function drawCard(): Promise<void> {
    const view = await page.$('#view');
    const box = (await view?.boundingBox())!;
    const scale = Math.min(box.width / SHOT.widthPx, box.height / SHOT.heightPx);
    const place = ([x, y]: readonly number[]) =>
      [
        box.x + (box.width - SHOT.widthPx * scale) / 2 + x! * scale,
        box.y + (box.height - SHOT.heightPx * scale) / 2 + y! * scale,
      ] as const;
    await page.mouse.move(...place(CARD_CORNERS[0]!));
    await page.mouse.down();
    await page.mouse.move(...place([120, 70]));
    await page.mouse.move(...place(CARD_CORNERS[2]!));
    await page.mouse.up();
    await measured();
  }

  it('leads from shots to a data set that trains: draw, confirm, copy, undo, reload', async () => {
    await choose('shot-1');
    await drawCard();
    expect(await text('#numbers')).toMatch(/r = R\/G0\.8[45]\d\d ± 0\.000/);
    await page.click('#accept');
    await labelled(1);
    const { labels } = readBook(dir);
    expect(labels.get('shot-1')?.r).toBeCloseTo(0.85, 2);
    expect(labels.get('shot-1')?.polygon?.[0]?.[0]).toBeCloseTo(CARD_CORNERS[0]![0], 0);

    await choose('chart');
    expect(await text('[data-image="chart"] small')).toContain('chart found');
    await measured();
    expect(await text('#numbers')).toContain('N6.5 alone');
    // Six greys on each of two lines.
    expect(await page.$$('#greys circle')).toHaveLength(12);
    expect(await text('#greys')).toMatch(/R\/G 0\.\d{3}.*B\/G 0\.\d{3}/);
    await page.click('#accept');
    await labelled(2);
    expect(readBook(dir).labels.get('chart')).toMatchObject({ how: 'chart' });

    await choose('burst-a');
    await drawCard();
    await page.click('#accept');
    await labelled(3);
    await choose('burst-b');
    await page.click('#same');
    await labelled(4);
    expect(readBook(dir).labels.get('burst-b')).toMatchObject({ how: 'copied', from: 'burst-a' });

    await page.click('#undo');
    await labelled(3);
    await page.waitForSelector('#same:not([disabled])');
    await page.click('#same');
    await labelled(4);

    await page.reload();
    await page.waitForSelector('#list button[aria-current]');
    await labelled(4);
    for (const image of ['shot-2', 'shot-3']) {
      await choose(image);
      await drawCard();
      await page.click('#accept');
      await page.waitForFunction(
        (name) => document.querySelector(`[data-image="${name}"] .state.open`) === null,
        {},
        image,
      );
    }
    await labelled(6);
    expect(faults).toEqual([]);
    const ended = new Promise((done) => server.on('close', done));
    server.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(readDatasetIndex(dir, { part: 'train' }).pictures).toHaveLength(6);
    const train = ['--epochs', '1', '--size', '12', '--folds', '2', '--threads', '1', '--no-cache'];
    const model = join(root, 'mine.awb');
    const run = await runHere(['train', '--data', dir, ...train, '--out', model]);
    expect(run.code, run.stderr).toBe(0);
  });

  it('is worked by keys alone', async () => {
    await choose('shot-2');
    await page.focus('#view');
    await page.keyboard.press('r');
    await measured();
    await page.keyboard.down('Shift');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.up('Shift');
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowUp');
    await page.waitForSelector('#accept:not([disabled])');
    await page.keyboard.press('Enter');
    await labelled(1);
    expect(readBook(dir).labels.get('shot-2')?.r).toBeCloseTo(0.7, 1);
    await page.keyboard.press('x');
    await page.waitForSelector('.state.unusable');
    expect(readBook(dir).unusable.size).toBe(1);
    await page.keyboard.press('z');
    await page.waitForFunction(() => document.querySelector('.state.unusable') === null);
    await page.keyboard.press('z');
    await labelled(0);
    expect(readBook(dir).labels.size).toBe(0);
    expect(faults).toEqual([]);
  });

  it('shows single pixels of the sensor, and what the file has of the one beneath the pointer', async () => {
    await choose('shot-1');
    await drawCard();
    await page.focus('#view');
    await page.keyboard.press('i');
    const box = (await (await page.$('#view'))!.boundingBox())!;
    let told = '';
    // The pixels come from the server: until they are there the pointer is moved about.
    for (let i = 0; !/^\d+, \d+: (red|green|blue) \d+$/.test(told); i++) {
      await page.mouse.move(box.x + box.width / 2 + (i % 3), box.y + box.height / 2);
      told = await text('#shown');
    }
    const [, column, row, colour, value] = /^(\d+), (\d+): (\w+) (\d+)$/.exec(told) ?? [];
    // The middle of the card that was drawn, its values as the file has them.
    const { values, widthPx } = decodeRaw(readFileSync(join(imported, 'shots', 'shot-1.dng')), {
      inflate: (data) => data,
    });
    expect(Math.abs(Number(column) - 120)).toBeLessThan(3);
    expect(Math.abs(Number(row) - 70)).toBeLessThan(3);
    expect(Number(value)).toBe(values[Number(row) * widthPx + Number(column)]);
    const filters = ['red', 'green', 'green', 'blue'];
    expect(colour).toBe(filters[2 * (Number(row) % 2) + (Number(column) % 2)]);
    await page.keyboard.press('i');
    await page.waitForFunction(() =>
      document.querySelector('#shown')?.textContent?.startsWith('balanced'),
    );
    expect(faults).toEqual([]);
  });

  it('loses nothing that was confirmed by a kill of the server', async () => {
    await choose('shot-3');
    await drawCard();
    await page.click('#accept');
    await labelled(1);
    server.kill('SIGKILL');
    await page.waitForFunction(() =>
      document.querySelector('#message')?.textContent?.includes('does not answer'),
    );
    expect(readBook(dir).labels.has('shot-3')).toBe(true);
    await page.close();
    await serve();
    page = await open();
    await labelled(1);
    // What the kill left undone was done when the page was served again.
    expect(readDatasetIndex(dir, { part: 'train' }).pictures.map(({ id }) => id)).toEqual([
      'shot-3',
    ]);
  });

  it('shows on one page what was labelled on another', async () => {
    const other = await browser.newPage();
    await other.setViewport(WIDE);
    await other.goto(url);
    await other.waitForSelector('#list button[aria-current]');
    await page.bringToFront();
    await choose('shot-1');
    await drawCard();
    await page.click('#accept');
    await labelled(1);
    await other.bringToFront();
    await other.waitForFunction(() =>
      document.querySelector('#progress')?.textContent?.startsWith('1 of '),
    );
    await other.close();
  });

  it('tells every mark, key and picture whole, on a desktop and on a phone', async () => {
    await page.close();
    server.kill('SIGKILL');
    await serve('--model', MODEL);
    page = await open();
    await choose('chart');
    await page.waitForSelector('#plane path.model');
    await page.waitForSelector('#plane rect.grey');
    for (const kind of ['model', 'camera', 'grey-world', 'grey', 'now']) {
      const shapeOf = (within: string) =>
        page.$eval(`${within} .${kind}`, (mark) => [mark.tagName, mark.getAttribute('d')]);
      expect(await shapeOf(`#legend [data-kind="${kind}"] svg`), kind).toEqual(
        await shapeOf('#plane'),
      );
    }
    // Names of levels stand above the curves.
    const lines = await page.$$eval('#histogram .bins', (found) =>
      found.flatMap((line) => (line.getAttribute('points') ?? '').split(' ')),
    );
    expect(Math.min(...lines.map((point) => Number(point.split(',')[1])))).toBeGreaterThan(18);

    const cut = () =>
      page.$$eval('#list small', (found) =>
        found.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
      );
    const rows = () =>
      page.$$eval('.tools', (found) =>
        found.map((tools) => {
          const tops = [...tools.querySelectorAll('button')].map(({ offsetTop }) => offsetTop);
          return [...new Set(tops)].map((top) => tops.filter((one) => one === top).length);
        }),
      );
    expect(await cut()).toEqual([]);
    expect(await rows()).toEqual([[6], [6]]);
    const keys = await page.$$eval('#keys kbd', (found) => found.map((key) => key.textContent));
    const named = await page.$$eval('.tools kbd', (found) => found.map((key) => key.textContent));
    expect(keys).toEqual(expect.arrayContaining(named));
    expect(named).toHaveLength(12);
    for (const width of [1150, 390]) {
      await page.setViewport({ width, height: 844 });
      expect(await rows(), `${width}`).toEqual([
        [3, 3],
        [3, 3],
      ]);
      expect(await cut()).toEqual([]);
      await page.$eval('details.help', (help) => {
        (help as HTMLDetailsElement).open = true;
      });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const box = await (await page.$('#keys'))?.boundingBox();
      expect(box?.height).toBeGreaterThan(100);
    }
    expect(faults).toEqual([]);
  });

  it.each(['light', 'dark'])(
    'has no violation of axe, %s, before and after a card',
    async (scheme) => {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await choose('shot-1');
      await page.evaluate(AXE);
      const violations = () =>
        page.evaluate(async () => {
          const { axe } = window as unknown as {
            axe: {
              run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
            };
          };
          const { violations } = await axe.run();
          return violations.map(({ id, nodes }) =>
            [id, ...nodes.map(({ html }) => html)].join(' '),
          );
        });
      expect(await violations()).toEqual([]);
      await drawCard();
      await measured();
      expect(await violations()).toEqual([]);
    },
  );

  it('fits a phone, and takes touches', async () => {
    await page.close();
    page = await open({ width: 390, height: 844, hasTouch: true, isMobile: true } as never);
    await choose('shot-1');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.evaluate(() => scrollTo(0, 0));
    const box = (await (await page.$('#view'))!.boundingBox())!;
    const scale = Math.min(box.width / SHOT.widthPx, box.height / SHOT.heightPx);
    const place = (x: number, y: number) =>
      [
        box.x + (box.width - SHOT.widthPx * scale) / 2 + x * scale,
        box.y + (box.height - SHOT.heightPx * scale) / 2 + y * scale,
      ] as const;
    await page.touchscreen.touchStart(...place(92, 50));
    await page.touchscreen.touchMove(...place(120, 70));
    await page.touchscreen.touchMove(...place(150, 92));
    await page.touchscreen.touchEnd();
    await measured();
    // Not by a tap on its place: on a busy machine one was lost, for a reason not found.
    await page.waitForSelector('#accept:not([disabled])');
    await page.$eval('#accept', (found) => (found as HTMLElement).click());
    await labelled(1);
    expect(readBook(dir).labels.get('shot-1')?.r).toBeCloseTo(0.85, 1);
    expect(faults).toEqual([]);
  });
});

/** Reports in a real browser: no violation of axe in either scheme, charts that stay legible, tables that are sorted by keys. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWhere } from '../support/needs.js';
import { runCli } from '../support/run-cli.js';
import { CHROMIUM, launchBrowser } from './browser.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const STUDY = join(import.meta.dirname, '../../studies/cube64-small');
const REPORTS = [
  'eval.html',
  'compare/index.html',
  'pareto/index.html',
  'inspect/index.html',
  'train.html',
  'folds.html',
];

describeWhere(CHROMIUM !== undefined, 'chromium', 'reports in Chromium', () => {
  let root: string;
  let browser: Browser;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'deepawb-reports-'));
    const run = async (...args: string[]) => {
      const { code, stderr } = await runCli(args, { cwd: root });
      expect(code, stderr).toBe(0);
    };
    await run('data', 'synth', 'set', '--train', '16', '--test', '4', '--size', '48x32');
    const methods = ['--baselines', 'grey-world,white-patch,bayes-stock'];
    await run('eval', '--data', 'set', ...methods, '--model', 'shipped', '--report', 'eval.html');
    await run('compare', '--data', 'set', ...methods, '--model', 'shipped', '--out', 'compare');
    cpSync(STUDY, join(root, 'study'), { recursive: true });
    await run('search', 'pareto', 'study', '--out', 'pareto');
    await run('data', 'inspect', 'set', '--out', 'inspect');
    const all = ['--baselines', 'statistical', '--group-by', 'single_illuminant'];
    await run('eval', '--data', 'set', ...all, '--model', 'shipped', '--report', 'all.html');
    const quick = ['train', '--data', 'set', '--epochs', '3', '--threads', '1'];
    await run(...quick, '--out', 'mine.awb', '--report', 'train.html');
    await run(...quick, '--cross-validate', '--folds', '3', '--report', 'folds.html');
    browser = await launchBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function open(report: string, width = 1280, scheme = 'light'): Promise<Page> {
    const page = await browser.newPage();
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(`file://${join(root, report)}`);
    return page;
  }

  it.each(
    REPORTS.flatMap((report) =>
      (['light', 'dark'] as const).flatMap((scheme) =>
        [320, 1280].map((width) => [report, scheme, width] as const),
      ),
    ),
  )(
    '%s, %s, %i px: no violation of axe, nothing beside the page',
    async (report, scheme, width) => {
      const page = await open(report, width, scheme);
      // The page's policy lets in no other script, and axe is one.
      await page.setBypassCSP(true);
      await page.reload();
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        const { violations } = await axe.run();
        return violations.map(({ id, nodes }) => [id, nodes[0]?.html].join(' '));
      });
      expect(found).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await page.close();
    },
    60_000,
  );

  it.each([320, 768, 1920])(
    'draws no text of a chart smaller than 11 px at %i px',
    async (width) => {
      for (const report of REPORTS) {
        const page = await open(report, width);
        const smallest = await page.$$eval('.plot svg', (charts) =>
          Math.min(
            ...charts.flatMap((chart) => {
              const scale =
                chart.getBoundingClientRect().width /
                (chart as SVGSVGElement).viewBox.baseVal.width;
              return [...chart.querySelectorAll('text')].map(
                (text) => scale * Number.parseFloat(getComputedStyle(text).fontSize),
              );
            }),
          ),
        );
        expect(smallest, report).toBeGreaterThanOrEqual(10.99);
        await page.close();
      }
    },
    60_000,
  );

  const column = (page: Page, n: number) =>
    page.$$eval(
      'table.sortable',
      ([table], at) =>
        [...(table as HTMLTableElement).tBodies[0]!.rows].map(
          (row) => row.cells[at]?.textContent ?? '',
        ),
      n,
    );

  it('sorts a table by a heading, up and then down, by keys alone', async () => {
    const page = await open('eval.html');
    const before = await column(page, 2);
    await page.focus('table.sortable th:nth-child(3) button');
    await page.keyboard.press('Enter');
    const up = await column(page, 2);
    expect(up).toEqual(before.toSorted((a, b) => Number(a) - Number(b)));
    await page.keyboard.press('Enter');
    expect(await column(page, 2)).toEqual(up.toReversed());
    expect(await page.$eval('table.sortable th:nth-child(3)', (th) => th.ariaSort)).toBe(
      'descending',
    );
    await page.click('table.sortable th:first-child button');
    const names = await column(page, 0);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
    await page.close();
  });

  it('names the methods that a chart leaves out, groups in words, and shows what grey becomes', async () => {
    const text = readFileSync(join(root, 'all.html'), 'utf8');
    const [, left = ''] = /left out: (.*?)\./.exec(text) ?? [];
    const names = left.split(', ');
    const rows = [...text.matchAll(/<tr data-method="(.*?)"/g)].map(([, name]) => name);
    const methods = new Set(rows);
    expect(methods.size).toBeGreaterThan(6);
    expect(names).toHaveLength(methods.size - 6);
    for (const name of names) expect(methods).toContain(name);
    expect(readFileSync(join(root, 'eval.html'), 'utf8')).not.toContain('left out:');
    expect(text).toMatch(/single illuminant<\/th><\/tr>\s*<tr><th scope="row">one light</);
    // Under the true light grey is grey.
    const ofTruth = [
      ...text.matchAll(/true light<br><i class="swatch" style="background:(#\w+)"/g),
    ];
    expect(ofTruth.length).toBeGreaterThan(2);
    for (const [, colour] of ofTruth) expect(colour).toBe('#ffffff');
    const ofEstimates = [
      ...text.matchAll(/estimate<br><i class="swatch" style="background:(#\w+)"/g),
    ];
    expect(new Set(ofEstimates.map(([, colour]) => colour)).size).toBeGreaterThan(1);
  });

  it('shows pictures larger on request, by keys too', async () => {
    const page = await open('eval.html');
    const width = () => page.$eval('.shot img', (img) => img.getBoundingClientRect().width);
    const before = await width();
    await page.focus('button.size');
    await page.keyboard.press('Enter');
    expect(await width()).toBeGreaterThan(1.8 * before);
    expect(await page.$eval('button.size', (button) => button.ariaPressed)).toBe('true');
    await page.keyboard.press('Enter');
    expect(await width()).toBe(before);
    await page.close();
  });

  it('counts trials and epochs in whole numbers, and states no axis to the last digit', async () => {
    for (const report of ['pareto/index.html', 'train.html']) {
      const page = await open(report);
      const labels = await page.$$eval('.plot', (plots) =>
        plots.map((plot) =>
          [...plot.querySelectorAll('text')].map((text) => text.textContent ?? ''),
        ),
      );
      const counted = labels.filter((texts) =>
        texts.some((text) => /^(?:trial|epoch)$/.test(text)),
      );
      expect(counted.length, report).toBeGreaterThan(0);
      for (const text of labels.flat()) expect(text, report).not.toMatch(/\d\.\d{5}/);
      await page.close();
    }
  });

  it('leaves a method out of tables and pictures, and takes it in again', async () => {
    for (const report of ['eval.html', 'compare/index.html']) {
      const page = await open(report);
      const shown = () =>
        page.$$eval(
          '[data-method="white-patch"]',
          (all) => all.filter((e) => (e as HTMLElement).offsetParent !== null).length,
        );
      const all = await shown();
      expect(all, report).toBeGreaterThan(1);
      const boxes = await page.$$('fieldset label');
      for (const box of boxes) {
        if ((await box.evaluate((e) => e.textContent)) === 'white-patch') await box.click();
      }
      expect(await shown(), report).toBe(0);
      await page.close();
    }
  });

  it('tells trials of a search to a pointer that rests on them', async () => {
    const page = await open('pareto/index.html');
    const tips = await page.$$eval('.plot circle title', (all) =>
      all.map((e) => e.textContent ?? ''),
    );
    expect(tips.filter((tip) => /^trial 108, trained, to be taken/.test(tip))).toHaveLength(2);
    expect(tips.some((tip) => /^after trial 119: 0\.26/.test(tip))).toBe(true);
    await page.close();
  });
});

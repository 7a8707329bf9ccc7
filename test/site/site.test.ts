/** The site of the documentation, built as `npm run docs` does: whole, without a broken link, and readable from a disk without a network. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subpaths } from '../../scripts/site/api.mjs';
import { buildSite } from '../../scripts/site/build-site.mjs';
import { brokenLinks, linksOf } from '../../scripts/site/check-links.mjs';
import { describeWhere } from '../support/needs.js';
import { runHere } from '../support/run-here.js';
import { CHROMIUM, launchBrowser } from '../web/browser.js';

const ROOT = join(import.meta.dirname, '../..');
let site: string;

beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'deepawb-site-'));
  await buildSite(site);
}, 600_000);
afterAll(() => rmSync(site, { recursive: true, force: true }));

const read = (address: string) => readFileSync(join(site, address), 'utf8');
const pages = () =>
  readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
const markdown = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => join(folder, name.replace(/md$/, 'html')));

describe('the site', () => {
  it('lists every page of docs, every decision and every model card', () => {
    const listed = new Set(linksOf(read('index.html')).map(({ path }) => path));
    const missing = ['docs', 'docs/adr', 'models']
      .flatMap(markdown)
      .filter((address) => !listed.has(address));
    expect(missing).toEqual([]);
    expect(listed.size).toBeGreaterThan(100);
  });

  it('has no link that leads nowhere', () => {
    expect(brokenLinks(site)).toEqual([]);
  });

  it('fetches nothing', () => {
    const fetched = pages().flatMap((page) =>
      [
        ...read(page).matchAll(
          /<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)="(\w+:[^"]*)"/g,
        ),
      ].map(([, url]) => `${page}: ${url}`),
    );
    expect(fetched).toEqual([]);
  });

  it('describes every subpath of the package', () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const files = new Set(
      Object.values<{ types?: string }>(exports).flatMap(({ types }) => types ?? []),
    );
    expect(subpaths()).toHaveLength(files.size);
    for (const { file } of subpaths()) {
      const page = read(file.replace(/^dist\/(.*)\/index\.d\.ts$/, 'api/$1.html'));
      expect(page, file).toMatch(/<h[23]/);
    }
    expect(read('api/metrics.html')).toContain('Mean of the lowest quarter.');
  });

  it('says of commands what they say themselves', async () => {
    const { stdout } = await runHere(['data', 'synth', '--help']);
    const page = read('commands/data.html');
    const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag ?? '');
    expect(flags).toContain('--camera');
    for (const flag of flags.filter((flag) => flag !== '--help')) expect(page).toContain(flag);
    expect(page).toContain('id="deepawb-data-synth"');
  });

  it('shows notes for whoever runs the commands to nobody else', () => {
    // CONTRIBUTING shows how they are written, as code.
    const shown = pages().filter((page) => /(?<!<code>)(?:&lt;|<)!-- not run/.test(read(page)));
    expect(shown).toEqual([]);
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('<!-- not run');
  });
});

describe('the check of links', () => {
  it('finds a page that is not there and an anchor that is not in it', () => {
    const page = '<h1 id="one">One</h1><a href="a.html#two">x</a><a href="b.html">y</a>';
    expect(brokenLinks(site, [['a.html', page]])).toEqual(['a.html: a.html#two', 'a.html: b.html']);
  });
});

describeWhere(CHROMIUM !== undefined, 'Chromium', 'the site, opened from the disk', () => {
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.setOfflineMode(true);
    page.on('request', (request) => requests.push(request.url()));
  }, 120_000);
  afterAll(() => browser?.close());

  async function open(address: string, width: number, scheme: 'light' | 'dark'): Promise<void> {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport({ width, height: 900 });
    await page.goto(pathToFileURL(join(site, address)).href);
  }

  it.each([
    ['index.html', 320, 'light'],
    ['docs/data-sets.html', 1920, 'dark'],
    ['docs/adr/0018-forms-as-data.html', 768, 'light'],
    ['commands/train.html', 320, 'dark'],
    ['api/infer.html', 1440, 'light'],
    ['docs/glossary.html', 390, 'dark'],
  ] as const)(
    '%s at %i px, %s: nothing that axe minds, nothing cut off',
    async (address, width, scheme) => {
      await open(address, width, scheme);
      await page.evaluate(axe.source);
      const faults = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      expect(faults).toEqual([]);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beyond).toBeLessThanOrEqual(0);
    },
    120_000,
  );

  it('finds what is searched for, from a page in a folder, and leads there', async () => {
    await open('docs/adr/0018-forms-as-data.html', 1280, 'light');
    await page.type('#search input', 'reproduction error');
    await page.waitForSelector('#search .found a');
    const found = await page.$$eval('#search .found a', (links) =>
      links.map((link) => (link as HTMLAnchorElement).href),
    );
    expect(found.join('\n')).toContain('docs/glossary.html');
    for (const url of found) {
      expect(
        existsSync(join(site, relative(pathToFileURL(site).pathname, new URL(url).pathname))),
      ).toBe(true);
    }
    await page.$eval('#search input', (field) => ((field as HTMLInputElement).value = ''));
    await page.type('#search input', 'qqzzxxkkvv');
    await page.waitForFunction(() =>
      document.querySelector('#search .found')?.textContent?.startsWith('Nothing'),
    );
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
  }, 120_000);
});

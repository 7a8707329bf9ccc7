import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { renderReportHtml, writeHtmlReport } from '../../dist/report/index.js';
import { ENTRIES, ESTIMATES, GREY_WORLD, reported } from './sample-evaluation.js';

const HOSTILE = '</style><script>alert("x")</script>&<img src=y onerror=z>';

function content(name = 'network', text = 'A trial.') {
  const pixels = Float32Array.from({ length: 12 * 8 * 4 }, (_, i) => (i % 4 === 3 ? 1 : 0.3));
  return {
    title: text,
    intro: [text, text],
    methods: [reported(name, 27914), GREY_WORLD],
    lights: { truths: ENTRIES.map((e) => e.whitePoint), estimates: ESTIMATES },
    pictures: (['best', 'worst'] as const).map((rank, i) => ({
      id: `${text}${i}`,
      rank,
      picture: { widthPx: 12, heightPx: 8, pixels },
      estimate: ESTIMATES[i],
      truth: ENTRIES[i].whitePoint,
    })),
    pictureAspect: 1.5,
    epochs: [
      { epoch: 1, loss: 1, validationDegrees: 4 },
      { epoch: 2, loss: 0.5, validationDegrees: 2 },
    ],
    settings: { [text]: text, seed: 1, resumed: false },
    notes: [text],
  };
}

/** Names of elements in the order of their opening and closing tags, void ones left out. */
function unbalancedTags(page: string): string[] {
  const open: string[] = [];
  const isVoid = /^(meta|img|br|!doctype)$/i;
  for (const [, slash, name, selfClosed] of page.matchAll(/<(\/?)([a-z!][\w-]*)[^>]*?(\/?)>/gi)) {
    if (isVoid.test(name) || selfClosed === '/') continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return [...open, `/${name}`];
  }
  return open;
}

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

describe('renderReportHtml', () => {
  test('holds figures, charts, pictures and settings, and loads nothing', async () => {
    const page = await renderReportHtml(content());
    const { mean } = content().methods[0].evaluation.recovery;
    expect(page).toContain(`<b>${mean.toFixed(2)}°</b>`);
    expect(page.match(/<svg role="img"/g)).toHaveLength(4);
    expect(page.match(/<img src="data:image\/png;base64,/g)).toHaveLength(6);
    expect(page).toContain('<dt>seed</dt><dd>1</dd>');
    expect(page).toContain('27,914');
    const references = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*"?([^")\s>]*)/g)].map(
      (m) => m[1],
    );
    expect(references.filter((r) => !r.startsWith('data:') && !r.startsWith('#'))).toEqual([]);
    expect(page).not.toMatch(/<link|@import/i);
    expect(unbalancedTags(page)).toEqual([]);
  });

  test('runs one script, which its policy names by its hash', async () => {
    const page = await renderReportHtml(content());
    const [, script = ''] = /<script>([\s\S]*)<\/script>/.exec(page) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy).toBe(
      `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`,
    );
    expect(await renderReportHtml(content(HOSTILE))).toContain(`<script>${script}</script>`);
  });

  test('says beside the ratio to the best other method where the images cannot tell them apart', async () => {
    const [main, other] = content().methods;
    const judged = (low: number, high: number) => {
      const difference = { meanDifference: (low + high) / 2, interval: [low, high] as const };
      return renderReportHtml({
        ...content(),
        methods: [main!, { ...other!, difference }] as never,
      });
    };
    for (const [low, high] of [
      [-1, 0.5],
      [0, 1],
    ] as const)
      expect(await judged(low, high)).toMatch(/°\): too few images to tell them apart/);
    for (const [low, high] of [
      [0.1, 1],
      [-1, -0.1],
    ] as const)
      expect(await judged(low, high)).not.toContain('too few images');
  });

  test('names every chart, and lets none shrink until its text is smaller than 11 px', async () => {
    const page = await renderReportHtml(content());
    const charts = [
      ...page.matchAll(
        /<svg role="img" aria-label="([^"]+)" style="min-width:(\d+)px"[^>]*viewBox="0 0 (\d+)/g,
      ),
    ];
    expect(charts).toHaveLength(4);
    for (const [, name, least, width] of charts) {
      expect(name?.length).toBeGreaterThan(10);
      expect(12 * (Number(least) / Number(width))).toBeGreaterThanOrEqual(11);
    }
  });

  test('escapes every text from outside', async () => {
    const page = await renderReportHtml(content(HOSTILE, HOSTILE));
    expect(page.match(/<script/gi)).toHaveLength(1);
    expect(page).not.toContain('<img src=y');
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(unbalancedTags(page)).toEqual([]);
  });

  test('colours charts by custom properties that both schemes define', async () => {
    const page = await renderReportHtml(content());
    const used = new Set([...page.matchAll(/var\((--[\w-]+)/g)].map((m) => m[1]));
    expect(used.size).toBeGreaterThan(8);
    for (const name of used) {
      expect(page.split(`${name}:#`).length - 1, `${name} in light and dark`).toBe(2);
    }
  });

  test('leaves out what there is nothing to say about', async () => {
    const [network] = content().methods;
    const bare = { ...network, evaluation: { ...network.evaluation, groups: {} } };
    const page = await renderReportHtml({ title: 'T', intro: [], methods: [bare] });
    for (const heading of ['Pictures', 'Settings', 'by what the pictures show', 'Training loss']) {
      expect(page).not.toContain(heading);
    }
    expect(page).toContain('Distribution of errors');
    expect(unbalancedTags(page)).toEqual([]);
    await expect(renderReportHtml({ title: 'T', intro: [], methods: [] })).rejects.toThrow(
      'expected at least one method',
    );
  });

  test('says so when the first method is the worse one', async () => {
    const [network, greyWorld] = content().methods;
    const page = await renderReportHtml({ title: 'T', intro: [], methods: [greyWorld, network] });
    expect(page).toContain('larger mean than network');
  });
});

describe('writeHtmlReport', () => {
  test('writes the page, and its folder where there is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'deepawb-report-'));
    folders.push(folder);
    const path = join(folder, 'new', 'report.html');
    await writeHtmlReport(path, content());
    expect(await readFile(path, 'utf8')).toMatch(/^<!doctype html>/);
  });
});

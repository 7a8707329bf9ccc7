#!/usr/bin/env node
/**
 * `npm run bench:label`: how long the page of `deepawb label` lets one wait. DNGs of 12 megapixels are made here and imported; then in
 * Chromium each gets a card by keys, and from Enter on it is timed when the next picture is shown, and when its raw file is read, so
 * that what is drawn on it is measured at once. Medians with the quickest and the slowest.
 * Options: --pictures N (default 8), --json.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { makeFiles, makeFrame } from './dng-files.mjs';
import { parseArgs, positiveInteger } from './options.mjs';

const { values } = parseArgs({
  options: { pictures: { type: 'string', default: '8' }, json: { type: 'boolean' } },
});
const pictureCount = positiveInteger(values, 'pictures');
const MAIN = new URL('../dist/cli/main.js', import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const folder = mkdtempSync(join(tmpdir(), 'deepawb-bench-label-'));
try {
  report(await time());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function time() {
  makeShots(pictureCount);
  const dir = join(folder, 'mine');
  execFileSync(process.execPath, [MAIN, 'data', 'import', join(folder, 'shots'), dir], {
    stdio: 'ignore',
  });
  const server = spawn(process.execPath, [MAIN, 'label', dir], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const browser = await puppeteer.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 1440, height: 900 });
    await page.goto(await addressOf(server));
    await ready(page, null);
    await page.focus('#view');
    const times = [];
    for (let i = 1; i < pictureCount; i++) times.push(await timeOne(page));
    return times;
  } finally {
    await browser.close();
    server.kill('SIGINT');
  }
}

/** One file after the other differs in a corner, so that none is taken for a copy. */
function makeShots(count) {
  const shots = join(folder, 'shots');
  mkdirSync(shots);
  const frame = makeFrame();
  for (let i = 0; i < count; i++) {
    frame.values.fill(300 + i, 0, 64);
    writeFileSync(join(shots, `shot-${i}.dng`), makeFiles(frame).uncompressed);
  }
}

function addressOf(server) {
  return new Promise((resolve) => {
    let said = '';
    server.stdout.on('data', (text) => {
      said += text;
      const [found] = /^http:\S+\n/m.exec(said) ?? [];
      if (found) resolve(found.trim());
    });
  });
}

/** Until the page shows another picture than `before`, its raw file read. */
function ready(page, before) {
  return page.waitForFunction(
    (old) => {
      const about = document.querySelector('#about')?.textContent ?? '';
      const name = document.querySelector('#name')?.textContent;
      return name !== old && about !== '' && !about.startsWith('Reading');
    },
    { timeout: 120_000, polling: 'raf' },
    before,
  );
}

/** A card by keys, Enter, and the clock of the page until preview and raw file are there. */
async function timeOne(page) {
  const before = await page.$eval('#name', (found) => found.textContent);
  await page.keyboard.press('r');
  await page.waitForSelector('#accept:not([disabled])', { timeout: 120_000 });
  await page.evaluate((old) => {
    const state = { start: 0, shown: 0, read: 0 };
    window.timing = state;
    const canvas = document.querySelector('#view');
    addEventListener('keydown', () => (state.start = performance.now()), { once: true });
    const look = () => {
      const name = document.querySelector('#name')?.textContent;
      const about = document.querySelector('#about')?.textContent ?? '';
      const isNext = name !== old && canvas.dataset.image === name;
      if (isNext && state.shown === 0) state.shown = performance.now();
      if (isNext && !about.startsWith('Reading')) state.read = performance.now();
      else requestAnimationFrame(look);
    };
    look();
  }, before);
  await page.keyboard.press('Enter');
  await ready(page, before);
  await page.waitForFunction(() => window.timing.read > 0, { timeout: 120_000 });
  const { start, shown, read } = await page.evaluate(() => window.timing);
  return { shown: shown - start, read: read - start };
}

function spread(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], least: sorted[0], most: sorted.at(-1) };
}

function report(times) {
  const shownMs = spread(times.map(({ shown }) => shown));
  const readMs = spread(times.map(({ read }) => read));
  if (values.json) {
    console.log(JSON.stringify({ node: process.version, shownMs, readMs }, null, 2));
    return;
  }
  const text = ({ median, least, most }) =>
    `${median.toFixed(0)} ms (${least.toFixed(0)} to ${most.toFixed(0)})`;
  console.log('From Enter, pictures of 12.3 megapixels:');
  console.log(`next picture shown         ${text(shownMs)}`);
  console.log(`its raw file read as well  ${text(readMs)}`);
}

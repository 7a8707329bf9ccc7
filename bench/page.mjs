#!/usr/bin/env node
/**
 * `npm run bench:page`: what the page of `deepawb web` weighs and how soon it is there. It is served on this machine and opened in
 * Chromium with an empty cache, several times. Weight: every file that a first visit takes, gzipped by itself (level 9), until the
 * rendered scene has its answer. Times from the request of the page on: first paint, interactive (the methods can be chosen and the
 * page's thread is free for 50 ms), and the first answer; medians with the quickest and the slowest.
 * Options: --visits N (default 9), --json.
 */
import { spawn } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import puppeteer from 'puppeteer-core';
import { parseArgs, positiveInteger } from './options.mjs';

const { values } = parseArgs({
  options: { visits: { type: 'string', default: '9' }, json: { type: 'boolean' } },
});
const visitCount = positiveInteger(values, 'visits');
const MAIN = new URL('../dist/cli/main.js', import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const server = spawn(process.execPath, [MAIN, 'web', '--json'], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
try {
  report(await measure(await addressOf(server)));
} finally {
  server.kill('SIGINT');
}

function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
      try {
        resolve(JSON.parse(said).urls[0]);
      } catch {
        // Not all of it yet.
      }
    });
    child.on('close', () =>
      reject(new Error('deepawb web ended before it said where the page is')),
    );
  });
}

async function measure(url) {
  const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const visits = [];
    for (let i = 0; i < visitCount; i++) visits.push(await visit(browser, url));
    return { files: await weigh(url, visits[0].files), visits };
  } finally {
    await browser.close();
  }
}

async function visit(browser, url) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.evaluateOnNewDocument(watch);
  const files = new Set();
  const note = (request) => request.url().startsWith(url) && files.add(request.url());
  page.on('request', note);
  page.on('workercreated', (worker) => files.add(worker.url()));
  await page.goto(url);
  await page.waitForFunction(
    () => window.firstAnswer !== undefined && typeof window.interactive === 'number',
    { timeout: 60_000 },
  );
  for (const { name } of await resourcesOfWorker(page)) files.add(name);
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
    interactive: window.interactive,
    answer: window.firstAnswer,
  }));
  await context.close();
  return { ...times, files: [...files] };
}

/** What the worker fetched: its requests are not the page's. */
async function resourcesOfWorker(page) {
  const [worker] = page.workers();
  return worker.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => ({ name })),
  );
}

/** In the page: notes when the methods stand there and the thread is free, and when the first picture has its answers. */
function watch() {
  const look = () => {
    if (!window.interactive && document.querySelector('#methods input')) {
      window.interactive = 'soon';
      const free = (from) =>
        setTimeout(() => {
          const now = performance.now();
          if (now - from < 60) window.interactive = from;
          else free(now);
        }, 50);
      free(performance.now());
    }
    if (window.firstAnswer === undefined && document.querySelector('#result[data-done]')) {
      window.firstAnswer = performance.now();
    }
    if (window.firstAnswer === undefined || typeof window.interactive !== 'number')
      setTimeout(look, 5);
  };
  look();
}

async function weigh(url, files) {
  const weights = [];
  for (const file of files) {
    const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
    const name = file.slice(url.length) || 'index.html';
    // A list of no pictures is no file of the page.
    if (!name.startsWith('api/'))
      weights.push({ name, gzipped: gzipSync(bytes, { level: 9 }).length });
  }
  return weights.sort((a, b) => b.gzipped - a.gzipped);
}

function report({ files, visits }) {
  const total = (some) => some.reduce((sum, { gzipped }) => sum + gzipped, 0);
  const isShown = ({ name }) => /\.(?:awb|png)$/.test(name);
  const spread = (name) => {
    const sorted = visits.map((one) => one[name]).sort((a, b) => a - b);
    return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], most: sorted.at(-1) };
  };
  const times = Object.fromEntries(
    ['paint', 'interactive', 'answer'].map((name) => [name, spread(name)]),
  );
  const weight = {
    page: total(files.filter((file) => !isShown(file))),
    firstVisit: total(files),
  };
  if (values.json) return console.log(JSON.stringify({ files, weight, times }));
  for (const { name, gzipped } of files) console.log(`${kilobytes(gzipped)}  ${name}`);
  console.log(`${kilobytes(weight.page)}  the page before any model or picture`);
  console.log(
    `${kilobytes(weight.firstVisit)}  a first visit, with the network and the scene it shows`,
  );
  for (const [name, { median, least, most }] of Object.entries(times)) {
    console.log(
      `${name.padEnd(12)} ${Math.round(median)} ms (${Math.round(least)} to ${Math.round(most)}, ${visits.length} visits)`,
    );
  }
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
}

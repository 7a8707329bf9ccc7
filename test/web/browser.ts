/** A headless Chromium from the system, and the built page served to it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { type PreviewServer, preview } from 'vite';

const APP = join(import.meta.dirname, '../../apps/web');

/** Where Debian and others put it; undefined where there is none. */
export const CHROMIUM = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

export function launchBrowser(): Promise<Browser> {
  if (!CHROMIUM) throw new Error('expected a Chromium, found none; set CHROMIUM to its path');
  return puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
}

/** What goes wrong on a page from now on: errors of its scripts and of its console, where a policy says what it stopped. */
export function faultsOn(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}

/** Serves dist/web on a free port. */
export function servePage(): Promise<PreviewServer> {
  return preview({
    configFile: join(APP, 'vite.config.ts'),
    root: APP,
    logLevel: 'warn',
    preview: { port: 0, strictPort: false, host: '127.0.0.1' },
  });
}

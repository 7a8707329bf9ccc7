/**
 * Builds the page (apps/web) into dist/web: a scene rendered from spectra that visitors without a raw picture can try,
 * then the bundle. Extra arguments go to Vite: `node scripts/build-web.mjs dev` serves the page while it is edited.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeDataset } from 'deepawb/dataset';

const app = join(import.meta.dirname, '../apps/web');
const sample = join(app, 'public/sample.png');

if (!existsSync(sample)) {
  const dir = mkdtempSync(join(tmpdir(), 'deepawb-sample-'));
  try {
    const scene = { train: 0, test: 1, widthPx: 216, heightPx: 144, seed: 5, mask: false };
    await synthesizeDataset(join(dir, 'scene'), scene);
    mkdirSync(join(app, 'public'), { recursive: true });
    copyFileSync(join(dir, 'scene/test/PNG/0001.png'), sample);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const [command = 'build', ...rest] = process.argv.slice(2);
const vite = join(import.meta.dirname, '../node_modules/vite/bin/vite.js');
const { status } = spawnSync(
  process.execPath,
  [vite, command, app, '--config', join(app, 'vite.config.ts'), ...rest],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;

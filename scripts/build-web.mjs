/**
 * Builds the page (apps/web) into dist/web: a scene rendered from spectra that visitors without a raw picture can try,
 * then the bundle. Extra arguments go to Vite: `node scripts/build-web.mjs dev` serves the page while it is edited.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeDataset } from 'deepawb/dataset';
import { decode } from 'fast-png';
import { pngPieces } from '../dist/report/draw/png-pieces.js';

const app = join(import.meta.dirname, '../apps/web');
const sample = join(app, 'public/sample.png');

if (!existsSync(sample)) {
  const dir = mkdtempSync(join(tmpdir(), 'deepawb-sample-'));
  try {
    const scene = { train: 0, test: 1, widthPx: 180, heightPx: 120, seed: 5, mask: false };
    await synthesizeDataset(join(dir, 'scene'), scene);
    mkdirSync(join(app, 'public'), { recursive: true });
    const { width, height, data } = decode(readFileSync(join(dir, 'scene/test/PNG/0001.png')));
    const all = [];
    // Filtered lines are smaller by a sixth, and every visitor takes them.
    for await (const piece of pngPieces({ widthPx: width, heightPx: height, bits: 16 }, [data])) {
      all.push(piece);
    }
    writeFileSync(sample, Buffer.concat(all));
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

/** Small data sets in the SimpleCube++ layout for tests, each in a folder of its own that goes when the test ends. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { encodePng16, type RawImage } from '../../dist/raw/index.js';

export interface FolderPicture {
  readonly id: string;
  readonly light: readonly [number, number, number];
}

/** An empty folder, removed after the test. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'deepawb-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A grey scene of random brightness under a light, its lower right quarter masked. */
export function greyScene(
  light: readonly number[],
  seed: string,
  widthPx = 12,
  heightPx = 8,
): RawImage {
  const rng = createRng(seed);
  const rgb = new Uint16Array(3 * widthPx * heightPx);
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i += 3) {
      if (2 * x >= widthPx && 2 * y >= heightPx) continue;
      // One pixel near black, as in any picture.
      const grey = i === 0 ? 0.01 : 0.2 + 0.6 * rng.uniform();
      for (let c = 0; c < 3; c++) rgb[i + c] = Math.round(2048 + 14335 * grey * light[c]);
    }
  }
  return { widthPx, heightPx, rgb, blackLevel: 2048, whiteLevel: 16383 };
}

export function writeFile(dir: string, path: string, content: string | Uint8Array): string {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Four pictures `00_0001` ... of one part with labels, and the folder they are in. */
export function datasetFolder(part = 'train', dir = temporaryFolder()): string {
  const rows = ['image,mean_r,mean_g,mean_b'];
  for (let n = 1; n <= 4; n++) {
    const light = [0.3 + 0.05 * n, 1, 0.9 - 0.1 * n];
    const id = `00_000${n}`;
    writeFile(dir, `${part}/PNG/${id}.png`, encodePng16(greyScene(light, `${part}/${id}`)));
    rows.push([id, ...light].join(','));
  }
  writeFile(dir, `${part}/gt.csv`, `${rows.join('\n')}\n`);
  return dir;
}

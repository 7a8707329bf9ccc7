/** PNGs that come in bands: the same values as at once, the same faults, and means over squares of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { createBandBinner } from '../../dist/raw/image/bin-bands.js';
import { decodePng16, encodePng16 } from '../../dist/raw/index.js';
import { largePngHeader, pngBands, readLargePng } from '../../dist/raw/node/decode/large-png.js';

const LEVELS = { blackLevel: 100, whiteLevel: 50_000 };
let folder: string;
const [widthPx, heightPx] = [211, 403];
const rng = createRng(1);
const rgb = Uint16Array.from({ length: 3 * widthPx * heightPx }, () =>
  Math.floor(rng.uniform() * 65_536),
);
rgb.fill(0, 30, 90);
const bytes = encodePng16({ widthPx, heightPx, rgb, ...LEVELS });
const fileOf = (name: string, content: Uint8Array) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-large-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(file: string): Promise<Uint16Array> {
  const values: number[] = [];
  let row = 0;
  for await (const band of pngBands(file, { widthPx, heightPx, interlaced: false })) {
    expect(band.firstRow).toBe(row);
    row += band.rows;
    for (const value of band.values) values.push(value);
  }
  return Uint16Array.from(values);
}

describe('a PNG in bands', () => {
  it('has the values that it has at once', async () => {
    const file = fileOf('whole.png', bytes);
    expect(largePngHeader(file, 1000)).toEqual({ widthPx, heightPx, interlaced: false });
    expect(largePngHeader(file)).toBeNull();
    expect(largePngHeader(fileOf('none.png', Uint8Array.of(1, 2, 3)), 0)).toBeNull();
    expect(await read(file)).toEqual(decodePng16(bytes).rgb);
  });

  it('is refused where it is cut short or changed', async () => {
    await expect(read(fileOf('cut.png', bytes.subarray(0, 9000)))).rejects.toThrow(/truncated/);
    const changed = bytes.slice();
    changed[5000]! ^= 1;
    await expect(read(fileOf('changed.png', changed))).rejects.toThrow(/CRC/);
    const wrongSize = { widthPx, heightPx: heightPx + 1, interlaced: false };
    const rows = pngBands(fileOf('whole.png', bytes), wrongSize);
    await expect(consume(rows)).rejects.toThrow(/truncated pixel data/);
  });

  it('is averaged down to 4 megapixels at most, at its own levels', async () => {
    const sources = { options: LEVELS };
    const size = { widthPx, heightPx, interlaced: false };
    const { image } = await readLargePng(fileOf('whole.png', bytes), size, sources);
    expect(image).toMatchObject({ widthPx, heightPx, ...LEVELS });
  });
});

async function consume(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

describe('means over squares', () => {
  it.each([1, 2, 3, 7])(
    'of side %i are those of the unmasked pixels, clipped at white',
    (factor) => {
      const binner = createBandBinner({ widthPx, heightPx }, LEVELS, factor);
      // Bands of any height.
      for (let row = 0; row < heightPx; row += 5) {
        binner.take(rgb.subarray(3 * widthPx * row, 3 * widthPx * Math.min(heightPx, row + 5)));
      }
      const image = binner.finish();
      expect(image.widthPx).toBe(Math.ceil(widthPx / factor));
      expect(image.heightPx).toBe(Math.ceil(heightPx / factor));
      for (const [x, y] of [
        [0, 0],
        [5, 0],
        [image.widthPx - 1, 3],
        [2, image.heightPx - 1],
      ] as const) {
        for (const c of [0, 1, 2]) {
          const values: number[] = [];
          for (let py = y * factor; py < Math.min(heightPx, (y + 1) * factor); py++) {
            for (let px = x * factor; px < Math.min(widthPx, (x + 1) * factor); px++) {
              const at = 3 * (py * widthPx + px);
              if (rgb[at]! + rgb[at + 1]! + rgb[at + 2]! > 0) {
                values.push(Math.min(LEVELS.whiteLevel, rgb[at + c]!));
              }
            }
          }
          const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
          expect(image.rgb[3 * (y * image.widthPx + x) + c]).toBe(Math.round(mean));
        }
      }
    },
  );
});

/** `deepawb chart` as users run it, on rendered charts written as raw pictures. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { angleDegrees } from '../../dist/color/index.js';
import { encodePng16 } from '../../dist/raw/index.js';
import { type RenderOptions, renderChart, SPYDERCHECKR } from '../chart/render-chart.js';
import { runHere } from '../support/run-here.js';

const folder = mkdtempSync(join(tmpdir(), 'deepawb-chart-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LEVELS = { blackLevel: 512, whiteLevel: 16_383 } as const;
const OPTIONS = ['--black-level', '512', '--white-level', '16383'];

function write(
  name: string,
  options: RenderOptions,
): { file: string; light: { r: number; b: number } } {
  const { widthPx, heightPx, rgb, whitePoint } = renderChart({
    fullElectrons: 8000,
    readElectrons: 4,
    ...options,
  });
  const raw = Uint16Array.from(rgb, (v) => Math.max(1, Math.round(512 + v * (16_383 - 512))));
  const file = join(folder, name);
  writeFileSync(file, encodePng16({ widthPx, heightPx, rgb: raw, ...LEVELS }));
  return { file, light: whitePoint };
}

describe('deepawb chart', () => {
  it('prints the light of each picture, whichever way the chart lies', async () => {
    const shots = [
      write('straight.png', { chartWidthPx: 220 }),
      write('mirrored.png', { chartWidthPx: 220, turnDegrees: 90, isMirrored: true, seed: 2 }),
    ];
    const { code, stdout } = await runHere([
      'chart',
      '--json',
      ...OPTIONS,
      ...shots.map((s) => s.file),
    ]);
    expect(code).toBe(0);
    const { pictures } = JSON.parse(stdout);
    expect(pictures.map((p: { isMirrored: boolean }) => p.isMirrored)).toEqual([false, true]);
    for (const [k, { whitePoint, sigmaDegrees, greys }] of pictures.entries()) {
      const { r, b } = shots[k]!.light;
      expect(angleDegrees(whitePoint.r, 1, whitePoint.b, r, 1, b)).toBeLessThan(0.5);
      expect(sigmaDegrees).toBeGreaterThan(0);
      expect(greys).toHaveLength(6);
    }
  });

  it('ends with exit code 3 and a sentence where there is no chart, or one whose greys are tinted', async () => {
    const other = write('other.png', {
      chartWidthPx: 220,
      colours: Array(24).fill('808080').join(' '),
    });
    const none = await runHere(['chart', ...OPTIONS, other.file]);
    expect(none.code).toBe(3);
    expect(none.stderr).toMatch(/other\.png: no ColorChecker found\./);
    const spyder = write('spyder.png', { chartWidthPx: 220, colours: SPYDERCHECKR });
    const tinted = await runHere(['chart', ...OPTIONS, spyder.file]);
    expect(tinted.code).toBe(3);
    expect(tinted.stderr).toMatch(/spyder\.png: A SpyderCheckr: its greys are tinted by design/);
  });

  it('refuses a level that does not go with the other one, and names the picture', async () => {
    const shot = write('levels.png', { chartWidthPx: 220 });
    const { code, stderr } = await runHere(['chart', '--black-level', '20000', shot.file]);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /levels\.png: .* got black 20000, white 16383\. Give levels that go with the file's own, or both/,
    );
  });

  it('prints what it can and names what it left out', async () => {
    const shot = write('one.png', { chartWidthPx: 220 });
    const { code, stdout, stderr } = await runHere([
      'chart',
      ...OPTIONS,
      shot.file,
      `${folder}/none.png`,
    ]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/one\.png {2}0\.\d{4} 0\.\d{4} {2}±\d\.\d\d°, greys \d\.\d\d° apart/);
    expect(stderr).toMatch(/none\.png: expected a picture, no such file/);
    expect(stderr).toMatch(/1 of 2 pictures left out/);
  });
});

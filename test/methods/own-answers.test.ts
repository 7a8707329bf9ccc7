/** As shot on a data set of DNGs: what each file holds itself. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chooseMethods } from '../../dist/methods/index.js';
import { estimateDataset } from '../../dist/methods/node/index.js';
import { cardDng } from '../labels/own-shots.js';

it('as shot is the AsShotNeutral of DNGs whose properties state none', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'deepawb-as-shot-'));
  try {
    mkdirSync(join(dir, 'test/PNG'), { recursive: true });
    writeFileSync(join(dir, 'test/PNG/a.dng'), cardDng({ neutral: [0.46, 1, 0.61] }));
    writeFileSync(join(dir, 'test/gt.csv'), 'image,mean_r,mean_g,mean_b\na,0.5,1,0.7\n');
    const size = { widthPx: 16, heightPx: 16 };
    const job = {
      dir,
      part: 'test' as const,
      methods: chooseMethods(['as-shot']),
      size,
      cacheDir: null,
    };
    const { methods } = await estimateDataset(job);
    expect(methods[0]?.estimates[0]?.r).toBeCloseTo(0.46, 5);
    expect(methods[0]?.estimates[0]?.b).toBeCloseTo(0.61, 5);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

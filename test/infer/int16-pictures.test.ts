/** What 16-bit integers cost in accuracy, on real pictures with the shipped model. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { loadThumbnails } from '../../dist/dataset/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';
import { shippedModelFile } from './shipped-model.js';

const MODULE = loadKernelModule();

describeWithShared('cube64', 'inference in 16-bit integers on real pictures', () => {
  it('moves estimates of the shipped model by less than a tenth of a degree', async () => {
    const file = readFileSync(shippedModelFile());
    const float = createEstimator(file, MODULE);
    const int16 = createEstimator(file, MODULE, { arithmetic: 'int16' });
    const { thumbnails } = await realThumbnails(float.inputSize);
    let sum = 0;
    for (const pixels of thumbnails) {
      const moved = recoveryErrorDegrees(
        int16.estimateThumbnail(pixels).whitePoint,
        float.estimateThumbnail(pixels).whitePoint,
      );
      expect(moved).toBeLessThan(0.1);
      sum += moved;
    }
    expect(sum / thumbnails.length).toBeLessThan(0.01);
  });
});

async function realThumbnails(size: { heightPx: number; widthPx: number }) {
  const { set } = await loadThumbnails(sharedData('cube64'), {
    part: 'train',
    ...size,
    blackLevel: 2048,
    whiteLevel: 16_383,
  });
  const length = size.heightPx * size.widthPx * 4;
  return {
    thumbnails: set.entries.map((_, i) => set.pixels.slice(i * length, (i + 1) * length)),
  };
}

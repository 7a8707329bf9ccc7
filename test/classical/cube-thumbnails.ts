/** Pictures of shared/data/cube64 as labelled thumbnails of 64x64. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { LabelledThumbnail } from '../../dist/classical/index.js';
import { decodePng16, rawToThumbnail } from '../../dist/raw/index.js';
import { sharedData } from '../support/shared-data.js';

const SIZE = { heightPx: 64, widthPx: 64 };

export function loadCube(part: 'train' | 'test'): LabelledThumbnail[] {
  const rows = readFileSync(sharedData('cube64', part, 'gt.csv'), 'utf8')
    .trim()
    .split('\n');
  return rows.slice(1).map((row) => {
    const [id, ...rgb] = row.split(',');
    const [red, green, blue] = rgb.map(Number);
    const image = decodePng16(readFileSync(sharedData('cube64', part, 'PNG', `${id}.png`)), {
      inflate: (bytes, expected) => inflateSync(bytes, { maxOutputLength: expected }),
    });
    return {
      thumbnail: { ...SIZE, pixels: rawToThumbnail(image, SIZE) },
      whitePoint: { r: red / green, b: blue / green },
    };
  });
}

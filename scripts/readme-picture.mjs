/** Draws the README's picture: a scene rendered from spectra, as the sensor saw it and under the shipped network's white point. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeDataset } from 'deepawb/dataset';
import { writePiecesAtomically } from 'deepawb/files';
import { rawToThumbnail } from 'deepawb/raw';
import { readRawFile } from 'deepawb/raw/node';
import { beforeAfterPng } from 'deepawb/report';
import { decode } from 'fast-png';
import { loadModel } from '../dist/infer/node/index.js';
import { pngPieces } from '../dist/report/draw/png-pieces.js';

const dir = mkdtempSync(join(tmpdir(), 'deepawb-readme-'));
try {
  const scene = { train: 0, test: 1, widthPx: 1440, heightPx: 960, seed: 3, mask: false };
  await synthesizeDataset(join(dir, 'scene'), scene);
  const image = readRawFile(join(dir, 'scene/test/PNG/0001.png'));
  const { whitePoint } = (await loadModel()).estimator.estimate(image);
  // Averaged, so that its noise takes no bytes.
  const size = { widthPx: 480, heightPx: 320 };
  const picture = { ...size, pixels: rawToThumbnail(image, size) };
  const options = { title: 'A rendered scene as the sensor saw it' };
  const target = process.argv[2] ?? join(import.meta.dirname, '../docs/pictures/before-after.png');
  const { width, height, data } = decode(await beforeAfterPng(picture, whitePoint, options));
  // Half of fast-png's bytes, whose lines are not filtered.
  const shape = { widthPx: width, heightPx: height, bits: 8 };
  await writePiecesAtomically(target, pngPieces(shape, [data]));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

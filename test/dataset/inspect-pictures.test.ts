import { describe, expect, it } from 'vitest';
import { recoveryErrorDegrees, type WhitePoint } from '../../dist/color/index.js';
import { inspectDataset, measureLine, placeByLine, pointOnLine } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';
import { encodePng16, type RawImage } from '../../dist/raw/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';
import { temporaryFolder, writeFile } from './dataset-folder.js';

const BLACK = 2048;
const RANGE = 14335;

interface PlantedPicture {
  readonly id: string;
  readonly part?: 'train' | 'test';
  readonly label: WhitePoint;
  /** The light in the picture where the label lies about it. */
  readonly light?: WhitePoint;
  readonly scene?: string;
  readonly exposure?: number;
}

/** A light on a smooth curve, `share` 0 warm to 1 cool, with a little scatter across it. */
function curveLight(share: number, scatter = 0): WhitePoint {
  const r = 1.1 * 0.32 ** share;
  return { r, b: (0.3 / r ** 1.1) * (1 + scatter) };
}

/** Blocks of random brightness and colour under a light, with noise; the scene's name decides the blocks. */
function blockScene({
  id,
  label,
  light = label,
  scene = id,
  exposure = 0.7,
}: PlantedPicture): RawImage {
  const blocks = createRng(scene);
  const noise = createRng(`noise ${id}`);
  const colours = Array.from({ length: 64 }, () => {
    const grey = 0.1 + 0.9 * blocks.uniform();
    return [0.7, 1, 0.7].map((v) => grey * (v + 0.3 * blocks.uniform()));
  });
  const size = 32;
  const rgb = new Uint16Array(3 * size * size);
  const gains = [light.r, 1, light.b];
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i += 3) {
      const colour = colours[8 * (y >> 2) + (x >> 2)];
      for (let c = 0; c < 3; c++) {
        const value = exposure * colour[c] * gains[c] * (1 + 0.05 * noise.normal());
        // A shadow in the corner, as in most pictures.
        const shaded = i === 0 ? 0.001 * (1 + noise.uniform()) : value;
        rgb[i + c] = BLACK + Math.round(RANGE * Math.min(1, Math.max(0, shaded)));
      }
    }
  }
  return { widthPx: size, heightPx: size, rgb, blackLevel: BLACK, whiteLevel: BLACK + RANGE };
}

/** Evenly spread lights, scattered by about half a degree: nothing here is wrong. */
function cleanPictures(train = 60, test = 20): PlantedPicture[] {
  const rng = createRng('clean lights');
  const part = (name: 'train' | 'test', count: number) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${name}_${String(i).padStart(3, '0')}`,
      part: name,
      label: curveLight((i + 0.5) / count, 0.01 * rng.normal()),
    }));
  return [...part('train', train), ...part('test', test)];
}

function writeSet(pictures: readonly PlantedPicture[], change: (raw: RawImage) => void = () => {}) {
  const dir = temporaryFolder();
  for (const part of ['train', 'test'] as const) {
    const own = pictures.filter((p) => (p.part ?? 'train') === part);
    const rows = own.map(({ id, label }) => `${id},${label.r},1,${label.b}`);
    writeFile(dir, `${part}/gt.csv`, ['image,r,g,b', ...rows].join('\n'));
    for (const picture of own) {
      const raw = blockScene(picture);
      change(raw);
      writeFile(dir, `${part}/PNG/${picture.id}.png`, encodePng16(raw));
    }
  }
  return dir;
}

describe('inspectDataset on planted faults', () => {
  it('finds nothing in a clean set', async () => {
    const found = await inspectDataset(writeSet(cleanPictures()));
    expect(found.offCurve).toEqual([]);
    expect(found.clipped).toEqual([]);
    expect(found.nearDuplicates).toEqual([]);
    expect(found.coverage).toMatchObject({ curve: 'labels', gaps: [], testOutside: [] });
    expect([found.levelHints, found.duplicates, found.problems]).toEqual([[], [], []]);
    expect(found.parts.flatMap(({ dark, farLabels }) => [...dark, ...farLabels])).toEqual([]);
    expect(found.pictures).toHaveLength(80);
  });

  it('finds labels on either side of the curve, of both parts, and how far they are off', async () => {
    const green = { r: 0.55, b: 0.42 };
    const magenta = { r: 0.8, b: 0.55 };
    const dir = writeSet([
      ...cleanPictures(),
      { id: 'green', label: green },
      { id: 'magenta', part: 'test', label: magenta },
    ]);
    const { offCurve, labelCurve, offCurveLimitDegrees } = await inspectDataset(dir);
    expect(offCurve.map(({ part, id }) => `${part}/${id}`).sort()).toEqual([
      'test/magenta',
      'train/green',
    ]);
    expect(offCurveLimitDegrees).toBe(3);
    for (const { id, offDegrees, whitePoint } of offCurve) {
      expect(Math.sign(offDegrees)).toBe(id === 'green' ? -1 : 1);
      const nearest = Math.min(
        ...Array.from({ length: 400 }, (_, i) =>
          recoveryErrorDegrees(whitePoint, curveLight(i / 399)),
        ),
      );
      expect(Math.abs(Math.abs(offDegrees) - nearest)).toBeLessThan(0.6);
    }
    // The curve of the labels is the one they were drawn about, wrong labels or not.
    const truth = measureLine(Array.from({ length: 200 }, (_, i) => curveLight(i / 199)));
    for (const point of labelCurve ?? []) {
      expect(Math.abs(placeByLine(truth, point).offDegrees)).toBeLessThan(0.5);
    }
  });

  it('finds a trained scene in the test part under another light, exposure and noise', async () => {
    const dir = writeSet([
      ...cleanPictures(),
      { id: 'again', part: 'test', label: curveLight(0.9), scene: 'train_007', exposure: 0.3 },
    ]);
    const { nearDuplicates, duplicates } = await inspectDataset(dir);
    expect(curveLight(7.5 / 60).r).toBeGreaterThan(2 * curveLight(0.9).r);
    expect(nearDuplicates).toMatchObject([{ train: 'train_007', test: 'again' }]);
    expect(nearDuplicates[0].correlation).toBeGreaterThan(0.9);
    expect(duplicates).toEqual([]);
  });

  it('finds clipped pictures and lights without training pictures', async () => {
    const kept = cleanPictures().filter(
      ({ part, label }) => part === 'test' || label.r < 0.5 || label.r > 0.7,
    );
    const dir = writeSet([...kept, { id: 'bright', label: curveLight(0.8), exposure: 3 }]);
    const { clipped, coverage } = await inspectDataset(dir);
    expect(clipped.map(({ id }) => id)).toEqual(['bright']);
    expect(clipped[0].clippedShare).toBeGreaterThan(0.25);
    expect(coverage?.gaps).toHaveLength(1);
    const { from, to } = coverage!.gaps[0];
    expect(from.r).toBeGreaterThan(0.69);
    expect(to.r).toBeLessThan(0.51);
    const beyond = coverage!.testOutside;
    expect(beyond.length).toBeGreaterThan(0);
    for (const id of beyond) {
      const { r } = kept.find((p) => p.id === id)!.label;
      expect(r).toBeGreaterThan(0.5);
      expect(r).toBeLessThan(0.7);
    }
  });

  it('tells coverage in K along a given curve, its ends included', async () => {
    const kept = cleanPictures().filter(({ label }) => label.r > 0.5);
    const ctCurve = Array.from({ length: 30 }, (_, i) => ({
      cctKelvin: 2000 + 200 * i,
      ...curveLight(i / 29),
    }));
    const { coverage } = await inspectDataset(writeSet(kept), { ctCurve });
    expect(coverage).toMatchObject({ curve: 'given', gaps: [{ to: { cctKelvin: 7800 } }] });
    expect(coverage!.gaps[0].from.cctKelvin).toBeGreaterThan(5000);
    expect(coverage!.gaps[0].from.cctKelvin).toBeLessThan(6400);
    expect(coverage!.medianOffDegrees).toBeLessThan(0.6);
    const other = ctCurve.map((point) => ({ ...point, b: 1.4 * point.b }));
    const { coverage: wrong } = await inspectDataset(writeSet(kept), { ctCurve: other });
    expect(wrong!.medianOffDegrees).toBeGreaterThan(3);
  });

  it('doubts a black level that pictures are cut off at elsewhere', async () => {
    const cut = (raw: RawImage) => {
      for (let i = 0; i < raw.rgb.length; i++) raw.rgb[i] = Math.max(raw.rgb[i], 2100);
    };
    const dir = writeSet(cleanPictures(20, 5), cut);
    expect((await inspectDataset(dir)).levelHints).toEqual([
      '25 of 25 pictures bottom out at exactly 2100, not at the black level 2048; is it 2100?',
    ]);
    expect((await inspectDataset(dir, { blackLevel: 2100 })).levelHints).toEqual([]);
  });

  it('says what the weights do, and has no curve for a handful of labels', async () => {
    const { weights } = await inspectDataset(writeSet(cleanPictures()));
    expect(weights!.effectivePictures).toBeGreaterThan(30);
    expect(weights!.effectivePictures).toBeLessThanOrEqual(60);
    const few = await inspectDataset(writeSet(cleanPictures(8, 3)));
    expect([few.labelCurve, few.coverage, few.offCurve]).toEqual([null, null, []]);
  });
});

describe('a curve as a line', () => {
  const line = measureLine([
    { r: 1, b: 0.2, cctKelvin: 2000 },
    { r: 0.6, b: 0.5, cctKelvin: 4000 },
    { r: 0.4, b: 0.8, cctKelvin: 8000 },
  ]);

  it('is measured by the angles between its points', () => {
    expect(line[0].alongDegrees).toBe(0);
    expect(line[1].alongDegrees).toBeCloseTo(recoveryErrorDegrees(line[0], line[1]), 12);
    expect(() => measureLine([{ r: 1, b: 1 }])).toThrow(/expected at least 2 points, got 1/);
  });

  it('places its own points on itself, and gives them back', () => {
    for (const point of line) {
      const { alongDegrees, offDegrees } = placeByLine(line, point);
      expect(offDegrees).toBeCloseTo(0, 9);
      expect(alongDegrees).toBeCloseTo(point.alongDegrees, 9);
      const { r, b, cctKelvin } = pointOnLine(line, alongDegrees);
      expect([r, b, cctKelvin]).toEqual(
        [point.r, point.b, point.cctKelvin].map((v) => expect.closeTo(v!, 9)),
      );
    }
    expect(pointOnLine(line, 1e9)).toMatchObject({
      r: expect.closeTo(0.4, 12),
      cctKelvin: expect.closeTo(8000, 6),
    });
  });
});

describeWithShared('cube64', 'the findings on Cube+', () => {
  it('are few', async () => {
    const { offCurve, nearDuplicates, clipped, coverage, levelHints } = await inspectDataset(
      sharedData('cube64'),
    );
    expect(offCurve.length).toBeLessThan(6);
    expect(nearDuplicates.length).toBeLessThan(6);
    expect(clipped.length).toBeLessThan(20);
    expect(coverage!.gaps.length).toBeLessThan(5);
    expect(levelHints).toEqual([]);
  });
});

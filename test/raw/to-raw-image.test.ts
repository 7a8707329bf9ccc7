/** Raw frames of any layout as one kind of picture: areas, filters, and whose levels go. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import {
  type ChannelIndex,
  decodeRaw,
  encodePng16,
  inflatePlain,
  RawFormatError,
  type RawFrame,
  toRawImage,
} from '../../dist/raw/index.js';

/** X-Trans, as Fujifilm's sensors have it. */
const X_TRANS = [
  1, 2, 1, 1, 0, 1, 0, 1, 0, 2, 1, 2, 1, 2, 1, 1, 0, 1, 1, 0, 1, 1, 2, 1, 2, 1, 2, 0, 1, 0, 1, 0, 1,
  1, 2, 1,
] as const;

const MOSAICS: [string, number, number, readonly ChannelIndex[]][] = [
  ['RGGB', 2, 2, [0, 1, 1, 2]],
  ['GBRG', 2, 2, [1, 2, 0, 1]],
  ['X-Trans', 6, 6, X_TRANS],
  ['quad Bayer', 4, 4, [0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 2, 2, 1, 1, 2, 2]],
];

function rgbFrame(changes: Partial<RawFrame> = {}): RawFrame {
  const rng = createRng('frame');
  return {
    widthPx: 6,
    heightPx: 4,
    layout: { kind: 'rgb' },
    values: Uint16Array.from({ length: 72 }, () => 500 + rng.integer(9000)),
    activeArea: { left: 0, top: 0, widthPx: 6, heightPx: 4 },
    levels: {},
    camera: {},
    ...changes,
  };
}

/** A mosaic of a light's values (linear, R, G, B) above the black of each position, in one scale (DNG 1.7.1, chapter 5). */
function mosaicFrame(
  [rows, columns, colours]: readonly [number, number, readonly ChannelIndex[]],
  linear: readonly number[],
  levels: { black: readonly number[]; white: readonly [number, number, number] },
  border = 0,
): RawFrame {
  const widthPx = 3 * columns + 2 * border;
  const heightPx = 2 * rows + 2 * border;
  // Covered pixels hold what must not be read.
  const values = new Uint16Array(widthPx * heightPx).fill(60_000);
  for (let y = 0; y < 2 * rows; y++) {
    for (let x = 0; x < 3 * columns; x++) {
      const i = (y % rows) * columns + (x % columns);
      const c = colours[i]!;
      values[(y + border) * widthPx + x + border] = Math.round(
        levels.black[i]! + linear[c]! * (levels.white[c] - Math.max(...levels.black)),
      );
    }
  }
  const activeArea = { left: border, top: border, widthPx: 3 * columns, heightPx: 2 * rows };
  const layout = { kind: 'mosaic', rows, columns, colours } as const;
  return { widthPx, heightPx, layout, values, activeArea, levels, camera: {} };
}

const linearOf = ({ rgb, blackLevel, whiteLevel }: ReturnType<typeof toRawImage>) =>
  Array.from(rgb, (v) => (v - blackLevel) / (whiteLevel - blackLevel));

describe('levels', () => {
  const file = { black: [600, 600, 600], white: [15_000, 15_000, 15_000] } as const;
  const sources = {
    options: { blackLevel: 100, whiteLevel: 10_000 },
    dataset: { blackLevel: 200, whiteLevel: 20_000 },
    model: { blackLevel: 300, whiteLevel: 30_000 },
  };
  const levelsOf = (frame: RawFrame, known: object) => {
    const { blackLevel, whiteLevel } = toRawImage(frame, known);
    return [blackLevel, whiteLevel];
  };

  it('are those of options, else of the data set, else of the file, else of the model, else the default', () => {
    const stating = rgbFrame({ levels: file });
    const { options, dataset, model } = sources;
    expect(levelsOf(stating, { options, dataset, model })).toEqual([100, 10_000]);
    expect(levelsOf(stating, { dataset, model })).toEqual([200, 20_000]);
    expect(levelsOf(stating, { model })).toEqual([600, 15_000]);
    expect(levelsOf(rgbFrame(), { model })).toEqual([300, 30_000]);
    expect(levelsOf(rgbFrame(), {})).toEqual([2048, 16_383]);
  });

  it('are chosen one by one', () => {
    const stating = rgbFrame({ levels: file });
    expect(
      levelsOf(stating, { options: { blackLevel: 7 }, dataset: { whiteLevel: 9999 } }),
    ).toEqual([7, 9999]);
    expect(levelsOf(rgbFrame({ levels: { black: [5, 5, 5] } }), { model: sources.model })).toEqual([
      5, 30_000,
    ]);
  });

  it('that are none are refused', () => {
    expect(() => toRawImage(rgbFrame(), { options: { blackLevel: 20_000 } })).toThrow(RangeError);
  });

  it('that differ between channels are brought to common ones, and linear values stay', () => {
    const levels = { black: [500, 520, 490], white: [15_000, 16_000, 14_000] } as const;
    const frame = rgbFrame({ levels });
    const linear = linearOf(toRawImage(frame));
    frame.values.forEach((value: number, i: number) => {
      const [black, white] = [levels.black[i % 3]!, levels.white[i % 3]!];
      const expected = Math.min(1, (value - black) / (white - black));
      expect(Math.abs(linear[i]! - expected)).toBeLessThan(1 / 60_000);
    });
  });

  it('keep masked pixels masked', () => {
    const frame = rgbFrame({ levels: { black: [500, 520, 490] } });
    frame.values.fill(0, 3, 6);
    expect([...toRawImage(frame).rgb.subarray(3, 6)]).toEqual([0, 0, 0]);
  });
});

describe('RGB frames', () => {
  it('keep their values, and their memory, where nothing is cut', () => {
    const frame = rgbFrame();
    expect(toRawImage(frame).rgb).toBe(frame.values);
  });

  it('are cut to the active area', () => {
    const frame = rgbFrame({ activeArea: { left: 2, top: 1, widthPx: 3, heightPx: 2 } });
    const { widthPx, heightPx, rgb } = toRawImage(frame);
    expect([widthPx, heightPx]).toEqual([3, 2]);
    const at = (x: number, y: number, c: number) => frame.values[(y * 6 + x) * 3 + c];
    rgb.forEach((value, i) => {
      const p = Math.floor(i / 3);
      expect(value).toBe(at(2 + (p % 3), 1 + Math.floor(p / 3), i % 3));
    });
  });

  it('of PNG files give the values and the default levels that they always had', () => {
    const rgb = Uint16Array.from({ length: 27 }, (_, i) => 1000 + 17 * i);
    const file = encodePng16({ widthPx: 3, heightPx: 3, rgb, blackLevel: 0, whiteLevel: 65_535 });
    expect(toRawImage(decodeRaw(file, { inflate: inflatePlain }))).toEqual({
      widthPx: 3,
      heightPx: 3,
      rgb,
      blackLevel: 2048,
      whiteLevel: 16_383,
    });
  });
});

describe.each(MOSAICS)('a mosaic of %s', (_name, rows, columns, colours) => {
  const filters = [rows, columns, colours] as const;
  const black = colours.map((_, i) => 500 + 3 * i);
  const levels = { black, white: [15_000, 16_000, 14_000] } as const;

  it.each([0, 4])(
    'becomes one pixel for each repeat of its filters, %i pixels of border left out',
    (border) => {
      const linear = [0.2, 0.5, 0.31];
      const image = toRawImage(mosaicFrame(filters, linear, levels, border));
      expect([image.widthPx, image.heightPx]).toEqual([3, 2]);
      linearOf(image).forEach((value, i) => {
        expect(Math.abs(value - linear[i % 3]!)).toBeLessThan(1e-4);
      });
    },
  );

  it('keeps what lies below black, so that noise averages out, and never reads as masked', () => {
    const frame = mosaicFrame(filters, [-0.02, -0.01, 0], levels);
    linearOf(toRawImage(frame)).forEach((value, i) => {
      expect(Math.abs(value - [-0.02, -0.01, 0][i % 3]!)).toBeLessThan(1e-4);
    });
    frame.values.fill(0);
    const { rgb } = toRawImage(frame, { options: { blackLevel: 5000 } });
    expect(Math.min(...rgb)).toBeGreaterThan(0);
  });

  it('is full where its sensor is', () => {
    const frame = mosaicFrame(filters, [1.2, 1, 0.5], levels);
    const image = toRawImage(frame);
    expect(image.rgb[0]).toBe(image.whiteLevel);
    expect(image.rgb[1]).toBe(image.whiteLevel);
  });

  it('takes the mean of all values of a colour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const frame = mosaicFrame(filters, [0.1, 0.1, 0.1], levels);
        const rng = createRng(seed);
        frame.values.forEach((_, i) => {
          frame.values[i] = 600 + rng.integer(12_000);
        });
        const linear = linearOf(toRawImage(frame));
        for (const channel of [0, 1, 2] as const) {
          let sum = 0;
          colours.forEach((c, i) => {
            if (c !== channel) return;
            const value = frame.values[Math.floor(i / columns) * frame.widthPx + (i % columns)]!;
            sum += Math.min(1, (value - black[i]!) / (levels.white[c] - Math.max(...black)));
          });
          const mean = sum / colours.filter((c) => c === channel).length;
          expect(Math.abs(linear[channel]! - mean)).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('frames that contradict themselves', () => {
  const mosaic = (changes: object) => {
    const frame = mosaicFrame([2, 2, [0, 1, 1, 2]], [0.2, 0.2, 0.2], {
      black: [0, 0, 0, 0],
      white: [1000, 1000, 1000],
    });
    return { ...frame, ...changes } as RawFrame;
  };

  it.each([
    ['values', rgbFrame({ values: new Uint16Array(5) })],
    ['an active area', rgbFrame({ activeArea: { left: 4, top: 0, widthPx: 3, heightPx: 4 } })],
    ['an active area', mosaic({ activeArea: { left: 0, top: 0, widthPx: 1, heightPx: 4 } })],
    ['filters', mosaic({ layout: { kind: 'mosaic', rows: 2, columns: 2, colours: [0, 1, 1] } })],
    ['filters', mosaic({ layout: { kind: 'mosaic', rows: 2, columns: 2, colours: [0, 1, 1, 1] } })],
    ['black levels', mosaic({ levels: { black: [1, 2, 3] } })],
  ])('are refused for their %s', (what, frame) => {
    expect(() => toRawImage(frame)).toThrow(RawFormatError);
    expect(() => toRawImage(frame)).toThrow(what);
  });
});

describe('levels that are none', () => {
  const wrong = { black: [60], white: [70_000, 70_000, 70_000] };

  it("are the file's fault where it states both, and end in a sentence with the cure", () => {
    const frame = rgbFrame({ levels: { ...wrong, black: [60, 60, 60] } });
    expect(() => toRawImage(frame)).toThrow(RawFormatError);
    expect(() => toRawImage(frame)).toThrow('black 60, white 70000 in the file');
  });

  it('are that of who gave one of them otherwise', () => {
    const frame = rgbFrame({ levels: { ...wrong, black: [60, 60, 60] } });
    const sources = { options: { blackLevel: 64 } };
    expect(() => toRawImage(frame, sources)).toThrow('raw levels: expected 0 <= black < white');
  });
});

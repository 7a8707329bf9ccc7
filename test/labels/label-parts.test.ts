/** Bursts, weak labels, shading, polygons, ids: what import and labels are made of. */
import { describe, expect, it } from 'vitest';
import {
  copiedOutline,
  eachStretch,
  findBursts,
  grownPolygon,
  hiddenPolygons,
  hide,
  isPolygon,
  noteOfCopy,
  type Place,
  polygonArea,
  readShading,
  shadingUnder,
  shotId,
  weakLabels,
  whyNotCopied,
} from '../../dist/labels/index.js';

const shot = (image: string, seconds: number, rest: object = {}) => ({
  image,
  camera: 'A',
  part: 'train' as const,
  takenAt: new Date(1e12 + 1000 * seconds).toISOString().slice(0, 19),
  exposureSeconds: 0.01,
  iso: 100,
  ...rest,
});

describe('bursts', () => {
  it('are pictures of one camera, seconds apart, exposed within two stops', () => {
    const shots = [
      shot('c', 30),
      shot('a', 0),
      shot('b', 15),
      shot('other', 16, { camera: 'B' }),
      shot('late', 100),
      shot('brighter', 110, { exposureSeconds: 0.039 }),
      shot('much-brighter', 120, { iso: 1700 }),
      shot('test', 125, { part: 'test' }),
    ];
    expect(findBursts(shots)).toEqual([
      ['a', 'b', 'c'],
      ['late', 'brighter'],
    ]);
  });

  it('are told by time alone where files do not say how they were exposed', () => {
    const shots = [shot('a', 0, { exposureSeconds: null }), shot('b', 3, { exposureSeconds: 8 })];
    expect(findBursts(shots)).toEqual([['a', 'b']]);
  });
});

describe('weak labels', () => {
  const asShot = (image: string, r: number, camera = 'A') => ({
    image,
    camera,
    asShot: r === 0 ? null : { r, b: 0.6 },
  });

  it('are taken from cameras whose answer changes', () => {
    const { usable, refused } = weakLabels([asShot('a', 0.5), asShot('b', 0.6), asShot('c', 0)]);
    expect(usable).toEqual(['a', 'b']);
    expect(refused.get('c')).toMatch(/does not state/);
  });

  it.each([
    ['of one camera', [asShot('a', 0.5), asShot('b', 0.5), asShot('c', 0.7, 'B')], ['c']],
    ['of all cameras', [asShot('a', 0.5), asShot('c', 0.5, 'B')], []],
    [
      'of most of many pictures',
      [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.7, 0.8].map((r, i) => asShot(`${i}`, r)),
      ['6', '7'],
    ],
  ])('are refused where the answer %s is always the same', (_name, shots, usable) => {
    expect(weakLabels(shots).usable).toEqual(usable);
  });

  it('are refused of a writer that states a constant', () => {
    const pidng = { image: 'a', camera: 'A', asShot: { r: 0.4, b: 0.5 } };
    expect(weakLabels([pidng, asShot('b', 0.6)]).usable).toEqual(['b']);
  });
});

describe('colour shading of a tuning file', () => {
  const tuning = (red: number[][], cts = [3000, 5000]) =>
    JSON.stringify({
      version: 2,
      target: 'bcm2835',
      algorithms: [
        {
          'rpi.alsc': {
            calibrations_Cr: cts.map((ct, i) => ({ ct, table: red[i] })),
            calibrations_Cb: cts.map((ct) => ({ ct, table: new Array(192).fill(2) })),
          },
        },
      ],
    });
  const ramp = (most: number) =>
    Array.from({ length: 192 }, (_, i) => 1.5 * (1 + ((most - 1) * (i % 16)) / 15));

  it('is mixed by temperature, held at the ends, and 1 where it is least', () => {
    const tables = readShading(tuning([ramp(1.2), ramp(1.6)]))!;
    const rightEdge = (kelvin: number) => shadingUnder(tables, kelvin)(1, 0.5).red;
    expect(rightEdge(3000)).toBeCloseTo(1.2, 9);
    expect(rightEdge(4000)).toBeCloseTo(1.4, 9);
    expect(rightEdge(5000)).toBeCloseTo(1.6, 9);
    expect(rightEdge(9000)).toBeCloseTo(1.6, 9);
    expect(rightEdge(1000)).toBeCloseTo(1.2, 9);
    const at = shadingUnder(tables, 3000);
    expect(at(0, 0).red).toBe(1);
    expect(at(0.5, 0.5)).toEqual({ red: expect.closeTo(1.1, 9), blue: 1 });
  });

  it('is none where the file has none, and refused where it is malformed', () => {
    expect(readShading('{"version": 2, "algorithms": [{"rpi.awb": {}}]}')).toBeNull();
    expect(() =>
      readShading(
        tuning([
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toThrow(/192 or 1024 factors, got 2/);
    expect(() => readShading(tuning([ramp(1), [0]]))).toThrow(/table: expected factors above 0/);
  });
});

describe('polygons', () => {
  const square: Place[] = [
    [2, 1],
    [6, 1],
    [6, 4],
    [2, 4],
  ];
  const pixelsOf = (polygon: readonly Place[], widthPx = 10, heightPx = 6) => {
    const found: string[] = [];
    eachStretch(polygon, { widthPx, heightPx }, (y, from, end) => {
      for (let x = from; x < end; x++) found.push(`${x},${y}`);
    });
    return found;
  };

  it('hold the pixels whose middles lie inside, whichever way round their corners go', () => {
    expect(pixelsOf(square)).toHaveLength(12);
    expect(pixelsOf([...square].reverse())).toEqual(pixelsOf(square));
    expect(pixelsOf(square.map(([x, y]): Place => [x + 0.4, y + 0.4]))).toEqual(pixelsOf(square));
    expect(
      pixelsOf([
        [0, 0],
        [4, 0],
        [0, 4],
      ]),
    ).toHaveLength(6);
  });

  it('are cut at the edges of the picture', () => {
    expect(
      pixelsOf([
        [-5, -5],
        [50, -5],
        [50, 50],
        [-5, 50],
      ]),
    ).toHaveLength(60);
    expect(
      pixelsOf([
        [20, 20],
        [30, 20],
        [30, 30],
      ]),
    ).toEqual([]);
  });

  it('enclose something, or are none', () => {
    expect(polygonArea(square)).toBe(12);
    expect(isPolygon(square)).toBe(true);
    expect(
      isPolygon([
        [0, 0],
        [9, 9],
      ]),
    ).toBe(false);
    expect(
      isPolygon([
        [0, 0],
        [5, 5],
        [9, 9],
      ]),
    ).toBe(false);
  });

  it('grow on every side', () => {
    expect(grownPolygon(square, 0.5)).toEqual([
      [1, 0.25],
      [7, 0.25],
      [7, 4.75],
      [1, 4.75],
    ]);
  });
});

describe('a card', () => {
  it('is masked in the working picture with 30 % around it, and nothing else is', () => {
    const picture = { widthPx: 20, heightPx: 20, rgb: new Uint16Array(1200).fill(7) };
    const polygon: Place[] = [
      [80, 80],
      [120, 80],
      [120, 120],
      [80, 120],
    ];
    hide(picture, hiddenPolygons({ polygon }), { widthPx: 200, heightPx: 200 });
    const masked = (x: number, y: number) => picture.rgb[3 * (20 * y + x)] === 0;
    // 74 to 126 of the sensor are 7.4 to 12.6 here.
    expect([7, 12, 6, 13].map((x) => masked(x, 10))).toEqual([true, true, false, false]);
    expect(picture.rgb.filter((v) => v === 0)).toHaveLength(3 * 36);
  });
});

describe('a copied label', () => {
  const shot = (image: string, rest: object = {}) => ({
    image,
    camera: 'one',
    widthPx: 200,
    heightPx: 100,
    chart: null,
    ...rest,
  });
  const square = (left: number, side: number): [number, number][] => [
    [left, left],
    [left + side, left],
    [left + side, left + side],
    [left, left + side],
  ];
  const chart = { corners: square(10, 20), confidence: 0.9 };
  const card = { shot: shot('a'), label: { polygon: square(40, 10) } };
  const bursts = [['a', 'b']];

  it.each([
    ['another', { camera: 'two' }, /b is of two, a of one: a white point belongs to a sensor/],
    ['an unnamed', { camera: null }, /b is of a camera that its file does not name, a of one/],
  ])('is refused for %s camera', (_name, rest, reason) => {
    expect(whyNotCopied(card, shot('b', rest))).toMatch(reason);
    expect(whyNotCopied({ ...card, shot: shot('a', rest) }, shot('b', rest))).toBeNull();
  });

  it('brings the outline along within a burst of one size, as large as the card is hidden', () => {
    const outline = copiedOutline(card, shot('b'), bursts);
    expect(outline).toEqual(hiddenPolygons(card.label)[0]);
    expect(noteOfCopy(card, shot('b'), bursts)).toBeNull();
    // What was copied can be copied on.
    const copy = { shot: shot('b'), label: { hidden: outline! } };
    expect(copiedOutline(copy, shot('a'), bursts)).toEqual(outline);
  });

  it.each([
    ['of another size', shot('b', { widthPx: 100, heightPx: 50 }), /b is of another size than a/],
    ['of another moment', shot('c'), /c is not of one burst with a/],
  ])('leaves it where the picture is %s, and says what is hidden instead', (_name, to, why) => {
    expect(copiedOutline(card, to, bursts)).toBeNull();
    expect(noteOfCopy(card, to, bursts)).toMatch(why);
    expect(noteOfCopy(card, to, bursts)).toMatch(/nothing in it is hidden/);
    expect(noteOfCopy(card, { ...to, chart }, bursts)).toMatch(/chart that was found in it/);
    // Nothing to say of a label that never had an outline.
    expect(noteOfCopy({ ...card, label: {} }, to, bursts)).toBeNull();
  });

  it('of any kind hides the chart that was found in its own picture', () => {
    const own = hiddenPolygons({ corners: chart.corners });
    expect(hiddenPolygons({}, { chart })).toEqual(own);
    expect(hiddenPolygons({ polygon: square(40, 10) }, { chart })).toContainEqual(own[0]);
    // Corners that a person dragged are better than those found.
    const dragged = square(12, 20);
    expect(hiddenPolygons({ corners: dragged }, { chart })).toEqual(
      hiddenPolygons({ corners: dragged }),
    );
  });
});

describe('ids', () => {
  it('name files on any system and never two pictures', () => {
    const taken = new Set<string>();
    const ids = ['a/b c.dng', 'a/b_c.DNG', 'A/B c.dng', 'ü ß.tif', '../..//.dng', '日本.dng'].map(
      (path) => {
        const id = shotId(path, taken);
        taken.add(id.toLowerCase());
        return id;
      },
    );
    expect(new Set(ids.map((id) => id.toLowerCase())).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9][\w.-]*$/);
    expect(ids.slice(0, 2)).toEqual(['a_b_c', 'a_b_c-2']);
  });
});

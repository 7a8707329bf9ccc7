/** Cameras by name and by matrix, and what one camera's picture is to another. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Camera,
  cameraByName,
  cameraMap,
  cameraNames,
  cameraOfMatrix,
  daylightMatrix,
  findCamera,
  mapWhitePoint,
  neutralMap,
} from '../../dist/camera/index.js';
import { invertMatrix, mapPixels, multiplyMatrices } from '../../dist/color/index.js';

const CANON = cameraByName('Canon EOS 550D').camera;
const D65 = [0.95047, 1, 1.08883] as const;

/** R/G and B/G of D65 by the matrix itself. */
function daylightPoint({ matrices }: Camera) {
  const m = matrices[0]!.xyzToCamera;
  const [r, g, b] = [0, 3, 6].map((i) => m[i]! * D65[0] + m[i + 1]! * D65[1] + m[i + 2]! * D65[2]);
  return { r: r! / g!, b: b! / g! };
}

describe('a camera by name', () => {
  it('has the matrix of the table', () => {
    expect(CANON.name).toBe('Canon EOS 550D');
    expect(CANON.matrices[0]!.cctKelvin).toBe(6504);
    const expected = [0.6941, -0.1164, -0.0857, -0.3825, 1.1597, 0.2534, -0.0416, 0.154, 0.6039];
    CANON.matrices[0]!.xyzToCamera.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 12);
    });
  });

  it.each([
    ['Sony ILCE-7M3', 'Sony ILCE-7M3'],
    ['SONY ilce 7m3', 'Sony ILCE-7M3'],
    ['ILCE-7M3', 'Sony ILCE-7M3'],
    ['NIKON CORPORATION NIKON D5200', 'Nikon D5200'],
    ['Nikon D5200', 'Nikon D5200'],
    ['Canon Canon EOS 550D', 'Canon EOS 550D'],
    ['FUJIFILM X-M1', 'Fujifilm X-M1'],
    ['OLYMPUS IMAGING CORP. E-PL6', 'Olympus E-PL6'],
    ['Panasonic DMC-GX1', 'Panasonic DMC-GX1'],
    ['SAMSUNG NX2000', 'Samsung NX2000'],
  ])('is found as %s', (asked, name) => {
    expect(findCamera(asked)).toMatchObject({ by: 'name', camera: { name } });
  });

  it.each([
    ['Sony SLT-A77V', 'Sony SLT-A77'],
    ['Sony DSLR-A380', 'Sony DSLR-A'],
  ])('is that of its family where the table has no more, and says so: %s', (asked, name) => {
    expect(findCamera(asked)).toMatchObject({ by: 'prefix', camera: { name } });
  });

  it.each([
    'Canon EOS R50000',
    'Canon EOS 5DS R',
    'Canon EOS Rebel T2i',
    'Canon EOS 5D Mark IX',
    'Canon EOS 550D Mark II',
    'Canon EOS R6m3',
    'Nikon Z 6IV',
    'Sony DSC-RX100M9',
    'Leica M8.2',
    'Sony',
    'Acme Snap 3',
    '',
    '550D and a half',
  ])('is not found as %j, which is another one', (name) => expect(findCamera(name)).toBeNull());

  it('that is unknown is refused with the nearest and the cure', () => {
    expect(() => cameraByName('Cannon EOS 550D')).toThrow(
      /did you mean Canon EOS 550D\?.*matrix from XYZ/,
    );
  });

  it('finds every camera of the table by its own name, with a matrix that can be inverted', () => {
    const names = cameraNames();
    expect(names.length).toBeGreaterThan(700);
    for (const name of names) {
      const found = findCamera(name);
      expect(found?.camera.name, name).toBe(name);
      expect(() => invertMatrix(daylightMatrix(found!.camera)), name).not.toThrow();
    }
  });
});

describe('a camera by matrix', () => {
  it('is refused if the matrix is singular', () => {
    expect(() => cameraOfMatrix('mine', [1, 0, 0, 1, 0, 0, 0, 0, 1])).toThrow(
      'mine: the colour matrix',
    );
  });

  it('is refused if daylight has a channel of 0 or less', () => {
    expect(() => cameraOfMatrix('mine', [1, 0, 0, 0, 1, 0, -1, 0, 0.1])).toThrow('daylight');
  });

  it('uses the matrix for the light nearest to daylight', () => {
    const warm = { cctKelvin: 2856, xyzToCamera: [2, 0, 0, 0, 1, 0, 0, 0, 1] as const };
    const cool = { cctKelvin: 5003, xyzToCamera: [1, 0, 0, 0, 1, 0, 0, 0, 3] as const };
    expect(daylightMatrix({ name: 'two', matrices: [warm, cool] })).toEqual([
      1, 0, 0, 0, 1, 0, 0, 0, 3,
    ]);
  });
});

describe('the map from one camera to another', () => {
  const camera = fc.constantFrom(...cameraNames()).map((name) => cameraByName(name).camera);
  const point = fc.record({
    r: fc.double({ min: 0.4, max: 0.9, noNaN: true }),
    b: fc.double({ min: 0.4, max: 0.9, noNaN: true }),
  });

  it('takes what one sees of daylight to what the other does', () => {
    for (const name of ['Sony ILCE-7M3', 'Nikon D5200', 'Fujifilm X-M1']) {
      const other = cameraByName(name).camera;
      for (const map of [cameraMap(CANON, other), neutralMap(CANON, other)]) {
        const { r, b } = mapWhitePoint(map, daylightPoint(CANON));
        const expected = daylightPoint(other);
        expect(r).toBeCloseTo(expected.r, 9);
        expect(b).toBeCloseTo(expected.b, 9);
      }
    }
  });

  it('is undone by the map back', () => {
    fc.assert(
      fc.property(camera, camera, (a, b) => {
        const round = multiplyMatrices(cameraMap(b, a), cameraMap(a, b));
        round.forEach((value, i) => {
          expect(value).toBeCloseTo(i % 4 === 0 ? 1 : 0, 8);
        });
      }),
    );
  });

  it('does not depend on the scale of a matrix', () => {
    const scaled = cameraOfMatrix(
      'scaled',
      CANON.matrices[0]!.xyzToCamera.map((v) => 7 * v) as never,
    );
    const other = cameraByName('Nikon D5200').camera;
    cameraMap(scaled, other).forEach((value, i) => {
      expect(value).toBeCloseTo(cameraMap(CANON, other)[i]!, 12);
    });
  });

  it('gives a grey of the picture the mapped white point, and leaves coverage alone', () => {
    fc.assert(
      fc.property(point, ({ r, b }) => {
        const map = cameraMap(CANON, cameraByName('Canon EOS 600D').camera);
        const pixels = Float32Array.of(0.5 * r, 0.5, 0.5 * b, 0.75);
        mapPixels(map, pixels, 4);
        const mapped = mapWhitePoint(map, { r, b });
        expect(pixels[0]! / pixels[1]!).toBeCloseTo(mapped.r, 5);
        expect(pixels[2]! / pixels[1]!).toBeCloseTo(mapped.b, 5);
        expect(pixels[3]).toBe(0.75);
      }),
    );
  });

  it('is a matrix that is applied to R, 1, B and to every pixel alike', () => {
    const map = [2, 0.25, -0.5, 0.125, 3, 0.5, -0.25, 0.75, 4] as const;
    // Rows times (0.5, 1, 0.25).
    const [red, green, blue] = [1.125, 3.1875, 1.625];
    expect(mapWhitePoint(map, { r: 0.5, b: 0.25 })).toEqual({ r: red / green, b: blue / green });
    const pixels = Float32Array.of(0.5, 1, 0.25, 9, 1, 0, 0, 8, 0, 1, 0, 7, 0, 0, 1, 6);
    mapPixels(map, pixels, 4);
    const columns = [2, 0.125, -0.25, 8, 0.25, 3, 0.75, 7, -0.5, 0.5, 4, 6];
    expect([...pixels]).toEqual([red, green, blue, 9, ...columns]);
    const triples = Float32Array.of(0.5, 1, 0.25, 0, 0, 1);
    mapPixels(map, triples, 3);
    expect([...triples]).toEqual([red, green, blue, -0.5, 0.5, 4]);
  });

  it.each([0, 1, 2])('refuses a white point of which the other sees 0 in channel %d', (channel) => {
    const map = [1, 0, 0, 0, 1, 0, 0, 0, 1].map((v, i) =>
      Math.floor(i / 3) === channel ? 0 : v,
    ) as never;
    expect(() => mapWhitePoint(map, { r: 1, b: 1 })).toThrow('no such colour');
  });

  it('refuses a white point that the other camera would not see', () => {
    const map = cameraMap(CANON, cameraByName('Sony ILCE-7M3').camera);
    expect(() => mapWhitePoint(map, { r: 20, b: 1e-3 })).toThrow('no such colour');
  });
});

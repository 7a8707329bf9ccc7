/** The canonical camera: the middle of the table, for pictures of cameras that nobody has met. */
import { describe, expect, it } from 'vitest';
import {
  CANONICAL_CAMERA_NAME,
  cameraByName,
  cameraMap,
  cameraNames,
  canonicalCamera,
  daylightMatrix,
  findCamera,
  mappingTo,
  mapWhitePoint,
  tableMatrices,
} from '../../dist/camera/index.js';
import { invertMatrix } from '../../dist/color/index.js';

describe('the canonical camera', () => {
  const matrix = daylightMatrix(canonicalCamera());
  const all = cameraNames().map((name) => daylightMatrix(cameraByName(name).camera));

  it('has as many cameras of the table above it as below in every place', () => {
    const { xyzToCamera } = canonicalCamera().matrices[0]!;
    for (const [place, value] of xyzToCamera.entries()) {
      const values = all.map((one) => one[place]!);
      const above = values.filter((one) => one > value).length;
      const below = values.filter((one) => one < value).length;
      expect(Math.max(above, below)).toBeLessThanOrEqual(all.length / 2);
    }
    matrix.forEach((value, i) => {
      expect(value).toBeCloseTo(xyzToCamera[i]!, 1);
    });
  });

  it('is none of the table, under a name of its own', () => {
    expect(canonicalCamera().name).toBe(CANONICAL_CAMERA_NAME);
    expect(findCamera(CANONICAL_CAMERA_NAME)).toBeNull();
    expect(all).not.toContainEqual(matrix);
  });

  it('has of every camera a map that leads back to the same white points', () => {
    for (const name of cameraNames()) {
      const { camera } = cameraByName(name);
      const map = cameraMap(camera, canonicalCamera());
      const m = daylightMatrix(camera);
      // An equal-energy light, X = Y = Z.
      const [red, green, blue] = [0, 3, 6].map((row) => m[row]! + m[row + 1]! + m[row + 2]!);
      const light = { r: red! / green!, b: blue! / green! };
      const back = mapWhitePoint(invertMatrix(map), mapWhitePoint(map, light));
      expect(back.r).toBeCloseTo(light.r, 10);
      expect(back.b).toBeCloseTo(light.b, 10);
    }
  });

  it('comes of the matrices of the table, one a camera in its order', () => {
    expect(tableMatrices()).toEqual(all);
  });
});

describe('part of the way to another camera', () => {
  const [from, to] = ['Sony ILCE-7M3', 'Canon EOS 550D'].map(
    (name) => cameraByName(name).camera,
  ) as [ReturnType<typeof cameraByName>['camera'], ReturnType<typeof cameraByName>['camera']];
  const matrixOf = (mappedPart?: number, trainedOn?: string[]) => {
    const made = { name: to.name, xyzToCamera: daylightMatrix(to) };
    const given = { ...made, ...(mappedPart === undefined ? {} : { mappedPart }) };
    return mappingTo([{ ...given, ...(trainedOn ? { trainedOn } : {}) }], from)!.colourMatrix;
  };
  const whole = cameraMap(from, to);

  it('is what a model asks for, number by number', () => {
    expect(matrixOf()).toEqual(whole);
    expect(matrixOf(1)).toEqual(whole);
    matrixOf(0.5).forEach((value, i) => {
      expect(value).toBeCloseTo((whole[i]! + (i % 4 === 0 ? 1 : 0)) / 2, 12);
    });
    expect(matrixOf(0)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('is all of it for cameras that the model was trained on', () => {
    expect(matrixOf(0.5, ['Nikon D810', 'SONY ILCE-7M3'])).toEqual(whole);
    expect(matrixOf(0.5, ['Nikon D810'])).toEqual(matrixOf(0.5));
  });

  it('can be gone back for every camera of the table', () => {
    for (const name of cameraNames()) {
      const map = cameraMap(cameraByName(name).camera, canonicalCamera(), 0.5);
      expect(() => invertMatrix(map)).not.toThrow();
    }
  });
});

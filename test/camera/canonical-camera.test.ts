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

/** Which camera took a picture, and whether a model reads it as it is. */
import { describe, expect, it } from 'vitest';
import {
  cameraByName,
  cameraMap,
  cameraOfMatrix,
  isSameCamera,
  mappingTo,
  pictureCamera,
} from '../../dist/camera/index.js';

const SONY = cameraByName('Sony ILCE-7M3').camera;
const CANON = cameraByName('Canon EOS 550D').camera;
const madeFor = [CANON, cameraByName('Canon EOS 600D').camera].map(({ name, matrices }) => ({
  name,
  xyzToCamera: matrices[0]!.xyzToCamera,
}));

describe('the camera of a picture', () => {
  it('is the one that was given, before what the file says', () => {
    expect(pictureCamera(SONY, { name: 'Canon EOS 550D' })).toEqual({ camera: SONY, by: 'given' });
  });

  it("has the file's matrices, before the table's", () => {
    const colourMatrices = [
      { cctKelvin: 2856, xyzToCamera: CANON.matrices[0]!.xyzToCamera },
      { cctKelvin: 6504, xyzToCamera: SONY.matrices[0]!.xyzToCamera },
    ];
    const found = pictureCamera(null, { name: 'Sony ILCE-7M3', colourMatrices });
    expect(found).toEqual({
      camera: { name: 'Sony ILCE-7M3', matrices: colourMatrices },
      by: 'file',
    });
  });

  it('is looked up by name where the file has no matrix that sees colours', () => {
    const black = [{ cctKelvin: 6504, xyzToCamera: new Array(9).fill(0) as never }];
    for (const colourMatrices of [undefined, [], black]) {
      const stated = { name: 'SONY ILCE-7M3', ...(colourMatrices ? { colourMatrices } : {}) };
      expect(pictureCamera(null, stated)).toEqual({ camera: SONY, by: 'table' });
    }
  });

  it("is unknown where nobody says, and by a Raspberry Pi's own DNG, whose matrix is made up", () => {
    expect(pictureCamera(null, {})).toBeNull();
    expect(pictureCamera(null, { name: 'Acme Snap' })).toBeNull();
    const colourMatrices = SONY.matrices;
    for (const name of ['Raspberry Pi imx477', 'RaspberryPi imx708']) {
      expect(pictureCamera(null, { name, colourMatrices })).toBeNull();
    }
  });
});

describe('a model', () => {
  it('reads as they are the pictures of every camera it was made for, however its maker is written', () => {
    for (const name of ['Canon EOS 550D', 'Canon Canon EOS 600D', 'CANON eos-600d']) {
      expect(mappingTo(madeFor, cameraOfMatrix(name, SONY.matrices[0]!.xyzToCamera))).toBeNull();
    }
    expect(isSameCamera('NIKON CORPORATION NIKON D5200', 'Nikon D5200')).toBe(true);
    expect(isSameCamera('', '')).toBe(false);
  });

  it('reads those of others as those of its first camera', () => {
    expect(mappingTo(madeFor, SONY)).toEqual({
      colourMatrix: cameraMap(SONY, CANON),
      to: 'Canon EOS 550D',
    });
  });

  it('that says of no camera reads all as they are', () => {
    expect(mappingTo(undefined, SONY)).toBeNull();
    expect(mappingTo([], SONY)).toBeNull();
  });

  it('whose matrix sees no colours is refused', () => {
    expect(() => mappingTo([{ name: 'X', xyzToCamera: new Array(9).fill(0) }], SONY)).toThrow(
      /X: the colour matrix/,
    );
  });
});

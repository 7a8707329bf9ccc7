/** A model for the frames of one camera: what stays, what is refused, and that its data still means the same. */
import { describe, expect, it } from 'vitest';
import { cameraByName, cameraMap, daylightMatrix } from '../../dist/camera/index.js';
import { findMappedWhitePoint, invertMatrix } from '../../dist/color/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { modelForCamera } from '../../dist/export/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  countParameters,
  decodeModel,
  encodeModel,
  forFrames,
  type Model,
  meanLightOf,
  referenceArchitecture,
  referencePlanes,
  withPlanes,
} from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import { randomParameters, randomThumbnail } from '../infer/random-architecture.js';
import { modelOf, smallModel } from '../infer/sample-models.js';

const CANON = cameraByName('Canon EOS 550D').camera;
const SONY = cameraByName('Sony ILCE-7M3').camera;
const KERNELS = loadKernelModule();
const madeFor = (mappedPart?: number): Model => {
  const model = smallModel();
  const camera = { name: CANON.name, xyzToCamera: [...daylightMatrix(CANON)] };
  const cameras = [mappedPart === undefined ? camera : { ...camera, mappedPart }];
  return { ...model, metadata: { ...model.metadata, cameras } };
};
const thumbnail = (model: Model, seed = 1) =>
  randomThumbnail(model.architecture.input, createRng(seed));

describe('a model for the frames of a camera', () => {
  const own = madeFor();
  const { model, camera, note } = modelForCamera(own, SONY);

  it('says whose frames it reads, and has the same parameters', () => {
    expect(camera).toEqual({ name: SONY.name, mappedTo: CANON.name });
    expect(note).toMatch(
      /^For frames of the Sony ILCE-7M3: .* reads them as those of the Canon EOS 550D/,
    );
    expect(model.metadata.cameras).toEqual([
      { name: SONY.name, xyzToCamera: daylightMatrix(SONY) },
    ]);
    expect(model.parameters).toEqual(own.parameters);
    expect(countParameters(model.architecture)).toBe(countParameters(own.architecture));
  });

  it.each([undefined, 0.5])(
    'answers as the estimator does through the matrix, after a file, %s of the way',
    (part) => {
      const one = madeFor(part);
      const bytes = encodeModel(modelForCamera(one, SONY).model);
      const folded = createEstimator(bytes, KERNELS);
      const colourMatrix = cameraMap(SONY, CANON, part);
      const judge = createEstimator(one, KERNELS, { colourMatrix });
      for (let seed = 0; seed < 5; seed++) {
        const [a, b] = [folded, judge].map((e) => e.estimateThumbnail(thumbnail(one, seed)));
        expect(a!.whitePoint.r / b!.whitePoint.r).toBeCloseTo(1, 5);
        expect(a!.whitePoint.b / b!.whitePoint.b).toBeCloseTo(1, 5);
        expect(a!.confidence).toBeCloseTo(b!.confidence, 5);
      }
    },
  );

  it('has the mean light of its training in the colours of the frames', () => {
    const back = invertMatrix(cameraMap(SONY, CANON));
    const expected = findMappedWhitePoint(back, meanLightOf(own.architecture)!)!;
    expect(meanLightOf(model.architecture)!.r).toBeCloseTo(expected.r, 10);
    expect(meanLightOf(model.architecture)!.b).toBeCloseTo(expected.b, 10);
    const dark = new Float32Array(thumbnail(own).length);
    const answer = createEstimator(model, KERNELS).estimateThumbnail(dark);
    expect(answer).toMatchObject({ confidence: 0 });
    expect(answer.whitePoint.r).toBeCloseTo(expected.r, 10);
  });

  it('is the model itself where it knows the camera, or says of none', () => {
    expect(modelForCamera(own, CANON).model).toBe(own);
    expect(modelForCamera(own, null)).toEqual({
      model: own,
      camera: null,
      isOther: false,
      note: '',
    });
    const silent = smallModel();
    expect(modelForCamera(silent, SONY)).toMatchObject({
      model: silent,
      camera: { name: SONY.name, mappedTo: null },
    });
    expect(decodeModel(encodeModel(model)).architecture).toEqual(model.architecture);
  });

  it('is another where that is for all cameras, but not of its own ones', () => {
    const other = madeFor(0.5);
    expect(modelForCamera(own, CANON, other)).toMatchObject({ model: own, isOther: false });
    expect(modelForCamera(own, SONY, other)).toMatchObject({ isOther: true });
    expect(modelForCamera(own, SONY, other).model).toEqual(modelForCamera(other, SONY).model);
  });

  it('stays what it is for its own camera, and is made for no other', () => {
    const { model: sony } = modelForCamera(own, SONY);
    expect(modelForCamera(sony, SONY).model).toEqual(sony);
    expect(() => modelForCamera(sony, CANON)).toThrow(
      `is for frames of the ${SONY.name} alone, and cannot be made for those of the ${CANON.name}; export`,
    );
  });

  it('is not made twice, nor of planes that show pictures as a screen would', () => {
    const maps = { toModel: daylightMatrix(SONY), toFrames: daylightMatrix(CANON) };
    const camera = { name: 'Other', xyzToCamera: daylightMatrix(CANON) };
    expect(() => forFrames(model, { ...maps, camera })).toThrow(
      /the network was made for another camera already/,
    );
    const size = { heightPx: 24, widthPx: 30 };
    const family = { ...size, blocks: [], hiddenNeurons: 8, decay: 0.4, depth: 2 };
    const rendered = withPlanes(referenceArchitecture(family), referencePlanes(size, size));
    const shown = { ...modelOf(rendered), parameters: randomParameters(rendered, createRng(1)) };
    expect(() => forFrames(shown, { ...maps, camera })).toThrow(/reads rendered pictures/);
  });
});

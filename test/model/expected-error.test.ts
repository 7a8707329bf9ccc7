import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  blankCalibration,
  countDoubts,
  ERROR_NEURONS,
  ERROR_NODES,
  withExpectedError,
  withoutExpectedError,
} from '../../dist/model/doubt/index.js';
import {
  ArchitectureError,
  countParameters,
  decodeModel,
  encodeModel,
  forFrames,
  inferShapes,
  type Model,
  withCurveHead,
} from '../../dist/model/index.js';
import { evaluateTwin } from '../../dist/nn/twin/evaluate.js';
import { createRng } from '../../dist/random/index.js';
import { randomThumbnail } from '../infer/random-architecture.js';
import { referenceModel, smallModel } from '../infer/sample-models.js';

const MODULE = loadKernelModule();
const CAMERA = { name: 'Sony ILCE-7M3', xyzToCamera: [1, 0, 0, 0, 1, 0, 0, 0, 1] };

/** Tells `degrees` of whatever lies within `limit`. */
function telling(model: Model, degrees: number, limit = 1e6): Model {
  const doubts = countDoubts(withExpectedError(model).architecture);
  const calibration = { ...blankCalibration(doubts), bias: Math.log(degrees), limit };
  return { ...model, ...withExpectedError(model, calibration) };
}

const framesOf = ({ architecture }: Model, count: number) => {
  const rng = createRng('expected error');
  return Array.from({ length: count }, () => randomThumbnail(architecture.input, rng));
};

describe.each([
  ['that mixes lights', smallModel],
  ['of another family', referenceModel],
])('a network %s that tells its expected error', (_, make) => {
  it('answers to the bit as it did', () => {
    const model = make();
    const [before, after] = [model, telling(model, 2)].map((one) => createEstimator(one, MODULE));
    for (const frame of framesOf(model, 5)) {
      const { expectedErrorDegrees, ...answer } = after!.estimateThumbnail(frame);
      expect(answer).toEqual(before!.estimateThumbnail(frame));
      expect(expectedErrorDegrees).toBeCloseTo(2, 4);
    }
  });

  it('is what it was without it again', () => {
    const model = make();
    const { architecture, parameters } = withoutExpectedError(telling(model, 2));
    expect(architecture).toEqual(model.architecture);
    expect(parameters).toEqual(model.parameters);
  });

  it('has as many parameters as before, since none of these are trained', () => {
    const model = make();
    const headed = telling(model, 2);
    expect(countParameters(headed.architecture)).toBe(countParameters(model.architecture));
    expect(headed.parameters.length).toBeGreaterThan(model.parameters.length);
  });

  it('goes through a model file', () => {
    const model = telling(make(), 2);
    const read = decodeModel(encodeModel(model));
    expect(read.architecture.expectedError).toBe(ERROR_NODES.degrees);
    expect(read).toEqual(model);
  });
});

describe('an expected error', () => {
  it('lies between 0.2 and 20 degrees of what is known', () => {
    const model = smallModel();
    const [frame] = framesOf(model, 1);
    const told = (degrees: number) =>
      createEstimator(telling(model, degrees), MODULE).estimateThumbnail(frame!)
        .expectedErrorDegrees;
    expect(told(0.01)).toBeCloseTo(0.2, 4);
    expect(told(7)).toBeCloseTo(7, 3);
    expect(told(300)).toBeCloseTo(20, 3);
  });

  it('grows with the root of how far beyond the limit a frame lies, and never beyond 180', () => {
    const model = smallModel();
    const [frame] = framesOf(model, 1);
    const far = (limit: number) =>
      createEstimator(telling(model, 2, limit), MODULE).estimateThumbnail(frame!)
        .expectedErrorDegrees!;
    const doubts = doubtsOf(model, frame!);
    const distance = doubts.reduce((sum, value) => sum + value ** 2, 0) / doubts.length;
    expect(far(2 * distance)).toBeCloseTo(2, 4);
    expect(far(distance / 4)).toBeCloseTo(2 * Math.sqrt(4), 3);
    expect(far(distance / 100)).toBeCloseTo(2 * Math.sqrt(100), 2);
    expect(far(1e-12)).toBe(180);
  });

  it('is what the nodes mean in double precision', () => {
    const rng = createRng('numbers');
    const model = smallModel();
    const doubts = countDoubts(withExpectedError(model).architecture);
    const normals = (count: number) => Array.from({ length: count }, () => 0.3 * rng.normal());
    const headed = {
      ...model,
      ...withExpectedError(model, {
        ...blankCalibration(doubts),
        hiddenWeights: normals(doubts * ERROR_NEURONS),
        hiddenBias: normals(ERROR_NEURONS),
        weights: normals(ERROR_NEURONS),
        bias: 0.7,
        limit: 3,
      }),
    };
    const estimator = createEstimator(headed, MODULE);
    for (const frame of framesOf(model, 4)) {
      const { degrees } = twin(headed, frame);
      expect(estimator.estimateThumbnail(frame).expectedErrorDegrees).toBeCloseTo(degrees, 3);
    }
  });

  it('is absent where the frame shows no light, and from models that were not calibrated', () => {
    const model = telling(smallModel(), 2);
    const black = new Float32Array(12 * 16 * 4).map((_, i) => (i % 4 === 3 ? 1 : 0));
    expect(createEstimator(model, MODULE).estimateThumbnail(black)).not.toHaveProperty(
      'expectedErrorDegrees',
    );
    const [frame] = framesOf(model, 1);
    const plain = createEstimator(smallModel(), MODULE).estimateThumbnail(frame!);
    expect(plain).not.toHaveProperty('expectedErrorDegrees');
  });

  it('goes along where a model is made for the frames of a camera', () => {
    const same = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    const model = telling(smallModel(), 3);
    const mapped = forFrames(model, { toModel: same, toFrames: same, camera: CAMERA });
    const [frame] = framesOf(model, 1);
    const { expectedErrorDegrees } = createEstimator(mapped, MODULE).estimateThumbnail(frame!);
    expect(expectedErrorDegrees).toBeCloseTo(3, 3);
  });

  it('is refused twice, in kelvin, and behind frames of another camera', () => {
    const model = smallModel();
    const same = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    const locus = [2600, 3000, 3600, 4400, 5400, 6600, 7500].map((cctKelvin, i) => ({
      cctKelvin,
      r: 0.9 - 0.08 * i,
      b: 0.3 + 0.08 * i,
    }));
    const kelvin = withCurveHead(telling(model, 2), locus);
    expect(kelvin.architecture.expectedError).toBeUndefined();
    const mapped = forFrames(model, { toModel: same, toFrames: same, camera: CAMERA });
    for (const refused of [telling(model, 2), kelvin, mapped]) {
      expect(() => withExpectedError(refused)).toThrow(ArchitectureError);
    }
  });

  it('must be one number of a node that there is, beside a white point', () => {
    const { architecture } = smallModel();
    for (const expectedError of ['nobody', architecture.output, 'planes']) {
      expect(() => inferShapes({ ...architecture, expectedError })).toThrow(/^expectedError: /);
    }
  });
});

function twin({ architecture, parameters }: Model, frame: Float32Array) {
  const options = { batch: 1, training: false };
  const values = evaluateTwin(
    architecture,
    Float64Array.from(parameters),
    Float64Array.from(frame),
    options,
  );
  return { degrees: values.get(ERROR_NODES.degrees)![0]!, values };
}

function doubtsOf(model: Model, frame: Float32Array): number[] {
  return [...twin(telling(model, 1), frame).values.get(ERROR_NODES.doubts)!];
}

/** Which network reads whose frames. */
import { describe, expect, it } from 'vitest';
import { cameraByName, daylightMatrix } from '../../dist/camera/index.js';
import type { ColourMatrix } from '../../dist/color/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { networkByCamera } from '../../dist/methods/index.js';
import { tinyModel } from '../cli/tiny-model.js';

const KERNELS = loadKernelModule();
const [CANON, NIKON, SONY] = ['Canon EOS 550D', 'Nikon D810', 'Sony ILCE-7M3'].map(
  (name) => cameraByName(name).camera,
) as [ReturnType<typeof cameraByName>['camera'], typeof CANON, typeof CANON];

function network(name: string, camera: typeof CANON) {
  const cameras = [{ name: camera.name, xyzToCamera: daylightMatrix(camera) }];
  const model = tinyModel({ name, cameras });
  const through = (colourMatrix: ColourMatrix) => createEstimator(model, KERNELS, { colourMatrix });
  return { estimator: createEstimator(model, KERNELS), through };
}

describe('networks by camera', () => {
  const canon = network('canon', CANON);
  const other = network('other', NIKON);
  const nameOf = (found: ReturnType<ReturnType<typeof networkByCamera>>) =>
    found.estimator.metadata.name;

  it('read frames of others through a matrix, each made once', () => {
    const of = networkByCamera(canon);
    expect(of(CANON)).toEqual({ estimator: canon.estimator, mapping: null });
    expect(of(null)).toEqual({ estimator: canon.estimator, mapping: null });
    expect(of(SONY).mapping?.to).toBe(CANON.name);
    expect(of(SONY).estimator).toBe(of(SONY).estimator);
    expect(of(SONY).estimator).not.toBe(canon.estimator);
  });

  it('leave frames of others, and of nobody knows whom, to the network that is for them', () => {
    let asked = 0;
    const elsewhere = () => {
      asked++;
      return other;
    };
    const of = networkByCamera({ ...canon, elsewhere });
    expect(nameOf(of(CANON))).toBe('canon');
    expect(asked).toBe(0);
    expect(nameOf(of(SONY))).toBe('other');
    expect(of(SONY).mapping?.to).toBe(NIKON.name);
    expect(of(null)).toEqual({ estimator: other.estimator, mapping: null });
    expect(of(NIKON)).toEqual({ estimator: other.estimator, mapping: null });
    expect(asked).toBe(1);
  });
});

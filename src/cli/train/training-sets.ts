/** The data sets of `train` and whose pictures each has, as options or dataset.json say. */
import type { Camera } from '../../camera/index.js';
import { InputError, UsageError } from '../exit-code.js';
import { givenCamera } from '../options/camera-options.js';
import type { TrainCommandOptions } from './train.js';

/** The cameras of each `--data`; none where nobody says, which several data sets do not allow. Throws UsageError, InputError. */
export async function camerasOfSets({
  data,
  camera,
  canonical,
}: Pick<TrainCommandOptions, 'data' | 'camera' | 'canonical'>): Promise<Camera[][]> {
  const { length } = data;
  if (camera && length > 1 && camera.length !== length) {
    throw new UsageError(
      `train: expected --camera once for each of ${length} --data, in their order, or not at all; got ${camera.length}`,
    );
  }
  const names = length === 1 && camera ? [camera.flat()] : camera;
  const { datasetCamera } = await import('../../dataset/index.js');
  const sets = await Promise.all(
    data.map(async (dir, i) => {
      const given = (names?.[i] ?? []).map((name) => givenCamera({ camera: name }));
      return (names ? await Promise.all(given) : [datasetCamera(dir)]).flatMap((one) => one ?? []);
    }),
  );
  const unknown = sets.findIndex((cameras) => cameras.length === 0);
  if (unknown >= 0 && (length > 1 || canonical)) {
    throw new InputError(
      `${data[unknown]}: expected to know which camera took the pictures; give --camera (once for each --data), or "camera" in dataset.json`,
    );
  }
  return sets;
}

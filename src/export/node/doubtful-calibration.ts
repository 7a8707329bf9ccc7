/** What speaks against pictures that integers are calibrated on: whose they are, how few, and how a network does on them. */
import { isSameCamera } from '../../camera/index.js';
import { datasetCamera } from '../../dataset/index.js';
import type { Model } from '../../model/index.js';
import type { ArithmeticReport } from '../../report/index.js';

/** Set by hand: no run compares them. */
export const DOUBT_SETTINGS = {
  /** Below so many pictures values are likely to become larger than any that was seen. */
  fewestPictures: 20,
  /** Errors so many times those that the model file states, and so many degrees more, are those of pictures of another kind. */
  timesStated: 2,
  degreesMore: 1,
} as const;

/** Sentences, none where nothing is doubtful. `report`: of the pictures of `data`. Throws DatasetError for a description that is none. */
export function doubtfulCalibration(
  { metadata: { name, cameras = [], errors = [] } }: Pick<Model, 'metadata'>,
  data: string,
  { pictures, float32 }: Pick<ArithmeticReport, 'pictures' | 'float32'>,
): string[] {
  const taken = datasetCamera(data)?.name;
  const own = cameras.flatMap(({ name: camera, trainedOn = [] }) => [camera, ...trainedOn]);
  const isOther =
    taken !== undefined && own.length > 0 && !own.some((camera) => isSameCamera(camera, taken));
  const stated = Math.max(0, ...errors.map(({ meanDegrees }) => meanDegrees));
  const { fewestPictures, timesStated, degreesMore } = DOUBT_SETTINGS;
  const isWorse = stated > 0 && float32.mean > Math.max(timesStated * stated, stated + degreesMore);
  const so = 'values may become larger in the camera than they did here, and are cut off then';
  return [
    ...(isOther
      ? [
          `--calibrate ${data}: its pictures are of the ${taken}, ${name} reads those of the ${own[0]}; ${so}. Calibrate on pictures of the camera that it is exported for.`,
        ]
      : []),
    ...(isWorse
      ? [
          `--calibrate ${data}: ${name} errs by ${float32.mean.toFixed(2)} degrees on them, and by ${stated.toFixed(2)} on those that its file tells of: they may be of another camera, have other levels, or be in another layout; ${so}.`,
        ]
      : []),
    ...(pictures < fewestPictures
      ? [
          `--calibrate ${data}: ${pictures} ${pictures === 1 ? 'picture is' : 'pictures are'} few to tell how large values become; take ${fewestPictures} or more.`,
        ]
      : []),
  ];
}

/** An evaluation as a user describes it: what to compare on which pictures. */
import { type CameraChoice, chosenCamera } from '../../camera/index.js';
import type { ColourMatrix } from '../../color/index.js';
import {
  chosenData,
  type DataChoice,
  type DatasetPart,
  datasetCamera,
  layoutOf,
  readDatasetDescription,
} from '../../dataset/index.js';
import { type LoadedModel, UNIVERSAL_MODEL } from '../../infer/node/index.js';
import type { ThumbnailSize } from '../../raw/index.js';
import type { Method } from '../index.js';
import { networkMethods } from './asked-methods.js';
import { statedCurve } from './camera-matrix.js';
import type { DatasetJob } from './estimate-dataset.js';

export interface EvaluationJob extends DataChoice, CameraChoice {
  readonly data: string;
  readonly part: DatasetPart;
  /** The data set whose train part teaches; default: `data`. */
  readonly trainData?: string;
  readonly models: readonly LoadedModel[];
  readonly baselines: readonly Method[];
  /** Behind the networks. */
  readonly cameras?: readonly Method[];
  /** In the layout awbnn: of these sensors alone. */
  readonly sensors?: readonly string[];
  /** Thumbnails that the baselines see. */
  readonly size: ThumbnailSize;
  /** The camera's matrix from XYZ under D65, as DatasetJob has it. */
  readonly xyzToCamera?: ColourMatrix;
}

/**
 * The same as estimateDataset takes it; `note` is told where networks read pictures of a camera that they do not know.
 * Throws UsageError for what does not go together, InputError for cameras and matrices.
 */
export function askEvaluation(
  job: EvaluationJob,
  note: (sentence: string) => void,
  warn: (sentence: string) => void = note,
): DatasetJob {
  const { data, part, trainData, models, cameras = [], baselines, size, xyzToCamera } = job;
  if (xyzToCamera) statedCurve(xyzToCamera);
  const { layout, blackLevel, whiteLevel, ...reading } = chosenData(data, job);
  const camera = chosenCamera(job) ?? datasetCamera(data);
  const networks = networkMethods(models, camera, (name, to) =>
    note(
      `${name} reads pictures of the ${camera?.name} as those of the ${to}, by both colour matrices.`,
    ),
  );
  if (camera === null && models.some(({ elsewhere }) => elsewhere)) {
    note(
      `Nobody says which camera took the pictures: the model ${UNIVERSAL_MODEL} reads them as they are. --camera, --color-matrix or dataset.json says it.`,
    );
  }
  const { sensors } = job;
  const space = layoutOf(data, layout, readDatasetDescription(data) ?? {});
  for (const { estimator } of models) {
    const { name, settings } = estimator.metadata;
    if (settings.harmonised !== true || space.name !== 'awbnn' || space.harmonise) continue;
    warn(
      `${name} was trained with --harmonise, and these pictures are in the normalisation of their own platform: its errors are larger here than in a camera. Judge it with --harmonise.`,
    );
  }
  return {
    ...reading,
    dir: data,
    part,
    ...(trainData === undefined ? {} : { trainDir: trainData }),
    methods: [...networks, ...cameras, ...baselines],
    size,
    levels: {
      ...(blackLevel === undefined ? {} : { blackLevel }),
      ...(whiteLevel === undefined ? {} : { whiteLevel }),
    },
    ...(layout
      ? { layout: sensors && layout.name === 'awbnn' ? { ...layout, sensors } : layout }
      : {}),
    ...(xyzToCamera ? { xyzToCamera } : {}),
  };
}

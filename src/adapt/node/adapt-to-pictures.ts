/** `train --from`: a model adapted to the train part of a data set, written to a file, and what is said of it. */
import { basename, resolve } from 'node:path';
import { type Camera, CameraError, cameraByName } from '../../camera/index.js';
import { datasetCamera, thumbnailPixels } from '../../dataset/index.js';
import { loadKernelModule } from '../../engine/node/index.js';
import { InputError, UsageError } from '../../errors/index.js';
import { writeFileAtomically } from '../../files/index.js';
import { packageVersion } from '../../files/package/index.js';
import { decodeChosenModel } from '../../infer/node/index.js';
import { countParameters, encodeModel, type Model } from '../../model/index.js';
import {
  chosenCameras,
  makeFolds,
  modelName,
  type PreparedPictures,
  type SetsChoice,
} from '../../train/index.js';
import { ADAPT_SETTINGS, adaptModel, describeAdaptation, type LabelledPicture } from '../index.js';

/** What a user says of an adaptation: options of `train`. */
export interface AdaptationChoice extends SetsChoice {
  /** The model that is begun with, by the name of a shipped one or its file. */
  readonly from: string;
  readonly out: string;
  readonly name?: string;
  readonly licence: string;
  readonly attribution: string;
  readonly alwaysAdapt?: boolean;
  /** A data set of what it should not forget, and the camera of its pictures; dataset.json's unless given. */
  readonly replay?: string;
  readonly replayCamera?: string;
  /** How pictures are held back: one in `folds`, single ones unless `runs`. */
  readonly validation?: string;
  readonly folds?: number;
  readonly seed: number;
}

/** Options of training that choose what adapting does not leave open, as they are written. */
const NOT_FOR_ADAPTING: Readonly<Record<string, string>> = {
  start: '--start',
  size: '--size',
  family: '--family',
  head: '--head',
  curve: '--curve',
  band: '--band',
  recipe: '--recipe',
  epochs: '--epochs',
  batch: '--batch',
  rate: '--rate',
  finalRate: '--final-rate',
  loss: '--loss',
  densityExponent: '--density-exponent',
  lowLight: '--low-light',
  canonical: '--canonical',
  mapPart: '--map-part',
  foldBy: '--fold-by',
  baselines: '--baselines',
  log: '--log',
  checkpoint: '--checkpoint',
};

/** What `--family` is where nobody says. */
const DEFAULT_FAMILY = 'small';

/** An adaptation whose options fit together, and the model that it begins with. */
export interface BegunAdaptation {
  readonly choice: AdaptationChoice;
  readonly data: string;
  /** Null where nobody says who took the pictures. */
  readonly camera: Camera | null;
  readonly start: Model;
  /** What should not be forgotten: its folder and camera. */
  readonly replay: { readonly data: string; readonly camera: Camera | null } | null;
}

/** Throws UsageError for options that do not fit, InputError for a model or a camera that is none. */
export async function beginAdaptation(choice: AdaptationChoice): Promise<BegunAdaptation> {
  const options: AdaptationChoice & Readonly<Record<string, unknown>> = { ...choice };
  for (const [name, option] of Object.entries(NOT_FOR_ADAPTING)) {
    if (options[name] === undefined || options[name] === DEFAULT_FAMILY) continue;
    throw new UsageError(
      `train: --from adapts the last layers of a model to a few pictures, in one way only; leave out ${option}`,
    );
  }
  if (choice.validation === 'none') {
    throw new UsageError('train: --from judges by pictures held back; leave out --validation none');
  }
  const [data, ...more] = choice.data;
  const [[camera, ...others] = []] = more.length > 0 ? [] : chosenCameras(choice);
  if (data === undefined || more.length > 0 || others.length > 0) {
    throw new UsageError(
      'train: --from adapts a model to one camera; expected one --data and one --camera',
    );
  }
  const replay = replayOf(choice);
  const start = await decodeChosenModel(choice.from);
  return { choice, data, camera: camera ?? null, start, replay };
}

function replayOf({ replay, replayCamera }: AdaptationChoice): BegunAdaptation['replay'] {
  if (replay === undefined) {
    if (replayCamera === undefined) return null;
    throw new UsageError('train: --replay-camera is for --replay');
  }
  if (replayCamera === undefined) return { data: replay, camera: datasetCamera(replay) };
  try {
    const [one] = replayCamera.split(',').map((name) => cameraByName(name.trim()).camera);
    return { data: replay, camera: one ?? null };
  } catch (error) {
    if (!(error instanceof CameraError)) throw error;
    throw new InputError(`--replay-${error.message} as "colourMatrix" in ${replay}/dataset.json`);
  }
}

/** What was done, for people and as `--json` prints it. */
export interface AdaptationReport {
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface AdaptToPicturesOptions {
  /** The pictures of `replay`. */
  readonly kept: PreparedPictures | null;
  readonly signal: AbortSignal;
  readonly onFit: (done: number, total: number) => void;
}

/**
 * Adapts to prepared pictures and writes the model. Throws InputError for statistics of a Raspberry Pi, adaptModel's,
 * makeFolds' and writeFileAtomically's errors, and the signal's reason; nothing is written then.
 */
export async function adaptToPictures(
  { choice, data, camera, start, replay }: BegunAdaptation,
  { input, levels, dataHash }: PreparedPictures,
  { kept, signal, onFit }: AdaptToPicturesOptions,
): Promise<AdaptationReport> {
  const { out, from, licence, attribution, seed, validation, folds } = choice;
  const pictures = labelledPictures(input);
  const origin = {
    ...{ name: choice.name ?? modelName(out), version: packageVersion(), licence, attribution },
    ...levels,
    data: { name: basename(resolve(data)), hash: dataHash },
  };
  const count = Math.min(folds ?? ADAPT_SETTINGS.folds, pictures.length);
  const kind = validation === 'runs' ? 'runs' : 'random';
  const adapted = await adaptModel(start, pictures, origin, {
    ...{ camera, seed, always: choice.alwaysAdapt === true, kernels: loadKernelModule() },
    folds: count < 2 ? [] : makeFolds(input.entries, { kind, folds: count }),
    ...(kept && replay
      ? {
          replay: {
            name: basename(resolve(replay.data)),
            camera: replay.camera,
            pictures: labelledPictures(kept.input),
          },
        }
      : {}),
    async onFit(done, total) {
      onFit(done, total);
      // The signal gets a turn.
      await new Promise(setImmediate);
      signal.throwIfAborted();
    },
  });
  const { model, judgement, ...rest } = adapted;
  writeFileAtomically(out, encodeModel(model));
  const name = camera?.name ?? null;
  const parameters = countParameters(model.architecture);
  return {
    text: `${describeAdaptation(adapted, { from, camera: name }).join('\n')}\nModel: ${out}`,
    json: { model: out, from, parameters, camera: name, ...judgement, ...rest },
  };
}

function labelledPictures(set: PreparedPictures['input']): LabelledPicture[] {
  return set.entries.map(({ id, whitePoint, space }, i) => {
    if (space) throw noRawPicture(id);
    return { id, whitePoint, pixels: thumbnailPixels(set, i) };
  });
}

function noRawPicture(id: string): InputError {
  return new InputError(
    `--from: expected raw pictures, got statistics in the canonical space of a sensor (${id}, layout awbnn); go on with a model of such by --start`,
  );
}

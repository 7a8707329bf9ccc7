/** Which models can be adapted, and what an adapted one says of itself. */
import { type Camera, daylightMatrix, mappingTo } from '../camera/index.js';
import { InputError } from '../errors/index.js';
import {
  answerOf,
  framesMapOf,
  type Model,
  type ModelCamera,
  type ModelMetadata,
  readsCanonicalSpace,
} from '../model/index.js';
import type { Judgement } from './verdict.js';

/** What the pictures are, for the model's file. */
export interface AdaptationOrigin
  extends Pick<ModelMetadata, 'name' | 'version' | 'blackLevel' | 'whiteLevel'> {
  /** Of the data set: name and content hash. */
  readonly data: { readonly name: string; readonly hash: string };
  /** Of the pictures; `unstated` where nobody says, and then the model's stays alone. */
  readonly licence: string;
  readonly attribution: string;
}

/** Throws InputError for a model whose answers are no white points of raw pictures, or one that is another camera's. */
export function checkStart({ architecture, metadata }: Model, camera: Camera | null): void {
  const { name, cameras } = metadata;
  if (answerOf(architecture) !== 'whitePoint' || readsCanonicalSpace(metadata)) {
    throw new InputError(
      `--from ${name}: expected a model that reads raw pictures and answers with white points, got one for statistics of a Raspberry Pi; go on with it by --start`,
    );
  }
  if (architecture.input.readings) {
    throw new InputError(
      `--from ${name}: the model reads ${architecture.input.readings.join(', ')} beside pictures, which adapting knows nothing of; go on with it by --start`,
    );
  }
  if (!framesMapOf(architecture)) return;
  const own = cameras?.[0]?.name ?? 'another camera';
  if (camera && !mappingTo(cameras, camera)) return;
  throw new InputError(
    `--from ${name}: the model is for pictures of the ${own}; give --camera "${own}", or begin with the model that it was made from`,
  );
}

/** What a user who says nothing of licence and attribution says. */
const UNSTATED = 'unstated';

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== UNSTATED).join('; ') || UNSTATED;
}

/** Of the model for frames of the camera. Its licence and whom to name come from the weights that it began with. */
export function adaptedMetadata(
  { metadata: begun }: Model,
  { name, version, data, licence, attribution, blackLevel, whiteLevel }: AdaptationOrigin,
  {
    camera,
    judgement,
    isAdapted,
    seed,
  }: {
    readonly camera: Camera | null;
    readonly judgement: Judgement;
    readonly isAdapted: boolean;
    readonly seed: number;
  },
): ModelMetadata {
  const { pictures, after, before } = judgement;
  const judged = isAdapted ? after : before;
  const { cameras: _, errors: __, ...kept } = begun;
  const cameras = adaptedCameras(begun, camera, isAdapted);
  return {
    ...kept,
    ...{ name, version, seed, blackLevel, whiteLevel },
    data: isAdapted
      ? {
          name: `${begun.data.name}, ${data.name}`,
          hash: data.hash,
          pictures: begun.data.pictures + pictures,
        }
      : begun.data,
    licence: licence === UNSTATED ? begun.licence : licence,
    attribution: joined(begun.attribution, attribution),
    settings: {
      ...begun.settings,
      adaptation: { from: begun.name, data: data.name, isAdapted, ...judgement },
    },
    ...(cameras.length > 0 ? { cameras } : {}),
    ...(judged
      ? {
          errors: [
            {
              ...{ data: data.name, hash: data.hash, pictures },
              part: isAdapted ? 'held back in turn' : 'all',
              meanDegrees: judged.mean,
              medianDegrees: judged.median,
            },
          ],
        }
      : {}),
  };
}

/**
 * The camera whose frames the model now reads as they are. Where nobody says which it was, an adapted model names none: one
 * that named some would have pictures of others mapped that were not when it learnt from them.
 */
export function adaptedCameras(
  { cameras = [] }: ModelMetadata,
  camera: Camera | null,
  isAdapted = true,
): readonly ModelCamera[] {
  if (!camera) return isAdapted ? [] : cameras;
  if (cameras.length > 0 && !mappingTo(cameras, camera)) return cameras;
  return [{ name: camera.name, xyzToCamera: daylightMatrix(camera) }];
}

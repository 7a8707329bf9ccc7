/** Networks as a camera runs them, as options ask for it. */
import { inOptionLater, UsageError } from '../../errors/index.js';
import { decodeChosenModel, type LoadedModel } from '../../infer/node/index.js';
import { type AsLibcamera, asLibcamera } from './as-libcamera.js';

/** As options say. */
export interface CameraRunChoice {
  /** A tuning file, or a folder of them. */
  readonly asLibcamera?: string;
  readonly frames?: number;
  readonly tuningDir?: string;
}

/** Undefined where nothing is asked. Rejects with UsageError for what does not go together, and as asLibcamera does. */
export async function askedCamera(
  { asLibcamera: file, frames, tuningDir }: CameraRunChoice,
  models: readonly LoadedModel[],
): Promise<AsLibcamera | undefined> {
  if (file !== undefined) {
    const networks = models.map(({ file: of, estimator }) => {
      return { estimator, model: () => decodeChosenModel(of) };
    });
    return inOptionLater('--as-libcamera', asLibcamera(file, networks, frames, tuningDir));
  }
  if (frames === undefined) return undefined;
  throw new UsageError('--frames: belongs to --as-libcamera');
}

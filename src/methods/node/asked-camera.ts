/** The camera as which networks are judged, as a user asks for it. */
import { inOptionLater, UsageError } from '../../errors/index.js';
import { decodeChosenModel, type LoadedModel } from '../../infer/node/index.js';
import { type AsLibcamera, asLibcamera } from './as-libcamera.js';

/** Undefined where none is asked for. Throws UsageError for frames without a camera, and asLibcamera's errors. */
export async function askedCamera(
  {
    asLibcamera: file,
    frames,
    tuningDir,
  }: { readonly asLibcamera?: string; readonly frames?: number; readonly tuningDir?: string },
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

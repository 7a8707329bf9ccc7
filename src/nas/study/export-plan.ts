/** The training that makes a model of a trial: its network and settings, and the pictures of its study. */
import type { PreparedPictures } from '../../train/index.js';
import { spaceOf } from '../description/study-description.js';
import { StudyError } from '../description/study-error.js';
import { type NetworkPlan, networkOf } from '../space/network-of.js';
import { picturesFor, studyPictures } from '../trial/study-pictures.js';
import { chooseTrial } from './study-front.js';
import type { StudyState, TrialState } from './study-state.js';

/** The trial to make a model of, and why: the one with that number, or the one to take. Throws RangeError where there is none. */
export function trialToExport(
  state: StudyState,
  id: number | undefined,
): { readonly trial: TrialState; readonly why: string } {
  if (id === undefined) {
    const choice = chooseTrial(state);
    if (choice) return choice;
    throw new RangeError('no trial is within the thresholds; name one with --trial');
  }
  const trial = state.trials[id];
  if (trial?.costs) return { trial, why: 'it was asked for' };
  throw new RangeError(
    `--trial: expected one that was measured, from 0 to ${state.trials.length - 1}, got ${id}`,
  );
}

/** How a trial's network is trained on all pictures. */
export function exportPlan(
  { created: { description } }: StudyState,
  { configuration }: TrialState,
  { epochs, seed, threads }: { epochs: number; seed: number; threads: number },
): NetworkPlan {
  const plan = networkOf(spaceOf(description), configuration, {
    epochs,
    seed,
    ...(description.batch === undefined ? {} : { batch: description.batch }),
  });
  return { ...plan, settings: { ...plan.settings, threads } };
}

/** All pictures of the training part. Rejects with StudyError where they are not the study's. */
export async function exportPictures(
  path: string,
  { network, settings }: NetworkPlan,
  { created: { dataHash, description } }: StudyState,
  { signal }: { readonly signal: AbortSignal },
): Promise<PreparedPictures> {
  const { unlabelled } = description.data;
  const pictures = await studyPictures({ path, unlabelled }, network, { signal });
  if (pictures.dataHash === dataHash) return picturesFor(pictures, settings);
  throw new StudyError(
    `${path}: expected the data set ${dataHash} of the study, got ${pictures.dataHash}; name it with --data`,
  );
}

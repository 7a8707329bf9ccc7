/** What a study runs with: data set, executor, device, as the command line and the study say. */
import type { StudyDisplay, StudyOptions } from '../../nas/index.js';
import {
  createCostMeasurement,
  type Executor,
  type MeasureCosts,
  openExecutor,
  type StudyDescription,
  studyDataHash,
} from '../../nas/index.js';
import type { CommandContext, CommonOptions } from '../command-context.js';

export interface MeansOptions extends CommonOptions, StudyOptions {
  readonly trials?: number;
}

/** Content hash of the study's data set, with progress. Throws StudyError where the study names another. */
export async function hashOf(
  description: StudyDescription,
  { terminal, signal }: CommandContext,
): Promise<string> {
  const show = terminal.stages();
  const hash = await studyDataHash(description, {
    signal,
    onProgress: (done, total) => show('Reading the data set', done, { total }),
  });
  terminal.close();
  return hash;
}

export interface Means {
  readonly executor: Executor;
  readonly measure: MeasureCosts;
  readonly json: boolean;
  /** Hears of notices once there is a display that they must not tear. */
  display: StudyDisplay | null;
}

/** What a study runs with, before there is one: a Redis that is away must not leave half a study behind. */
export async function openMeans(
  description: StudyDescription,
  { json = false }: { readonly json?: boolean },
  { terminal, signal }: CommandContext,
): Promise<Means> {
  const measure = createCostMeasurement(description);
  // Notices may come before there is anything to show them in.
  const shown: Pick<Means, 'display'> = { display: null };
  const onNotice = (notice: string) => {
    const warn = () => terminal.warn(notice);
    if (shown.display) shown.display.interrupt(warn);
    else warn();
  };
  const executor = await openExecutor(description, { onNotice, signal });
  return Object.assign(shown, { executor, measure, json });
}

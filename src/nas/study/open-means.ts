/** What a study runs with, opened before there is a study: a Redis that is away must not leave half a one behind. */
import type { MeasureCosts } from '../cost/measure-costs.js';
import { createCostMeasurement } from '../cost/measure-network.js';
import type { StudyDescription } from '../description/study-description.js';
import type { Executor } from '../executors/executor.js';
import { openExecutor } from '../executors/open-executor.js';
import type { StudyDisplay } from '../view/live-table.js';

export interface OpenMeans {
  /** The caller closes it. */
  readonly executor: Executor;
  readonly measure: MeasureCosts;
  /** Hears of notices once there is a display that they must not tear. */
  display: StudyDisplay | null;
}

/** Executor and measurement as a description says. Throws StudyError where no Redis answers. */
export async function openMeans(
  description: StudyDescription,
  {
    onNotice,
    signal,
  }: { readonly onNotice: (notice: string) => void; readonly signal: AbortSignal },
): Promise<OpenMeans> {
  // Notices may come before there is anything to show them in.
  const shown: Pick<OpenMeans, 'display'> = { display: null };
  const hear = (notice: string) => {
    if (shown.display) shown.display.interrupt(() => onNotice(notice));
    else onNotice(notice);
  };
  const measure = createCostMeasurement(description);
  const executor = await openExecutor(description, { onNotice: hear, signal });
  return Object.assign(shown, { executor, measure });
}

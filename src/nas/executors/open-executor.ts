/** Where the trials of a study train, as its description says. */
import type { StudyDescription } from '../description/study-description.js';
import { type BullmqExecutorOptions, createBullmqExecutor } from './bullmq/bullmq-executor.js';
import type { Executor } from './executor.js';
import { createLocalExecutor } from './local-executor.js';

/** Opens it; the caller closes it. Throws StudyError where no Redis answers. */
export async function openExecutor(
  { executor }: Pick<StudyDescription, 'executor'>,
  hears: Pick<BullmqExecutorOptions, 'onNotice' | 'signal'>,
): Promise<Executor> {
  const slots = executor.slots === undefined ? {} : { slots: executor.slots };
  if (executor.kind === 'local') return createLocalExecutor(slots);
  const { redis, queue } = executor;
  return createBullmqExecutor({ redis, queue, ...hears, ...slots });
}

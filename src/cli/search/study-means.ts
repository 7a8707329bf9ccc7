/** What a study runs with: data set, executor, device, as the command line and the study say. */
import type { StudyDescription, StudyOptions } from '../../nas/index.js';
import { type OpenMeans, openMeans, studyDataHash } from '../../nas/index.js';
import type { CommandContext, CommonOptions } from '../command-context.js';

export interface MeansOptions extends CommonOptions, StudyOptions {
  readonly trials?: number;
}

/**
 * Content hash of the study's data set, with progress. Throws StudyError where the study names another, and for pictures that
 * cannot serve a new study.
 */
export async function hashOf(
  description: StudyDescription,
  { terminal, signal }: CommandContext,
  { isNew }: { readonly isNew: boolean },
): Promise<string> {
  const show = terminal.stages();
  const hash = await studyDataHash(description, {
    signal,
    isNew,
    onProgress: (done, total) => show('Reading the data set', done, { total }),
  });
  terminal.close();
  return hash;
}

/** Rejects as openMeans does. */
export function meansOf(
  description: StudyDescription,
  { terminal, signal }: CommandContext,
): Promise<OpenMeans> {
  return openMeans(description, { signal, onNotice: (notice) => terminal.warn(notice) });
}

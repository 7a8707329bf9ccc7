/** The thread of an import: one raw file to its record, its working picture and its previews. */
import { statSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { RawFormatError, RawLevelsError } from '../../raw/index.js';
import { answerTasks } from '../../threads/index.js';
import type { ShotAnswer, ShotJob, ShotTask } from './shot-job.js';
import { understandShot } from './understand-shot.js';

const job = workerData as ShotJob;

function answer(task: ShotTask): ShotAnswer {
  try {
    return understandShot(task, statSync(task.file, { bigint: true }).mtimeNs, job);
  } catch (error) {
    if (error instanceof RawFormatError) {
      return { kind: 'fault', message: error.message, cure: error.cure };
    }
    if (error instanceof RawLevelsError) {
      const cure = "Give the camera's own levels: --black-level and --white-level.";
      return { kind: 'fault', message: error.message, cure };
    }
    // Of the disk that the picture is read from; whatever is written throws OutputError.
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (!(code && syscall)) throw error;
    return { kind: 'fault', message: `cannot be read (${message})`, cure: 'Check the file.' };
  }
}

// Reported at once and not when all are done, so that a kill costs the picture at work only.
answerTasks<ShotTask, null, ShotAnswer>((task, report) => {
  report(answer(task));
  return null;
});

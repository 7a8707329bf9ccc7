/** A study as its charts want it. */
import {
  chooseTrial,
  meanError,
  memoryName,
  type StudyState,
  studyFront,
} from '../../nas/index.js';
import type { ChartedStudy, ChartedTrial } from '../../report/index.js';

export function chartedStudy(state: StudyState): ChartedStudy {
  const { name, objectives, device } = state.created.description;
  const front = new Set(studyFront(state));
  const chosen = chooseTrial(state)?.trial;
  const trials = state.trials.flatMap((trial): ChartedTrial[] => {
    const { status } = trial;
    if (status === 'running' || status === 'suggested') return [];
    return [
      {
        id: trial.id,
        status,
        error: status === 'completed' ? meanError(trial) : trial.error,
        cpuMs: trial.costs?.cpuMs ?? Number.NaN,
        memoryMb: trial.costs?.memoryMb ?? Number.NaN,
        onFront: front.has(trial),
        chosen: trial === chosen,
      },
    ];
  });
  const inDegrees = objectives.error.measure === 'recoveryDegrees';
  return {
    name,
    errorName: inDegrees ? 'mean recovery error, degrees' : 'mean squared error of (r, b)',
    runner: device.runner ?? null,
    memoryName: memoryName(state.created.description),
    thresholds: {
      error: objectives.error.threshold,
      cpuMs: objectives.cpuMs.threshold,
      memoryMb: objectives.memoryMb.threshold,
    },
    trials,
  };
}

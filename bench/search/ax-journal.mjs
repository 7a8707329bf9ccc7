/**
 * What Ax suggested, a line a trial, each on the disk before Ax hears what came of it: after a kill the same command goes on,
 * and a run that took hours can be printed without running. A line that a kill cut short counts as not there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { appendLines } from 'deepawb/files';

/** {ax, seed, trial, configuration, outcomes, cpuSeconds} of each trial, by seed and in order. */
export function readTrials(file) {
  const bySeed = new Map();
  for (const line of linesOf(file)) {
    const trials = bySeed.get(line.seed) ?? [];
    // Of a trial that was suggested again, after a kill between journal and snapshot, what came last.
    trials[line.trial] = line;
    bySeed.set(line.seed, trials);
  }
  return bySeed;
}

export function appendTrial(file, trial) {
  appendLines(file, `${JSON.stringify(trial)}\n`);
}

function linesOf(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const value = JSON.parse(line);
        return Number.isInteger(value?.seed) && Number.isInteger(value.trial) ? [value] : [];
      } catch {
        return [];
      }
    });
}

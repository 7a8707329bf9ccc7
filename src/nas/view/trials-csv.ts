/** Trials of a study, one a row, for spreadsheets and scripts: RFC 4180, numbers in full precision. */
import { csvText } from '../../text/index.js';
import type { StudyState } from '../study/study-state.js';

const FACTS = ['trial', 'status', 'attempts', 'error', 'errors_of_repeats', 'cpu_ms', 'memory_mb'];
const MORE = ['parameters', 'flops', 'training_cpu_seconds', 'epochs', 'reason'];

/** Facts of each trial first, then its configuration, a column for each parameter. Empty where nothing is known. */
export function trialsCsv({ trials }: StudyState): string {
  const names = [...new Set(trials.flatMap(({ configuration }) => Object.keys(configuration)))];
  const rows = trials.map((trial) => {
    const { costs, configuration, repeats, curve } = trial;
    return [
      trial.id,
      trial.status,
      trial.attempts,
      Number.isFinite(trial.error) ? trial.error : '',
      repeats.map(({ error }) => error).join(' '),
      costs?.cpuMs ?? '',
      costs?.memoryMb ?? '',
      costs?.parameters ?? '',
      costs?.flops ?? '',
      trial.cpuSeconds,
      curve.length,
      trial.reason ?? '',
      ...names.map((name) => configuration[name] ?? ''),
    ];
  });
  return csvText([[...FACTS, ...MORE, ...names], ...rows]);
}

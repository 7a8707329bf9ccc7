/** Studies whose trials take no time: an executor and a device that only pretend. */
import {
  type Executor,
  type MeasureCosts,
  parseStudy,
  type StudyDescription,
  type TrialJob,
  type TrialOutcome,
  type TrialSpec,
} from '../../dist/nas/index.js';

export function describeStudy(changes: string = ''): StudyDescription {
  const text = `
name: fake
data: { path: nowhere }
sampler: random
trials: 12
epochs: 9
objectives:
  error: { threshold: 5 }
  cpuMs: { threshold: 0.05 }
  memoryMb: { threshold: 100 }
halving: { eta: 3, rungs: 1 }
finalists: { count: 2, seeds: 2 }
${changes}`;
  const base = parseStudy(dedupe(text), 'fake.yaml');
  return base;
}

/** Later keys win, so that a test can change what it is about. */
function dedupe(text: string): string {
  const blocks = new Map<string, string>();
  let key = '';
  for (const line of text.split('\n').filter((l) => l.trim() !== '')) {
    if (/^\w/.test(line)) {
      key = line.slice(0, line.indexOf(':'));
      blocks.set(key, line);
    } else blocks.set(key, `${blocks.get(key)}\n${line}`);
  }
  return [...blocks.values()].join('\n');
}

/** Costs that rise with the input's size, as they do. */
export const measure: MeasureCosts = async (configuration) => {
  const size = Number(configuration.inputSize);
  return {
    cpuMs: size * 0.002,
    memoryMb: 50 + size / 10,
    parameters: 1000,
    flops: size * size * 1000,
  };
};

/** The error of a network: depends on its rate, a little on the seed, and falls over the epochs. */
function errorOf({ spec }: TrialJob): number {
  const { schedule, seed } = spec.settings;
  return 1 + Math.abs(Math.log10(schedule.rate) + 2) + 0.01 * (seed % 7);
}

export interface FakeExecutor extends Executor {
  readonly jobs: TrialJob[];
}

/** Answers at once. `answer` may say otherwise for a job. */
export function fakeExecutor(
  answer: (job: TrialJob) => TrialOutcome | Promise<TrialOutcome> | undefined = () => undefined,
): FakeExecutor {
  const jobs: TrialJob[] = [];
  return {
    name: 'fake',
    jobs,
    slots: () => 2,
    async submit(job) {
      jobs.push(job);
      const given = await answer(job);
      if (given) return given;
      const { epochs } = job.spec.settings;
      const error = errorOf(job);
      const curve = Array.from({ length: epochs }, (_, i) => error * (1 + 1 / (i + 1)));
      curve[epochs - 1] = error;
      // As it arrives in a child or over Redis.
      const { stopRules }: TrialSpec = JSON.parse(JSON.stringify(job.spec));
      const rule = stopRules.find(({ epoch, error: limit }) => !(curve[epoch - 1]! <= limit));
      if (rule) {
        const partial = curve.slice(0, rule.epoch);
        return {
          kind: 'pruned',
          epoch: rule.epoch,
          error: partial.at(-1)!,
          curve: partial,
          cpuSeconds: 1,
        };
      }
      return { kind: 'completed', error, curve, cpuSeconds: 1 };
    },
    whileQuiet: (work) => work(),
    close: async () => undefined,
  };
}

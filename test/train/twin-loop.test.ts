/** The training loop a second time, by hand: the same steps at rates by the formula give the same network. */
import { describe, expect, it } from 'vitest';
import { instantiateTrainingKernels, SINGLE_THREAD } from '../../dist/engine/index.js';
import { loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import { initialParameters } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import { type TrainJob, train } from '../../dist/train/index.js';
import { Shard } from '../../dist/train/shard.js';
import { makeJob } from './made-job.js';

/** Warm-up to the rate, then half a cosine down to the last one [Loshchilov2017]. */
function rateAt({ settings }: TrainJob, step: number, steps: number): number {
  const { rate, finalRate, warmUp } = settings.schedule;
  const warm = warmUp * steps;
  if (step < warm) return (rate * (step + 1)) / (warm + 1);
  return (
    finalRate +
    ((rate - finalRate) * (1 + Math.cos((Math.PI * (step - warm)) / (steps - warm)))) / 2
  );
}

function trainByHand(job: TrainJob) {
  const { architecture, settings, training, weights } = job;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const shard = new Shard(
    {
      architecture,
      settings,
      training,
      weights,
      validation: training.pixels,
      estimates: new Float64Array(training.whitePoints.length),
      losses: new Float64Array(1),
    },
    instantiateTrainingKernels(loadTrainingKernelModule(), memory),
    SINGLE_THREAD,
  );
  const { network, optimiser } = shard;
  const rng = createRng(settings.seed).fork('parameters');
  network.parameters.set(initialParameters(architecture, network.layout, rng, undefined));
  optimiser.state.average.set(network.parameters);
  const perEpoch = Math.floor(weights.length / settings.batch);
  const steps = settings.epochs * perEpoch;
  const rates: number[] = [];
  for (let step = 0; step < steps; step++) {
    rates.push(rateAt(job, step, steps));
    shard.step(Math.floor(step / perEpoch), step % perEpoch, rates[step]!);
  }
  return { parameters: optimiser.state.average.slice(), rates };
}

describe('train', () => {
  const job = makeJob({ epochs: 4 });

  it('takes every step of every epoch at the rate of the schedule', async () => {
    const { parameters, rates } = trainByHand(job);
    const result = await train(job);
    parameters.forEach((value, i) => {
      expect(result.parameters[i]).toBeCloseTo(value, 6);
    });
    // An epoch is logged with the rate of its last step.
    for (const [epoch, { rate }] of result.history.entries()) {
      expect(rate).toBeCloseTo(rates[5 * epoch + 4]!, 12);
    }
  });

  it('begins with the parameters that it is given', async () => {
    const { parameters } = await train(job);
    const schedule = { rate: 1e-12, finalRate: 1e-12, warmUp: 0 };
    const again = await train({ ...makeJob({ epochs: 1, schedule }), start: parameters });
    const kept = again.parameters.filter((value, i) => Math.abs(value - parameters[i]!) < 1e-6);
    // All but the means and variances of its one normalisation, which are learnt whatever the rate.
    expect(parameters.length - kept.length).toBeLessThanOrEqual(16);
  });
});

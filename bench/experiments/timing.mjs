/** What an estimate costs: CPU time of the network of each row on a thumbnail, all networks in turn, so that what else runs is shared. */
import { loadKernelModule } from 'deepawb/engine/node';
import { createEstimator } from 'deepawb/infer';
import { parameterLayout } from 'deepawb/model';
import { initialParameters } from 'deepawb/nn';
import { createRng } from 'deepawb/random';
import { buildArchitecture } from 'deepawb/train';

const ROUNDS = 11;
const ESTIMATES = 300;

/** Rows with `cpuMicroseconds`, the median of rounds. `trials`: of the same table; `lights`: white points of its pictures. */
export function withTimes(rows, trials, lights) {
  const runs = rows.map((row) => {
    const { network } = trials.find(
      ({ row: of }) => of.size === row.size && of.variant === row.variant,
    );
    return { estimate: estimateOf(network, lights), times: [] };
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (const { estimate, times } of runs) {
      const before = process.cpuUsage();
      for (let i = 0; i < ESTIMATES; i++) estimate();
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / ESTIMATES);
    }
  }
  return rows.map((row, i) => ({ ...row, cpuMicroseconds: median(runs[i].times) }));
}

function estimateOf(network, lights) {
  const architecture = buildArchitecture(network, lights, 1);
  const layout = parameterLayout(architecture);
  const parameters = initialParameters(architecture, layout, createRng(1));
  const estimator = createEstimator(
    { architecture, parameters, metadata: { name: 'timed' } },
    loadKernelModule(),
  );
  const { heightPx, widthPx } = architecture.input;
  const rng = createRng('timed');
  const pixels = Float32Array.from({ length: heightPx * widthPx * 4 }, (_, i) =>
    i % 4 === 3 ? 1 : 0.1 + 0.5 * rng.uniform(),
  );
  return () => estimator.estimateThumbnail(pixels);
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** The stand-in (stand-in.mjs) as a search problem: as Ax is told of it, and as a study knows it. */
import { fitCostModel } from 'deepawb/nas';
import { createSobol } from 'deepawb/random';
import * as search from 'deepawb/search';
import { evaluate, SPACE, shapeCosts, THRESHOLDS } from './stand-in.mjs';

/** What Ax begins with before it learns. */
export const AX_START = 5;
const CALIBRATION = 10;
const COSTS = ['cpuMs', 'memoryMb'];

/** The volume below the thresholds, of which hypervolumes are a share. */
export const BOX = Object.values(THRESHOLDS).reduce((volume, side) => volume * side, 1);

/** All outcomes told and none known, in their logarithms or as they are. */
export function toldProblem({ log }) {
  const objectives = Object.entries(THRESHOLDS).map(([name, threshold]) => ({ name, threshold }));
  return { space: SPACE, objectives: log ? objectives.map((o) => ({ ...o, log })) : objectives };
}

/** The centre and four of Sobol's points, as Ax begins. */
export function startAsAx(seed) {
  const codec = search.createSpaceCodec(SPACE);
  const d = codec.dimensions.length;
  const sobol = createSobol(d, `start/${seed}`);
  const uniform = Array.from({ length: AX_START - 1 }, (_u, k) => sobol.point(k));
  return [new Float64Array(d).fill(0.5), ...uniform].map((point) =>
    codec.decode(codec.draw(point)),
  );
}

/**
 * As src/nas/study/study-problem.ts makes it of a study: costs from a model of what was measured, their logs as features.
 * @param told trials as they end: {configuration, outcomes}
 */
export function studyProblem(seed, told) {
  const codec = search.createSpaceCodec(SPACE);
  const sobol = createSobol(codec.dimensions.length, `calibration/${seed}`);
  const calibration = Array.from({ length: CALIBRATION }, (_, i) => {
    const configuration = codec.decode(codec.draw(sobol.point(i)));
    return { configuration, outcomes: evaluate(configuration) };
  });
  const models = { size: -1 };
  const modelOf = (name) => {
    if (models.size !== told.length) {
      const measured = [...calibration, ...told];
      for (const cost of COSTS) {
        models[cost] = fitCostModel(
          measured.map(({ configuration, outcomes }) => ({
            computed: shapeCosts(configuration),
            measured: outcomes[cost],
          })),
        );
      }
      models.size = told.length;
    }
    return models[name];
  };
  return {
    space: SPACE,
    objectives: Object.entries(THRESHOLDS).map(([name, threshold]) =>
      COSTS.includes(name)
        ? { name, threshold, cost: (c) => modelOf(name).predict(shapeCosts(c)) }
        : { name, threshold, log: true },
    ),
    features: (configuration) => {
      const { flops, activationBytes, parameters } = shapeCosts(configuration);
      return {
        logFlops: Math.log(flops),
        logMemory: Math.log(activationBytes),
        logParameters: Math.log(parameters),
      };
    },
  };
}

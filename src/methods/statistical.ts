/** The statistical estimators as methods: they learn nothing but, where there is one, a mean light to fall back on. */
import { STATISTICAL_ESTIMATORS, type ThumbnailEstimator } from '../classical/index.js';
import type { Method } from './method.js';
import { fallbackLight, requireTraining } from './training.js';

/**
 * A method from an estimator that needs no training. A picture that says nothing (all masked or clipped) is answered
 * with the mean light of the training part, or as neutral where there is none.
 */
export function statisticalMethod(name: string, estimator: ThumbnailEstimator): Method {
  return {
    name,
    family: 'statistical',
    learnsFrom: 'nothing',
    inputSize: null,
    async prepare(training) {
      const fallback = fallbackLight(training);
      return {
        name,
        parameters: 0,
        estimate: (picture) => estimator(picture) ?? fallback,
      };
    },
  };
}

/** The mean light of the training part, whatever the picture. */
export const constantMethod: Method = {
  name: 'constant',
  family: 'statistical',
  learnsFrom: 'lights',
  inputSize: null,
  async prepare(training) {
    const light = fallbackLight(requireTraining(constantMethod, training));
    return { name: 'constant', parameters: 2, estimate: () => light };
  },
};

/** All of them in the order of tables: the constant, then the family of grey world and grey edge. */
export const STATISTICAL_METHODS: readonly Method[] = Object.entries(STATISTICAL_ESTIMATORS).map(
  ([name, estimator]) =>
    name === 'constant' ? constantMethod : statisticalMethod(name, estimator),
);

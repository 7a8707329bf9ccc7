/** Methods with a fit, written down as little more than the fit itself. */
import type {
  FitProgress,
  FitRunner,
  FittedMethod,
  Learning,
  MethodFamily,
  PreparedMethod,
  TrainingPart,
} from './method.js';
import { requireTraining, withTrainingErrors } from './training.js';

/** Everything that a fitted method consists of. */
export interface FitDefinition<P> {
  readonly name: string;
  readonly family: MethodFamily;
  readonly learnsFrom: Exclude<Learning, 'nothing'>;
  readonly version: number;
  readonly settings: unknown;
  readonly fit: (training: TrainingPart, onProgress: FitProgress) => P;
  readonly isFit: (parameters: unknown) => parameters is P;
  /** What answers, from the parameters and the part that they were fitted to. */
  readonly create: (parameters: P, training: TrainingPart) => Omit<PreparedMethod, 'name'>;
}

/** Fits at once, in this thread; the signal is looked at before. */
export const fitHere: FitRunner = async (method, training, { signal, onProgress }) => {
  signal?.throwIfAborted();
  return method.fit(training, onProgress ?? ignore);
};

/** A method that reads pictures of any size and learns by a fit. */
export function fittedMethod<P>(definition: FitDefinition<P>): FittedMethod<P> {
  const { create, ...facts } = definition;
  const method: FittedMethod<P> = {
    ...facts,
    inputSize: null,
    restore: (parameters, training) => ({
      name: method.name,
      ...create(parameters, { ...training, pictures: null }),
    }),
    async prepare(part, { fit: runFit = fitHere, ...options } = {}) {
      const training = requireTraining(method, part);
      return withTrainingErrors(method, training, async () => {
        const parameters = await runFit(method, training, options);
        return method.restore(parameters, training);
      });
    },
  };
  return method;
}

function ignore(): void {}

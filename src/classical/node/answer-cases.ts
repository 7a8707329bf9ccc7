/** What libcamera's Bayesian AWB would answer to the cases in files. */
import { InputError } from '../../errors/index.js';
import { type AwbCase, type AwbCaseAnswer, caseWarnings, createCaseEstimator } from '../index.js';
import { type InputOptions, inputCases } from './input-cases.js';
import { loadShadingTables, loadTuning } from './tuning-files.js';

export interface AnswerOptions extends Omit<InputOptions, 'target'> {
  readonly tuningFile: string;
  /** File of lens shading tables for cases that bring none. */
  readonly alsc?: string;
  readonly warn: (sentence: string) => void;
}

/** Throws InputError that names the file and the case where there is no answer, or tables do not fit. */
export async function* answerCases(
  files: readonly string[],
  { tuningFile, alsc, warn, ...given }: AnswerOptions,
): AsyncGenerator<AwbCaseAnswer> {
  const tuning = loadTuning(tuningFile, warn);
  const shading = alsc === undefined ? undefined : loadShadingTables(alsc);
  const estimate = createCaseEstimator(tuning.parameters);
  const warnings = caseWarnings(tuning, tuningFile);
  for (const file of files) {
    for await (const one of inputCases(file, { ...given, target: tuning.target })) {
      const asked = { ...one, shading: one.shading ?? shading };
      for (const warning of warnings(asked)) warn(warning);
      yield answered(estimate, asked, tuningFile);
    }
  }
}

function answered(
  estimate: (one: AwbCase) => AwbCaseAnswer,
  one: AwbCase,
  tuningFile: string,
): AwbCaseAnswer {
  try {
    return estimate(one);
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'AwbAnswerError' && !(error instanceof RangeError)) throw error;
    throw new InputError(
      `${tuningFile}, case ${one.id}: ${message}. Correct the file or the case.`,
    );
  }
}

/** The answer of a runner, here or on a device. */
import { findMisfit } from '../forms/index.js';
import { describeValue } from '../text/index.js';
import { MeasureError } from './measure-error.js';
import type { ModelMeasurement } from './measurement.js';
import { MEASUREMENT_FORM } from './measurement-form.js';

/** The last line of what a runner printed, checked. Throws MeasureError where it is no answer, naming the field that is wrong. */
export function parseMeasurement(text: string): ModelMeasurement {
  const answer = parsed(text.trim().split('\n').at(-1) ?? '');
  if (answer === undefined) {
    const got = text.trim().slice(0, 200) || 'nothing';
    throw new MeasureError('read', `expected the runner's figures, got: ${got}`);
  }
  const misfit = findMisfit(MEASUREMENT_FORM, answer);
  if (misfit === null) return answer as ModelMeasurement;
  throw new MeasureError(
    'read',
    `expected the runner's figures, got an answer whose ${misfit.path || 'content'} is not ${misfit.expected}: ${describeValue(misfit.got)}`,
  );
}

/** Undefined for what is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * What has been trained, a line a training, each on the disk before the next begins: after a kill the same command goes on with
 * what is missing. A line that a kill cut short counts as not there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { appendLines } from 'deepawb/files';

/** Errors in millidegrees: a journal stays small, and tables show hundredths. */
const PER_DEGREE = 1000;

/** Results by key; of two with one key the first. Throws Error that names the line which is damaged and not the last. */
export function readJournal(file) {
  const results = new Map();
  if (!existsSync(file)) return results;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const result = parsed(line);
    if (result && !results.has(result.key)) results.set(result.key, fromLine(result));
  }
  return results;
}

/** Null for a line that is cut short. */
function parsed(line) {
  try {
    const value = JSON.parse(line);
    return typeof value?.key === 'string' && Array.isArray(value.errors) ? value : null;
  } catch {
    return null;
  }
}

export function appendResult(file, { errors, along, across, ...rest }) {
  const line = {
    ...rest,
    errors: errors.map(toThousandths),
    ...(along ? { along: along.map(toThousandths), across: across.map(toThousandths) } : {}),
  };
  appendLines(file, `${JSON.stringify(line)}\n`);
}

const toThousandths = (degrees) => Math.round(degrees * PER_DEGREE);
const toDegrees = (thousandths) => thousandths / PER_DEGREE;

function fromLine({ errors, along, across, ...rest }) {
  return {
    ...rest,
    errors: errors.map(toDegrees),
    ...(along ? { along: along.map(toDegrees), across: across.map(toDegrees) } : {}),
  };
}

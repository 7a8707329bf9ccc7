/**
 * libcamera's camera tuning file, both layouts:
 *   version 1   { "rpi.awb": {...}, ... }            (no "version", or one below 2)
 *   version 2   { "version": 2.0, "target": "pisp", "algorithms": [ { "rpi.awb": {...} }, ... ] }
 * An algorithm with "enabled": false does not run. At most one whose name ends in ".awb" may be enabled.
 */
import type { BayesianAwbParameters } from './awb-parameters.js';
import { AWB, readAwb, writeAwb } from './awb-settings.js';
import {
  isRecord,
  type JsonRecord,
  optionalNumber,
  requireRecord,
  TuningFileError,
} from './tuning-values.js';

/** One algorithm's entry and where it stands in the file. */
export interface TuningAlgorithm {
  readonly name: string;
  readonly path: string;
  readonly settings: JsonRecord;
}

/**
 * Algorithms of a parsed tuning file in their order.
 * @throws TuningFileError naming the key that is wrong
 */
export function tuningAlgorithms(file: unknown): TuningAlgorithm[] {
  const root = requireRecord(file, 'tuning file');
  const version = optionalNumber(root, 'version', 'version', 1);
  if (version >= 3) throw new TuningFileError('version', 'a version below 3', version);
  if (version < 2) return entriesOf(root, '');
  if (!Array.isArray(root.algorithms)) {
    throw new TuningFileError('algorithms', 'a list of algorithms', root.algorithms);
  }
  return root.algorithms.flatMap((entry, i) =>
    entriesOf(requireRecord(entry, `algorithms[${i}]`), `algorithms[${i}].`),
  );
}

function entriesOf(record: JsonRecord, prefix: string): TuningAlgorithm[] {
  return Object.entries(record)
    .filter(([, settings]) => isRecord(settings))
    .map(([name, settings]) => ({
      name,
      path: prefix + name,
      settings: settings as JsonRecord,
    }));
}

/**
 * The Bayesian AWB's parameters in a tuning file: its text or what JSON.parse made of it.
 * A file that lacks curve, priors or modes gives parameters that mean grey world, as in libcamera.
 * @param options.allowDisabled read rpi.awb even where it is switched off, say because a network replaces it
 * @throws TuningFileError naming the key that is missing or malformed
 */
export function readTuningFile(
  file: unknown,
  { allowDisabled = false }: { allowDisabled?: boolean } = {},
): BayesianAwbParameters {
  const algorithms = tuningAlgorithms(typeof file === 'string' ? parseJson(file) : file);
  const enabled = algorithms.filter(
    ({ name, path, settings }) => name.endsWith('.awb') && isEnabled(path, settings),
  );
  if (enabled.length > 1) {
    const names = enabled.map(({ name }) => name).join(' and ');
    throw new TuningFileError(`${enabled[1].path}.enabled`, 'one enabled AWB algorithm', names);
  }
  const awb =
    enabled.find(({ name }) => name === AWB) ??
    (allowDisabled ? algorithms.find(({ name }) => name === AWB) : undefined);
  if (awb !== undefined) return readAwb(awb.settings, awb.path);
  const disabled = algorithms.find(({ name }) => name === AWB);
  if (disabled === undefined) throw new TuningFileError(AWB, `an algorithm "${AWB}"`, undefined);
  throw new TuningFileError(`${disabled.path}.enabled`, 'true (it is switched off)', false);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TuningFileError('tuning file', 'JSON', (error as Error).message);
  }
}

function isEnabled(path: string, { enabled = true }: JsonRecord): boolean {
  if (typeof enabled === 'boolean') return enabled;
  throw new TuningFileError(`${path}.enabled`, 'true or false', enabled);
}

/** A tuning file of layout 2 that holds the Bayesian AWB alone, to be merged into a camera's own. */
export function writeTuningFile(
  parameters: BayesianAwbParameters,
  { target = 'bcm2835' }: { target?: 'bcm2835' | 'pisp' } = {},
): JsonRecord {
  return { version: 2, target, algorithms: [{ [AWB]: writeAwb(parameters) }] };
}

/**
 * libcamera's camera tuning file as libcamera reads it (tuning-node.ts), both layouts:
 *   version 1   { "rpi.awb": {...}, ... }            (no "version", or one below 2)
 *   version 2   { "version": 2.0, "target": "pisp", "algorithms": [ { "rpi.awb": {...} }, ... ] }
 * An algorithm with "enabled": false does not run, and one whose name libcamera does not know is passed over, which is how
 * algorithms are switched off by renaming them. At most one AWB may be enabled.
 */
import type { BayesianAwbParameters } from './awb-parameters.js';
import { AWB, readAwbNode, writeAwb } from './awb-settings.js';
import {
  asBoolean,
  asDouble,
  describeNode,
  entriesOf,
  itemsOf,
  memberOf,
  parseTuningText,
  plainValue,
  type TuningNode,
  tuningNodeOf,
} from './tuning-node.js';
import { type JsonRecord, TuningFileError } from './tuning-values.js';

/** The two platforms and their grids of zones. */
export const TUNING_TARGETS = {
  /** Raspberry Pi 4 and older: zones are taken after lens shading correction. */
  bcm2835: { widthZones: 16, heightZones: 12, isBeforeShading: false },
  /** Raspberry Pi 5: zones are taken before it. */
  pisp: { widthZones: 32, heightZones: 32, isBeforeShading: true },
} as const;

export type TuningTarget = keyof typeof TUNING_TARGETS;

/** Both of libcamera's AWB algorithms; only the first is the Bayesian one. */
const AWB_ALGORITHMS: readonly string[] = [AWB, 'rpi.nn.awb'];

/** One algorithm's entry and where it stands in the file. */
export interface TuningAlgorithm {
  readonly name: string;
  readonly path: string;
  /** As JSON.parse would have it: what reads as a number is one, also where the file has it in quotes. */
  readonly settings: JsonRecord;
}

interface AlgorithmNode {
  readonly name: string;
  readonly path: string;
  readonly settings: TuningNode;
}

/** What a tuning file says about AWB. */
export interface TuningFile {
  readonly target: TuningTarget;
  readonly parameters: BayesianAwbParameters;
  /** What libcamera passes over or replaces by a default, one sentence each; it says some of it in its log. */
  readonly warnings: readonly string[];
}

export interface ReadTuningOptions {
  /** Reads rpi.awb even where it is switched off, say because a network replaces it. */
  readonly allowDisabled?: boolean;
}

/**
 * Algorithms of a tuning file in their order, known or not, that have settings: its text or what JSON.parse made of it.
 * @throws TuningFileError naming the key that is wrong
 */
export function tuningAlgorithms(file: unknown): TuningAlgorithm[] {
  return algorithmsOf(rootOf(file)).flatMap(({ name, path, settings }) =>
    settings.kind === 'dictionary'
      ? [{ name, path, settings: plainValue(settings) as JsonRecord }]
      : [],
  );
}

/**
 * The settings of the first algorithm of that name, enabled or not, as they stand in a file's text (or what JSON.parse made of
 * it); null where there is none. Throws TuningFileError where it is no tuning file.
 */
export function findAlgorithm(file: unknown, name: string): TuningNode | null {
  return algorithmsOf(rootOf(file)).find((algorithm) => algorithm.name === name)?.settings ?? null;
}

/**
 * Target and algorithms of a file's text as they stand there, whether or not libcamera would take them. Throws TuningFileError
 * where it is no tuning file.
 */
export function findTuning(text: string): {
  readonly target: string;
  /** False where the file has no such key and libcamera takes bcm2835. */
  readonly isTargetStated: boolean;
  readonly algorithms: readonly { readonly name: string; readonly settings: TuningNode }[];
} {
  const root = rootOf(text);
  const node = memberOf(root, 'target');
  const target = node?.kind === 'value' ? node.text : 'bcm2835';
  return { target, isTargetStated: node?.kind === 'value', algorithms: algorithmsOf(root) };
}

function rootOf(file: unknown): TuningNode {
  const root = typeof file === 'string' ? parseTuningText(file) : tuningNodeOf(file);
  if (root.kind === 'dictionary') return root;
  throw new TuningFileError('tuning file', 'an object', describeNode(root));
}

function algorithmsOf(root: TuningNode): AlgorithmNode[] {
  const version = asDouble(memberOf(root, 'version')) ?? 1;
  if (version >= 3) throw new TuningFileError('version', 'a version below 3', version);
  if (version < 2) return algorithmsIn(root, '');
  const list = memberOf(root, 'algorithms');
  if (list?.kind !== 'list') {
    throw new TuningFileError('algorithms', 'a list of algorithms', describeNode(list));
  }
  return itemsOf(list).flatMap((entry, i) => algorithmsIn(entry, `algorithms[${i}].`));
}

function algorithmsIn(node: TuningNode, prefix: string): AlgorithmNode[] {
  return entriesOf(node).map(([name, settings]) => ({ name, path: prefix + name, settings }));
}

/**
 * All that a tuning file says about AWB; `file` is its text, or what JSON.parse made of it (which has lost the order of keys
 * that are numbers). A file that lacks curve, priors or modes gives parameters that mean grey world, as in libcamera.
 * @throws TuningFileError naming the key that is missing or malformed, and where gains could not be computed
 */
export function parseTuningFile(
  file: unknown,
  { allowDisabled = false }: ReadTuningOptions = {},
): TuningFile {
  const root = rootOf(file);
  const target = targetOf(root);
  const algorithms = algorithmsOf(root);
  const awb = chooseAwb(algorithms, allowDisabled);
  const warnings = algorithms
    .filter(({ name }) => name.endsWith('.awb') && !AWB_ALGORITHMS.includes(name))
    .map(({ path }) => `${path}: no algorithm has that name; libcamera passes it over`);
  const parameters = readAwbNode(awb.settings, awb.path, (warning) => warnings.push(warning));
  return { target, parameters, warnings };
}

/** The parameters alone; see parseTuningFile. */
export function readTuningFile(
  file: unknown,
  options: ReadTuningOptions = {},
): BayesianAwbParameters {
  return parseTuningFile(file, options).parameters;
}

function targetOf(root: TuningNode): TuningTarget {
  const node = memberOf(root, 'target');
  if (node === null || node.kind !== 'value') return 'bcm2835';
  if (Object.hasOwn(TUNING_TARGETS, node.text)) return node.text as TuningTarget;
  throw new TuningFileError('target', 'bcm2835 or pisp', node.text);
}

function chooseAwb(algorithms: readonly AlgorithmNode[], allowDisabled: boolean) {
  const enabled = algorithms.filter(
    ({ name, settings }) => AWB_ALGORITHMS.includes(name) && isEnabled(settings),
  );
  if (enabled.length > 1) {
    const names = enabled.map(({ name }) => name).join(' and ');
    throw new TuningFileError(`${enabled[1].path}.enabled`, 'one enabled AWB algorithm', names);
  }
  const disabled = algorithms.find(({ name }) => name === AWB);
  const awb = enabled.find(({ name }) => name === AWB) ?? (allowDisabled ? disabled : undefined);
  if (awb !== undefined) return awb;
  if (disabled === undefined) {
    throw new TuningFileError(
      AWB,
      `an algorithm "${AWB}" (files of monochrome sensors have none)`,
      undefined,
    );
  }
  throw new TuningFileError(`${disabled.path}.enabled`, 'true (it is switched off)', false);
}

function isEnabled(settings: TuningNode): boolean {
  return asBoolean(memberOf(settings, 'enabled')) ?? true;
}

/** A tuning file of layout 2 that holds the Bayesian AWB alone, to be merged into a camera's own. */
export function writeTuningFile(
  parameters: BayesianAwbParameters,
  { target = 'bcm2835' }: { target?: TuningTarget } = {},
): JsonRecord {
  return { version: 2, target, algorithms: [{ [AWB]: writeAwb(parameters) }] };
}

/** Before the name of a mode, so that none is a whole number, which an object would list first. */
const ORDER_MARK = 'mode ';

/**
 * What writeTuningFile gives as the text of a file, with modes in their order whatever their names: the first is the default.
 * @param indent spaces a level
 */
export function tuningFileText(
  parameters: BayesianAwbParameters,
  { indent = 4, ...options }: { target?: TuningTarget; indent?: number } = {},
): string {
  const modes = new Map([...parameters.modes].map(([name, mode]) => [ORDER_MARK + name, mode]));
  const marked = writeTuningFile({ ...parameters, modes }, options);
  return `${JSON.stringify(marked, null, indent).replaceAll(/(?<!\\)"mode /g, '"')}\n`;
}

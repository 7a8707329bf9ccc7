/** A study as a YAML file describes it, completely: what varies, what is wanted, on which data, with which means. */
import { LineCounter } from 'yaml';
import { z } from 'zod';
import { checkDestination, RUNNER_NAMES } from '../../device/index.js';
import { yamlText } from '../../text/index.js';
import { type CostName, STUDY_COSTS } from '../cost/costs.js';
import { DEFAULT_QUEUE, DEFAULT_REDIS } from '../executors/bullmq/defaults.js';
import { BUILT_IN_SPACES, type NetworkSpace } from '../space/network-space.js';
import { checkReach, checkSpace } from './check-space.js';
import { faultsOf, lineOf } from './faults.js';
import { suggestKey } from './known-keys.js';
import { StudyError } from './study-error.js';
import type { StudyDescription } from './study-types.js';
import { readYaml } from './study-yaml.js';

export type { StudyDescription } from './study-types.js';
export { StudyError };

/** Far above what anybody trains; a journal or a file that says more holds something else. */
const MOST_TRIALS = 100_000;
const MOST_EPOCHS = 100_000;
const MOST_SLOTS = 1024;
const word = z.string().max(200);
const path = z.string().max(4096);
const configuration = z.record(word, z.union([z.number(), word]));

/** What runs there. Named, memory is what the model adds; unnamed, it is the peak of the whole process under Node. */
const runner = z.enum(RUNNER_NAMES).optional();

const parameter = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum(['float', 'integer']),
    name: word,
    low: z.number(),
    high: z.number(),
    log: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('ordered'),
    name: word,
    values: z.array(z.number()).min(1).max(1000),
  }),
  z.strictObject({
    kind: z.literal('choice'),
    name: word,
    values: z.array(word).min(1).max(1000),
  }),
]);

const FAMILIES = ['small', 'reference', 'reference-v1'] as const;

const ownSpace = z.strictObject({
  family: z.enum(FAMILIES),
  parameters: z.array(parameter).min(1).max(100),
  constraints: z
    .array(z.strictObject({ lower: word, upper: word }))
    .max(1000)
    .default([]),
  fixed: configuration.default({}),
});

/**
 * A cost of a network. As an `objective`, less is better; as a `limit`, whatever keeps to its threshold is as good.
 */
const role = z.enum(['objective', 'limit']).default('objective');
const cost = (threshold: number) =>
  z.strictObject({ threshold: z.number().positive().default(threshold), role }).prefault({});
const costs = {
  cpuMs: cost(STUDY_COSTS.cpuMs.threshold),
  memoryMb: cost(STUDY_COSTS.memoryMb.threshold),
  parameters: z.strictObject({ threshold: z.number().positive(), role }).optional(),
} satisfies Record<CostName, z.ZodType>;

/** Where a device is; a password is refused here, before it can reach a journal, a log or the list of processes. */
const destination = path.check(({ value, issues }) => {
  try {
    checkDestination(value);
  } catch (error) {
    issues.push({ code: 'custom', message: (error as Error).message, input: value });
  }
});

/** What a study's file must be; a test walks it. */
const schema = z.strictObject({
  name: z
    .string()
    .max(200)
    .regex(/^[\w.-]+$/, 'expected letters, digits, dots and dashes'),
  seed: z.int().min(0).default(1),
  data: z.strictObject({
    path,
    /** Content hash; a data set that differs is refused. */
    hash: word.optional(),
    /** Folders of pictures without labels; the hash is of them, too. */
    unlabelled: z.array(path).min(1).max(100).optional(),
  }),
  space: z.union([z.enum(FAMILIES), ownSpace]).default('small'),
  objectives: z
    .strictObject({
      error: z
        .strictObject({
          measure: z.enum(['recoveryDegrees', 'meanSquared']).default('recoveryDegrees'),
          threshold: z.number().positive().default(5),
        })
        .prefault({}),
      ...costs,
    })
    .prefault({}),
  sampler: z.enum(['bayesian', 'sobol', 'random']).default('bayesian'),
  trials: z.int().min(1).max(MOST_TRIALS).default(40),
  /** Points of the space that are tried first: what is known to be good. */
  start: z.array(configuration).max(1000).default([]),
  epochs: z.int().min(1).max(MOST_EPOCHS).default(60),
  /** Epochs of the training that `search export` makes on all pictures; as many as a trial's unless given. */
  exportEpochs: z.int().min(1).max(MOST_EPOCHS).optional(),
  /** Pictures a training step. */
  batch: z.int().min(1).max(65_536).optional(),
  validation: z
    .strictObject({
      folds: z.int().min(2).max(1000).default(5),
      kind: z.enum(['random', 'runs']).default('random'),
      /** Folds that a trial trains on, one after another; its error is the mean over them. */
      use: z.int().min(1).max(1000).default(1),
    })
    .refine(({ folds, use }) => use <= folds, 'expected to use no more folds than there are')
    .prefault({}),
  /** In its first fold a trial stops at epochs / eta^k, k = 1..rungs, and after its last epoch if others follow, where it is not among the best 1/eta; rungs 0 stops none. */
  halving: z
    .strictObject({
      eta: z.number().min(2).max(1000).default(3),
      rungs: z.int().min(0).max(6).default(2),
    })
    .prefault({}),
  /** The front's best are trained again with further seeds: after each of `rounds` equal parts of the trials. */
  finalists: z
    .strictObject({
      count: z.int().min(0).max(1000).default(3),
      seeds: z.int().min(0).max(1000).default(2),
      rounds: z.int().min(1).max(10).default(2),
    })
    .prefault({}),
  /** Attempts at a trial that fails. */
  attempts: z.int().min(1).max(10).default(2),
  executor: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('local'),
        slots: z.int().min(1).max(MOST_SLOTS).optional(),
      }),
      z.strictObject({
        kind: z.literal('bullmq'),
        redis: path.default(DEFAULT_REDIS),
        /** Name of the queue; workers are started with the same. */
        queue: word.min(1).default(DEFAULT_QUEUE),
        /** As many as there are workers unless given. */
        slots: z.int().min(1).max(MOST_SLOTS).optional(),
      }),
    ])
    .default({ kind: 'local' }),
  /** Where costs are measured: this machine, or a device that OpenSSH reaches. */
  device: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('local'), runner }),
      z.strictObject({
        kind: z.literal('ssh'),
        runner,
        destination,
        port: z.int().min(1).max(65_535).optional(),
        identity: path.optional(),
        knownHosts: path.optional(),
        remoteDir: path.optional(),
      }),
    ])
    .default({ kind: 'local' }),
});

/** For tests that walk it; as an object, so that public types need no zod. */
export const STUDY_SCHEMA: object = schema;

// Both ways: what the schema gives is a description, and every description is what the schema gives.
(_: z.infer<typeof schema>): StudyDescription => _;
(_: StudyDescription): z.infer<typeof schema> => _;

/** Reads the text of a study file. Throws StudyError with every fault, each with its line. */
export function parseStudy(text: string, file: string): StudyDescription {
  const lines = new LineCounter();
  const { document, value } = readYaml(text, file, lines);
  const result = schema.safeParse(value);
  if (!result.success) {
    const faults = faultsOf(result.error.issues, value)
      .map((fault) => suggestKey(fault, schema))
      .map(({ path, message }) => ({ path, message, line: lineOf(document, lines, path) }))
      .sort((a, b) => a.line - b.line);
    throw new StudyError(
      faults
        .map(
          ({ path, message, line }) => `${file}:${line}: ${path.join('.') || 'study'}: ${message}`,
        )
        .join('\n'),
    );
  }
  const place = (path: readonly (string | number)[]) => `${file}:${lineOf(document, lines, path)}`;
  checkSpace(result.data, spaceOf(result.data), place);
  checkReach(result.data, spaceOf(result.data), place);
  return result.data;
}

/** A description as plain data, e.g. from a journal. Throws StudyError. */
export function checkStudy(value: unknown, where: string): StudyDescription {
  const result = schema.safeParse(value);
  if (result.success) {
    checkSpace(result.data, spaceOf(result.data), () => where);
    return result.data;
  }
  const [fault] = faultsOf(result.error.issues, value);
  throw new StudyError(`${where}: ${fault?.path.join('.') || 'description'}: ${fault?.message}`);
}

/** The text of a study file that says the same. */
export function stringifyStudy(description: StudyDescription): string {
  return yamlText(description);
}

/** The space of a study, built in or its own. */
export function spaceOf({ space }: StudyDescription): NetworkSpace {
  if (typeof space === 'string') return BUILT_IN_SPACES[space];
  return space as NetworkSpace;
}

// Readers of studies: what a file describes, what a journal tells.
import { checkStudy, parseStudy, readStudy, stringifyStudy } from '../../../dist/nas/index.js';
import { isBlankJournal, openJournal } from '../../../dist/nas/study/journal.js';
import { mutateBytes, mutateTree } from '../mutate.mjs';
import { inFile } from '../place.mjs';

const SPACE = {
  family: 'small',
  parameters: [
    { kind: 'ordered', name: 'inputSize', values: [16, 32] },
    { kind: 'integer', name: 'hidden', low: 8, high: 16 },
    { kind: 'float', name: 'rate', low: 1e-4, high: 1e-2, log: true },
  ],
  constraints: [],
  fixed: { width: 8 },
};
const STUDY = { name: 's', data: { path: 'd' }, space: SPACE, trials: 3, epochs: 3 };

/** Every setting that a study has. */
const WHOLE = {
  ...STUDY,
  seed: 7,
  data: { path: 'd', hash: 'h' },
  objectives: {
    error: { measure: 'meanSquared', threshold: 5 },
    cpuMs: { threshold: 50, role: 'limit' },
    memoryMb: { threshold: 64, role: 'objective' },
    parameters: { threshold: 1e5, role: 'limit' },
  },
  sampler: 'sobol',
  start: [{ inputSize: 16, hidden: 8, rate: 1e-3 }],
  exportEpochs: 5,
  batch: 8,
  validation: { folds: 3, kind: 'runs', use: 2 },
  halving: { eta: 3, rungs: 1 },
  finalists: { count: 2, seeds: 1, rounds: 1 },
  attempts: 2,
  executor: { kind: 'bullmq', redis: 'redis://host:6379', queue: 'q', slots: 2 },
  device: {
    kind: 'ssh',
    runner: 'c',
    destination: 'pi@host',
    port: 22,
    identity: 'key',
    knownHosts: 'known',
    remoteDir: '/tmp',
  },
};

const STUDIES = [
  STUDY,
  WHOLE,
  { ...STUDY, space: 'small' },
  { ...STUDY, space: 'reference' },
  {
    ...STUDY,
    space: 'reference-v1',
    executor: { kind: 'local', slots: 1 },
    device: { kind: 'local', runner: 'node' },
  },
  {
    ...STUDY,
    space: {
      family: 'small',
      parameters: [
        { kind: 'choice', name: 'head', values: ['both', 'mean'] },
        { kind: 'integer', name: 'width', low: 4, high: 16 },
        { kind: 'integer', name: 'hidden', low: 4, high: 32 },
      ],
      constraints: [{ lower: 'width', upper: 'hidden' }],
    },
  },
];

/** Studies that are none, a fault each, which no space has to be built for. */
const WRONG = [
  { ...STUDY, trials: [] },
  { ...STUDY, trials: {} },
  { ...STUDY, trials: 'three' },
  { ...STUDY, data: { path: 5 } },
  { ...STUDY, space: 5 },
  { ...STUDY, space: { ...SPACE, parameters: [{ kind: 'x', name: 'y' }] } },
  { ...STUDY, executor: { kind: 'other' } },
  { ...STUDY, device: { kind: 'ssh', destination: 'a:b@c' } },
  { ...STUDY, start: [{ nobody: 1 }] },
  { ...STUDY, space: { ...SPACE, constraints: [{ lower: 'a', upper: 'b' }] } },
  { ...STUDY, validation: { folds: 2, use: 3 } },
  null,
  [],
];

const YAML = [
  'name: s\n<<: text\n',
  'name: *nobody\n',
  'a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c]\n',
  'base: &base { trials: 3 }\nname: s\n<<: *base\n',
  'name: [',
  '? [a, b]\n: 1\n',
  '',
];

const VALUES = [
  0,
  1,
  2,
  3,
  100,
  1e6,
  'small',
  'both',
  'inputSize',
  'hidden',
  'width',
  'local',
  'ssh',
  'bullmq',
  'user:pass@host',
  'ssh://u:p@h',
  'redis://u:p@h',
  [1],
  {},
];

const AT = '2026-01-02T03:04:05.678Z';
const COSTS = { cpuMs: 1, memoryMb: 2, parameters: 3, flops: 4 };
const POINT = { inputSize: 32, hidden: 8, rate: 1e-3 };

const suggested = (trial) => ({ event: 'suggested', trial, configuration: POINT, seconds: 1 });
const measured = (trial) => ({ event: 'measured', trial, costs: COSTS });
const started = (trial) => ({ event: 'started', trial, attempt: 1, at: AT });
const result = (event, trial) => ({
  event,
  trial,
  attempt: 1,
  error: 4,
  curve: [6, null, 4],
  cpuSeconds: 2,
  at: AT,
});
const created = (study) => ({
  event: 'created',
  at: AT,
  description: study,
  dataHash: 'h',
  device: 'here',
});
const HEADER = { journal: 'deepawb-study', version: 2 };

function journals() {
  const study = checkStudy(STUDY, 'seed');
  const { finalists: _rounds, ...older } = study;
  const whole = [
    HEADER,
    created(study),
    { event: 'calibrated', configuration: POINT, costs: COSTS },
    suggested(0),
    measured(0),
    started(0),
    result('completed', 0),
    suggested(1),
    measured(1),
    started(1),
    result('pruned', 1),
    suggested(2),
    { event: 'infeasible', trial: 2, reason: 'slow' },
    { event: 'finalists', round: 0, trials: [0] },
    { event: 'repeated', trial: 0, seed: 2, error: 4.2, cpuSeconds: 2 },
    { event: 'repeated', trial: 0, seed: 2, error: 4.2, cpuSeconds: 2 },
    { event: 'repeatFailed', trial: 0, seed: 3, reason: 'killed' },
    { event: 'extended', trials: 5, at: AT },
    suggested(3),
    measured(3),
    { event: 'failed', trial: 3, attempt: 1, reason: 'killed' },
    { event: 'failed', trial: 3, attempt: 2, reason: 'none', refused: true },
    { event: 'finished', at: AT, reason: 'used up' },
    { event: 'finished', at: AT },
  ];
  const old = (space) => [
    { ...HEADER, version: 1 },
    created({ ...study, space }),
    { ...suggested(0), configuration: POINT },
  ];
  return [
    { lines: whole },
    { lines: old(study.space) },
    { lines: old('reference') },
    {
      lines: [
        { ...HEADER, version: 1 },
        created({
          ...older,
          finalists: { count: 1, seeds: 1 },
          space: { ...SPACE, family: 'reference' },
        }),
      ],
    },
    { lines: [HEADER] },
    { lines: [] },
    { lines: [HEADER, created(study), suggested(0)], torn: '{"event":' },
    { lines: [HEADER, created(study), started(0)] },
    { lines: [HEADER, created(study), suggested(0), started(0)] },
    {
      lines: [
        HEADER,
        created(study),
        suggested(0),
        { event: 'finalists', round: 0, trials: [0, 0] },
      ],
    },
    {
      lines: [
        HEADER,
        created(study),
        ...Array.from({ length: 102 }, () => ({
          event: 'calibrated',
          configuration: POINT,
          costs: COSTS,
        })),
      ],
    },
    { lines: [HEADER, created(study), ...[0, 1, 2, 3].map(suggested)] },
    { lines: [HEADER, created(study), created(study)] },
    {
      lines: [
        HEADER,
        created(study),
        suggested(0),
        measured(0),
        { ...result('completed', 0), curve: new Array(9).fill(1) },
      ],
    },
    { lines: [{ journal: 'other' }] },
    { lines: [{ ...HEADER, version: 9 }] },
  ];
}

function encodeJournal({ lines, torn = '' }) {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  return Buffer.from(text.join('') + torn);
}

/** Lines left out, doubled and moved, or one of them changed. */
function mutateJournal({ lines, torn }, rng) {
  const out = structuredClone(lines);
  const i = rng.integer(Math.max(1, out.length));
  const way = rng.integer(8);
  if (way === 0) out.splice(i, 1);
  else if (way === 1) out.splice(i, 0, out[rng.integer(Math.max(1, out.length))] ?? {});
  else if (way === 2)
    out[i] = String(mutateBytes(Buffer.from(JSON.stringify(out[i] ?? {})), rng)).replaceAll(
      '\n',
      '',
    );
  else out[i] = mutateTree(out[i] ?? {}, rng, VALUES);
  return { lines: out, torn };
}

export const READERS = {
  study: {
    seeds: () => [
      ...[...STUDIES, ...WRONG].map((tree) => ({ tree })),
      ...STUDIES.map((tree) => ({ tree: checkStudy(tree, 'seed'), as: 'yaml' })),
      ...YAML.map((raw) => ({ raw })),
    ],
    mutate: (seed, rng) =>
      seed.raw === undefined
        ? { ...seed, tree: mutateTree(seed.tree, rng, VALUES) }
        : { raw: mutateBytes(Buffer.from(String(seed.raw)), rng) },
    encode: ({ tree, as, raw }) =>
      Buffer.from(
        raw !== undefined
          ? String(raw)
          : as === 'yaml'
            ? stringifyStudy(tree)
            : (JSON.stringify(tree) ?? ''),
      ),
    read(bytes) {
      const study = parseStudy(bytes.toString(), 'study.yaml');
      parseStudy(stringifyStudy(study), 'again');
      checkStudy(JSON.parse(JSON.stringify(study)), 'again');
    },
    covers: ['nas/description'],
  },
  journal: {
    seeds: journals,
    mutate: mutateJournal,
    encode: encodeJournal,
    read(bytes, dir) {
      const file = inFile(dir, 'journal.jsonl', bytes);
      isBlankJournal(file);
      readStudy(dir);
      const journal = openJournal(file);
      journal.append({ event: 'finished', at: AT });
      journal.close();
      readStudy(dir);
    },
    covers: [
      'nas/study/journal.js',
      'nas/study/event-schema.js',
      'nas/study/check-event.js',
      'nas/study/study-state.js',
    ],
  },
};

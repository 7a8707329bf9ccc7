// What a device over SSH says: the figures of a runner, and how it ended. Recipes of training, and jobs that come over a Redis.
import { parseMeasurement } from '../../../dist/device/parse-measurement.js';
import { readSteps } from '../../../dist/device/ssh/device-script.js';
import { sshFault, timeFault } from '../../../dist/device/ssh/ssh-fault.js';
import { inferShapes } from '../../../dist/model/index.js';
import { checkTrial } from '../../../dist/nas/trial/trial-form.js';
import { formatMeasurement } from '../../../dist/report/text/measurement-table.js';
import { PLAIN } from '../../../dist/report/text/text-table.js';
import { buildArchitecture } from '../../../dist/train/recipe.js';
import {
  changedNetwork,
  changedTraining,
  familyRecipe,
  readRecipeFile,
} from '../../../dist/train/recipe-file.js';
import { mutateTree } from '../mutate.mjs';
import { inFile } from '../place.mjs';

const CALL = { runs: 5, minimumMs: 1.5, medianMs: 2 };
const COST = { cpu: CALL, wall: CALL };
const ANSWER = {
  runner: 'c',
  network: COST,
  frame: { ...COST, widthPx: 640, heightPx: 480 },
  firstCallMs: 3,
  memory: { peakBytes: 5e6, baselineBytes: 4e6, modelBytes: 1e6 },
  machine: {
    hostname: 'pi',
    cpuModel: 'Cortex-A76',
    cores: 4,
    architecture: 'aarch64',
    operatingSystem: 'Linux 6',
    governor: null,
    temperatureCelsius: 50,
    versions: { compiler: '12' },
  },
};

const TARGET = { destination: 'pi@host', port: 2222, knownHosts: 'known' };
const steps = (...names) => names.map((name) => `deepawb-step ${name}\n`).join('');
const ended = (code, stderr, more = {}) => ({ code, stderr, answer: ANSWER, ...more });

/** Ends that people meet, in the words of OpenSSH, of shells and of loaders. */
const ENDS = [
  ended(0, steps('make a folder', 'copy', 'wait', 'run')),
  ended(0, '', {
    answer: {
      ...ANSWER,
      runner: 'node',
      machine: { ...ANSWER.machine, cores: 1, governor: 'performance', temperatureCelsius: null },
    },
  }),
  ended(255, '@@@ REMOTE HOST IDENTIFICATION HAS CHANGED! @@@'),
  ended(255, 'Host key verification failed.'),
  ended(255, 'Host key verification failed.', { target: { destination: '[::1]' } }),
  ended(255, 'pi@host: Permission denied (publickey).'),
  ended(255, 'Permission denied', { target: { destination: 'pi@host', identity: '/no/such/key' } }),
  ended(255, 'ssh: connect to host host port 22: Connection refused'),
  ended(255, ''),
  ended(255, `${steps('make a folder', 'run')}Connection to host closed by remote host.`),
  ended(null, `${steps('copy')}client_loop: send disconnect: Broken pipe`),
  ended(1, `${steps('copy')}cat: write error: No space left on device`),
  ended(1, `${steps('find node')}no node in PATH`),
  ended(1, `${steps('find node')}node v18.1.0 is too old`),
  ended(1, `${steps('compile')}sh: 1: cc: not found`),
  ended(1, `${steps('compile')}error: x`),
  ended(126, `${steps('run')}sh: 1: runner: Permission denied`),
  ended(126, `${steps('run')}the processor there is aarch64`),
  ended(1, `${steps('run')}TypeError: x\n    at y`),
  ended(137, steps('wait')),
  ended(3, steps('run')),
  ended(1, `${steps('wait')}process 5 measures there`, { late: true }),
  ended(1, '', { late: true }),
];

const VALUES = [
  0,
  1,
  -1,
  255,
  Number.POSITIVE_INFINITY,
  'node',
  'c',
  '\u001b]0;x\u0007',
  '\u202e',
  'deepawb-step run\n',
  'x'.repeat(5000),
  null,
  {},
];

/** What a program does with what the device said: tell the fault, or print the figures. */
function readEnd(bytes) {
  const text = bytes.toString();
  let end;
  try {
    end = JSON.parse(text);
  } catch {
    parseMeasurement(text);
    return;
  }
  const { code = 0, stderr = '', answer, target = TARGET, late = false } = end ?? {};
  const { steps: seen, said } = readSteps(String(stderr));
  const step = seen.at(-1) ?? null;
  const known = {
    ...TARGET,
    ...(target?.destination === '[::1]' ? target : {}),
    ...(target?.identity ? { identity: '/no/such/key' } : {}),
  };
  if (late) throw timeFault({ step, said }, known, 1000);
  if (code !== 0)
    throw sshFault({ code: typeof code === 'number' ? code : null, step, said }, known);
  const figures = parseMeasurement(`noise before\n${JSON.stringify(answer) ?? ''}`);
  const page = formatMeasurement(figures, PLAIN);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not come through
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|NaN|undefined/.test(page))
    throw new Error(`printed ${page}`);
}

const RECIPES = [
  { family: 'small', file: {} },
  {
    family: 'small',
    file: {
      network: { heightPx: 24, widthPx: 32, hidden: 8, anchors: 0 },
      training: { epochs: 3, batch: 4, loss: 'angle' },
    },
  },
  {
    family: 'small',
    file: { network: familyRecipe('small').network, training: familyRecipe('small').training },
  },
  {
    family: 'reference',
    file: {
      network: familyRecipe('reference').network,
      training: {
        optimiser: { kind: 'adamw' },
        augmentation: { warp: { probability: 0.5 }, contrast: 0.1 },
      },
    },
  },
  {
    family: 'small',
    head: 'ct',
    file: {
      training: { schedule: { every: 'epoch' }, lastBatch: 'kept', initialisation: 'uniformFanIn' },
    },
  },
  { family: 'reference', head: 'ct', file: {} },
  {
    family: 'small',
    file: {
      training: {
        augmentation: { blur: { gaussianProbability: 0.5 } },
        optimiser: { kind: 'none' },
      },
    },
  },
  { family: 'small', file: [] },
];

const LIGHTS = Array.from({ length: 40 }, (_, i) => ({ r: 0.3 + 0.015 * i, b: 0.9 - 0.012 * i }));

function readRecipe(bytes, dir) {
  let seed;
  try {
    seed = JSON.parse(bytes);
  } catch {
    readRecipeFile(inFile(dir, 'recipe.json', bytes));
    return;
  }
  const { family, head, file } = seed ?? {};
  const base = familyRecipe(
    family === 'reference' ? 'reference' : 'small',
    head === 'ct' ? 'ct' : undefined,
  );
  const path = inFile(dir, 'recipe.json', JSON.stringify(file) ?? '');
  const { network = {}, training = {} } = readRecipeFile(path);
  changedTraining(base.training, training, { file: path, path: 'training' });
  const recipe = changedNetwork(base.network, network, { file: path, path: 'network' });
  inferShapes(buildArchitecture(recipe, LIGHTS, 1));
}

const RECIPE_VALUES = [
  0,
  1,
  2,
  -1,
  0.5,
  1e9,
  'adam',
  'epoch',
  'kept',
  'chord',
  true,
  [],
  {},
  JSON.parse('{"__proto__": {"x": 1}}'),
];

const JOBS = ['small', 'reference'].map((family) => ({
  network: familyRecipe(family).network,
  settings: familyRecipe(family).training,
  data: { path: '/data', hash: 'abc' },
  validation: { folds: 5, fold: 0, use: 1, kind: 'runs', seed: 1 },
  error: 'recoveryDegrees',
  stopRules: [{ epoch: 3, error: 5 }],
}));

export const READERS = {
  job: {
    seeds: () => JOBS,
    mutate: (tree, rng) => mutateTree(tree, rng, RECIPE_VALUES),
    encode: (tree) => Buffer.from(JSON.stringify(tree) ?? ''),
    read(bytes) {
      let job;
      try {
        job = JSON.parse(bytes);
      } catch {
        // The queue's own.
        return;
      }
      checkTrial(job);
      inferShapes(buildArchitecture(job.network, LIGHTS, 1));
    },
    covers: ['nas/trial/trial-form.js', 'train/recipe-form.js'],
  },
  device: {
    seeds: () => ENDS,
    mutate: (tree, rng) => mutateTree(tree, rng, VALUES),
    encode: (tree) => Buffer.from(JSON.stringify(tree) ?? ''),
    read: readEnd,
    refusals: ['MeasureError'],
    covers: [
      'device/parse-measurement.js',
      'device/ssh/ssh-fault.js',
      'report/text/measurement-table.js',
    ],
  },
  recipe: {
    seeds: () => RECIPES,
    mutate: (tree, rng) => mutateTree(tree, rng, RECIPE_VALUES),
    encode: (tree) => Buffer.from(JSON.stringify(tree) ?? ''),
    read: readRecipe,
    refusals: [],
    covers: ['train/recipe-file.js'],
  },
};

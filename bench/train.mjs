/**
 * `npm run bench`: training throughput (forward, backward, Adam; batch 16) on one thread and on two, in plain and in relaxed
 * SIMD, against PyTorch (--python: a Python that has it, as `pip install torch` makes one). PyTorch is tried plain, in
 * channels_last, compiled, and both; those near the best of them go on beside the plain one. Each side is a process of its own;
 * all run in turn, and ratios are of one round, so that a slower moment of the machine meets all. Samples per second of CPU time
 * stand beside those of the clock: what others do on the machine lengthens them less. --node runs our side in another Node.
 */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { mlpWidths } from '../dist/model/index.js';
import { BATCH, NETWORKS } from './networks.mjs';
import { named, parseArgs, positiveInteger, refuse } from './options.mjs';
import { startSide } from './side.mjs';
import { median, rangeOf } from './statistics.mjs';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    node: { type: 'string', default: process.execPath },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '1,2' },
    network: { type: 'string', default: '' },
    json: { type: 'boolean' },
  },
});
const rounds = positiveInteger(values, 'rounds');
const threadCounts = values.threads
  .split(',')
  .map((threads) => positiveInteger({ threads }, 'threads'));
const names = named(values, 'network', Object.keys(NETWORKS));
if (spawnSync(values.node, ['--version']).status !== 0)
  refuse('node', 'a Node that starts', values.node);
const ROUND_SECONDS = 1.5;
/** Compiling takes minutes on a busy machine. */
const PATIENCE_SECONDS = 600;
/** Settings of PyTorch that come this near to the best of them in their heat go on to the rounds. */
const NEAR_THE_BEST = 0.7;
const SETTINGS = {
  PyTorch: '',
  'PyTorch, channels_last': 'channels_last',
  'PyTorch, compiled': 'compile',
  'PyTorch, channels_last, compiled': 'channels_last,compile',
};
const PLAIN = 'PyTorch';

const hasTorch = (command) =>
  spawnSync(command, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
const python = (values.python ? [values.python] : ['python3', '/usr/bin/python3']).find(hasTorch);
if (values.python && !python) {
  process.stderr.write(`--python: ${values.python} cannot import torch\n`);
  process.exit(3);
}
const note = (text) => process.stderr.write(`${text}\n`);
if (!python) note('No python3 with torch here (pip install torch): timing our side alone.');

const pathOf = (name) => new URL(name, import.meta.url).pathname;

function ourSide(name, threads, simd) {
  return startSide(values.node, [pathOf('./train-side.mjs'), name, String(threads), simd]);
}

function torchSide(name, threads, setting) {
  const family = NETWORKS[name];
  const widths = mlpWidths(family.hiddenNeurons, family.decay, family.depth);
  const network = JSON.stringify({ ...family, widths });
  return startSide(python, [pathOf('./train_side.py'), network, String(threads), setting], {
    patienceSeconds: PATIENCE_SECONDS,
  });
}

/** Warms a side up, and tells how many steps make a round. */
async function warmUp(side) {
  await side.ask(2);
  const { seconds } = await side.ask(2);
  return Math.max(1, Math.round((ROUND_SECONDS * 2) / seconds));
}

/** PyTorch's settings that go on to the rounds: warm, with the steps of a round. Says why one does not. */
async function torchSides(name, threads) {
  const found = [];
  for (const [label, setting] of Object.entries(python ? SETTINGS : {})) {
    const side = torchSide(name, threads, setting);
    try {
      const steps = await warmUp(side);
      const run = runOf(steps, await side.ask(steps));
      found.push({ label, threads, side, steps, heat: fair(run, threads) });
      note(`${name}, ${threads} thread(s), ${label}: ${found.at(-1).heat.toFixed(1)} samples/s`);
    } catch (error) {
      note(`${name}, ${threads} thread(s), ${label}: left out: ${error.message}`);
    }
  }
  const best = Math.max(...found.map(({ heat }) => heat));
  const stays = ({ label, heat }) => label === PLAIN || heat >= NEAR_THE_BEST * best;
  await Promise.all(found.filter((each) => !stays(each)).map(({ side }) => side.close()));
  return found.filter(stays);
}

function runOf(steps, { seconds, cpuSeconds, ...rest }) {
  const samples = steps * BATCH;
  return { ...rest, perSecond: samples / seconds, perCpuSecond: samples / cpuSeconds };
}

/** By which settings of PyTorch are compared: CPU time on one thread; threads that wait for each other use CPU time up too. */
function fair({ perSecond, perCpuSecond }, threads) {
  return threads === 1 ? perCpuSecond : perSecond;
}

async function ourSides(name, threads) {
  const sides = [];
  for (const [label, simd] of Object.entries({
    'deepawb, plain SIMD': 'plain',
    'deepawb, relaxed SIMD': 'relaxed',
  })) {
    const side = ourSide(name, threads, simd);
    sides.push({ label, threads, side, steps: await warmUp(side) });
  }
  return sides;
}

async function measure(name) {
  const sides = [];
  for (const threads of threadCounts) {
    sides.push(...(await ourSides(name, threads)), ...(await torchSides(name, threads)));
  }
  for (const each of sides) each.runs = [];
  for (let round = 0; round < rounds; round++) {
    for (const { side, steps, runs } of sides) {
      runs.push(runOf(steps, await side.ask(steps)));
    }
  }
  await Promise.all(sides.map(({ side }) => side.close()));
  return sides.map((each) => rowOf(name, each, sides));
}

const medianOf = ({ runs }, key) => median(runs.map((run) => run[key]));
const speed = ({ runs, threads }) => median(runs.map((run) => fair(run, threads)));

/** Round by round, so that a slow moment of the machine weighs on both sides. */
function ratio(side, other, key = 'perSecond') {
  return other ? median(side.runs.map((run, i) => run[key] / other.runs[i][key])) : null;
}

function rowOf(network, side, sides) {
  const { label, threads, runs } = side;
  const torch = sides.filter((each) => each.threads === threads && each.label in SETTINGS);
  const best = torch.toSorted((a, b) => speed(b) - speed(a))[0];
  const alone = sides.find((each) => each.label === label && each.threads === 1);
  return {
    network,
    threads,
    label,
    samplesPerSecond: medianOf(side, 'perSecond'),
    range: rangeOf(runs.map((run) => run.perSecond)),
    samplesPerCpuSecond: medianOf(side, 'perCpuSecond'),
    peakMebibytes: Math.max(...runs.map((run) => run.peakMebibytes)),
    ratioToPyTorch: ratio(
      side,
      torch.find((each) => each.label === PLAIN),
    ),
    best: best?.label ?? null,
    ratioToBest: ratio(side, best),
    cpuRatioToBest: ratio(side, best, 'perCpuSecond'),
    memoryOfBest: best
      ? Math.max(...runs.map((run) => run.peakMebibytes)) /
        Math.max(...best.runs.map((run) => run.peakMebibytes))
      : null,
    ratioToOneThread: threads === 1 ? null : ratio(side, alone),
    version: runs[0].version,
  };
}

const WIDTHS = [36, 8, 15, 6, 6, 7, 6, 6, 6, 9];
const HEAD = columns([
  '',
  'a second',
  'range',
  'CPU',
  'MiB',
  'plain',
  'best',
  'CPU',
  'MiB',
  '1 thread',
]);
const rows = [];
for (const name of names) {
  rows.push(...(await measure(name)));
}
const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}`;
const versions = [
  ...new Set(
    rows.map(({ label, version }) => (label in SETTINGS ? `PyTorch ${version}` : version)),
  ),
].join(', ');
if (values.json) {
  process.stdout.write(`${JSON.stringify({ batch: BATCH, rounds, machine, rows }, null, 2)}\n`);
} else {
  process.stdout.write(
    `${machine}; ${versions}; medians of ${rounds} round${rounds === 1 ? '' : 's'}.\nSamples per second, of the clock and of CPU time;\n` +
      'times as fast as plain PyTorch, as the best of its settings (*), as that in CPU time; share of its memory.\n',
  );
  for (const title of new Set(rows.map(titleOf))) {
    process.stdout.write(`\n${title}\n${HEAD}\n`);
    for (const row of rows.filter((each) => titleOf(each) === title)) {
      process.stdout.write(`${lineOf(row)}\n`);
    }
  }
}

/** The first one to the left; at most 106 characters. */
function columns(cells) {
  const padded = cells.map((cell, i) => cell[i === 0 ? 'padEnd' : 'padStart'](WIDTHS[i]));
  return padded.join('').trimEnd();
}

function titleOf({ network, threads }) {
  return `${network}, ${threads} thread${threads === 1 ? '' : 's'}`;
}

function lineOf(row) {
  const digits = (value) => value.toFixed(value < 100 ? 1 : 0);
  const times = (value) => (value === null ? '' : value.toFixed(2));
  return columns([
    `  ${row.label}${row.label === row.best ? ' *' : ''}`,
    digits(row.samplesPerSecond),
    row.range.map(digits).join(' to '),
    digits(row.samplesPerCpuSecond),
    row.peakMebibytes.toFixed(0),
    ...[row.ratioToPyTorch, row.ratioToBest, row.cpuRatioToBest, row.memoryOfBest].map(times),
    times(row.ratioToOneThread),
  ]);
}

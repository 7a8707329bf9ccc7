/**
 * `npm run bench:kernels`: at how much of the ceiling of 128-bit SIMD each kernel of a training step runs, by purpose and shape:
 * its operations a second beside those of multiply-adds in registers, plain and relaxed. The calls of one step are recorded and
 * made again group by group, in turn with the ceiling; times are CPU time of this process, medians of rounds. Then the share of
 * time that two threads wait for each other.
 */
import { cpus, loadavg } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { hasRelaxedSimd } from '../dist/engine/index.js';
import { createCeiling } from './kernels/ceiling.mjs';
import { recordStep } from './kernels/record.mjs';
import { TRAINED_NETWORKS, trainedNetwork } from './networks.mjs';
import { named, parseArgs, positiveInteger, someOf } from './options.mjs';
import { startSide } from './side.mjs';
import { median } from './statistics.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    network: { type: 'string', default: '' },
    simd: { type: 'string', default: 'plain,relaxed' },
    json: { type: 'boolean' },
  },
});
const rounds = positiveInteger(values, 'rounds');
const names = named(values, 'network', TRAINED_NETWORKS);
const kindsOfSimd = someOf(values, 'simd', ['plain', 'relaxed']);
/** CPU time that a group is measured for at a time: what the system's clock of processes tells apart. */
const LEAST_SECONDS = 0.03;

if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');

function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds of CPU time that `count` turns take. */
function timed(run, count) {
  const start = cpuSeconds();
  for (let i = 0; i < count; i++) run();
  return (cpuSeconds() - start) / count;
}

/** Turns that take about as long as a measurement shall. */
function turnsOf(run) {
  run();
  let turns = 1;
  for (;;) {
    const seconds = timed(run, turns) * turns;
    if (seconds >= LEAST_SECONDS / 2)
      return Math.max(1, Math.ceil((turns * LEAST_SECONDS) / seconds));
    turns *= seconds > LEAST_SECONDS / 20 ? 2 : 8;
  }
}

async function rowsOf(name, { architecture, batch }, simd) {
  const ceiling = await createCeiling(simd === 'relaxed');
  const CEILING_TURNS = 1_000_000;
  ceiling.run(CEILING_TURNS);
  const groups = recordStep(architecture, batch, simd === 'relaxed');
  for (const group of groups)
    Object.assign(group, { turns: turnsOf(group.run), seconds: [], shares: [] });
  const ceilings = [];
  for (let round = 0; round < rounds; round++) {
    for (const group of groups) {
      const best = (ceiling.flops * CEILING_TURNS) / timed(() => ceiling.run(CEILING_TURNS), 1);
      ceilings.push(best);
      const seconds = timed(group.run, group.turns);
      group.seconds.push(seconds);
      group.shares.push(group.flops / seconds / best);
    }
  }
  const total = groups.reduce((sum, { seconds }) => sum + median(seconds), 0);
  const rows = groups.map(({ run: _, turns: _turns, seconds, shares, ...group }) => ({
    network: name,
    simd,
    ...group,
    milliseconds: 1000 * median(seconds),
    gflops: group.flops / median(seconds) / 1e9,
    ofCeiling: median(shares),
    ofStep: median(seconds) / total,
  }));
  return { rows, ceiling: median(ceilings) / 1e9, stepMilliseconds: 1000 * total };
}

/** Share of the time of two threads' steps that they wait. */
async function waiting(name, simd) {
  const script = new URL('./train-side.mjs', import.meta.url).pathname;
  const side = startSide(process.execPath, [script, name, '2', simd]);
  const { seconds } = await side.ask(10);
  const steps = Math.max(4, Math.round(15 / seconds));
  const shares = [];
  for (let round = 0; round < rounds; round++) shares.push((await side.ask(steps)).waiting);
  await side.close();
  return median(shares);
}

const results = [];
for (const name of names) {
  const network = trainedNetwork(name);
  for (const simd of kindsOfSimd) {
    const { batch } = network;
    const measured = await rowsOf(name, network, simd);
    const result = { network: name, batch, simd, ...measured, waiting: await waiting(name, simd) };
    results.push(result);
    if (!values.json) print(result);
  }
}
const machine = `${cpus()[0].model.trim()}, Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)}`;
if (values.json) process.stdout.write(`${JSON.stringify({ machine, rounds, results }, null, 2)}\n`);
else process.stdout.write(`${machine}; CPU time, medians of ${rounds} rounds\n`);

function print({ network, batch, simd, rows, ceiling, stepMilliseconds, waiting: share }) {
  const lines = rows
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
    .map(({ purpose, shape, kernel, milliseconds, gflops, ofCeiling, ofStep }) =>
      [
        purpose.padEnd(30),
        kernel.padEnd(18),
        shape.padEnd(38),
        milliseconds.toFixed(3).padStart(9),
        `${(100 * ofStep).toFixed(1)} %`.padStart(8),
        ...(gflops === 0
          ? []
          : [gflops.toFixed(1).padStart(6), `${(100 * ofCeiling).toFixed(0)} %`.padStart(6)]),
      ].join(' '),
    );
  const head = `${'purpose'.padEnd(30)} ${'kernel'.padEnd(18)} ${'shape'.padEnd(38)} ${'ms a step'.padStart(9)}  of step GFLOPS  of ceiling`;
  process.stdout.write(
    `${network}, batch ${batch}, ${simd} SIMD: ${stepMilliseconds.toFixed(2)} ms a step, ceiling ${ceiling.toFixed(1)} GFLOPS; ` +
      `two threads wait ${(100 * share).toFixed(0)} % of their time\n${head}\n${lines.join('\n')}\n\n`,
  );
}

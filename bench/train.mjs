/**
 * `npm run bench`: training throughput (forward, backward, Adam; batch 16) against PyTorch, where a python3 with torch is
 * found. Each side is a process of its own; they run in turn, so that a slower moment of the machine meets both.
 * Options: --rounds N (default 5), --json.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mlpWidths } from '../dist/model/index.js';
import { BATCH, NETWORKS } from './networks.mjs';
import { parseArgs } from './options.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean' } },
});
const rounds = Number(values.rounds);
const ROUND_SECONDS = 1.5;

const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
);
if (!python)
  process.stderr.write(
    'No python3 with torch here (Debian: python3-torch): timing our side alone.\n',
  );

/** A child process that answers one line of JSON for each number of steps. */
function startSide(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async run(steps) {
      child.stdin.write(`${steps}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ${args[0]} ended early`);
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}

function sidesOf(name, threads) {
  const script = new URL('./train-side.mjs', import.meta.url).pathname;
  const sides = {
    deepawb: startSide(process.execPath, [script, name, String(threads), 'plain']),
    'deepawb, relaxed SIMD': startSide(process.execPath, [
      script,
      name,
      String(threads),
      'relaxed',
    ]),
  };
  if (python) {
    const family = NETWORKS[name];
    const widths = mlpWidths(family.hiddenNeurons, family.decay, family.depth);
    const reference = new URL('./train_side.py', import.meta.url).pathname;
    sides.PyTorch = startSide(python, [
      reference,
      JSON.stringify({ ...family, widths }),
      String(threads),
    ]);
  }
  return sides;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function measure(name, threads) {
  const sides = sidesOf(name, threads);
  const steps = {};
  for (const [label, side] of Object.entries(sides)) {
    // Warm-up, which also tells how many steps make a round.
    const { seconds } = await side.run(2);
    steps[label] = Math.max(1, Math.round((ROUND_SECONDS * 2) / seconds));
  }
  const results = Object.fromEntries(Object.keys(sides).map((label) => [label, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [label, side] of Object.entries(sides)) {
      const { seconds, cpuSeconds, peakMebibytes } = await side.run(steps[label]);
      const samples = steps[label] * BATCH;
      results[label].push({
        perSecond: samples / seconds,
        perCpuSecond: samples / cpuSeconds,
        peakMebibytes,
      });
    }
  }
  for (const side of Object.values(sides)) side.close();
  return Object.entries(results).map(([label, runs]) => ({
    network: name,
    threads,
    label,
    samplesPerSecond: median(runs.map((r) => r.perSecond)),
    range: [Math.min(...runs.map((r) => r.perSecond)), Math.max(...runs.map((r) => r.perSecond))],
    samplesPerCpuSecond: median(runs.map((r) => r.perCpuSecond)),
    peakMebibytes: Math.max(...runs.map((r) => r.peakMebibytes)),
    // Round by round, so that a slow moment of the machine weighs on both sides.
    ratioToPyTorch: results.PyTorch
      ? median(runs.map((r, i) => r.perSecond / results.PyTorch[i].perSecond))
      : null,
  }));
}

const rows = [];
for (const name of Object.keys(NETWORKS)) {
  for (const threads of [1, 2]) rows.push(...(await measure(name, threads)));
}
if (values.json)
  process.stdout.write(`${JSON.stringify({ batch: BATCH, rounds, rows }, null, 2)}\n`);
else {
  for (const row of rows) {
    const ratio = row.ratioToPyTorch === null ? '' : `  ${row.ratioToPyTorch.toFixed(2)} x PyTorch`;
    const [low, high] = row.range.map((v) => v.toFixed(v < 100 ? 1 : 0));
    process.stdout.write(
      `${row.network.padEnd(26)} ${row.threads} thread${row.threads > 1 ? 's' : ' '}  ${row.label.padEnd(22)} ` +
        `${row.samplesPerSecond.toFixed(row.samplesPerSecond < 100 ? 1 : 0).padStart(6)} samples/s (${low} to ${high}), ` +
        `${row.peakMebibytes.toFixed(0).padStart(5)} MiB${ratio}\n`,
    );
  }
}

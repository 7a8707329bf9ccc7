// Kills studies and trainings with SIGKILL at random moments and looks at what is left and what was lost:
//   npm run kills -- [--runs N] [--seed S] [--only local|redis|training]
// N kills of `search run` with trials in processes of this machine, N with workers over a Redis of its own (where
// redis-server is installed), every third while something is measured, and N of `train`. Exit code 1 for any fault.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '../dist/random/index.js';
import { killStudy, wholeStudy } from './kills/kill-studies.mjs';
import { killTraining, wholeTraining } from './kills/kill-training.mjs';
import { sleep, startCli } from './kills/processes.mjs';
import { parseArgs, positiveInteger } from './options.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const runs = positiveInteger(values, 'runs');
const kinds = values.only ? [values.only] : ['local', 'redis', 'training'];
const rng = createRng(`kills ${values.seed}`);
const root = mkdtempSync(join(tmpdir(), 'kills-'));
const faults = [];

async function makeData() {
  const data = join(root, 'data');
  const args = ['data', 'synth', data, '--train', '36', '--test', '2', '--size', '48x32'];
  const { code, said } = await startCli(args, { mark: 'data', tmp: join(root, 'tmp-data') }).ended;
  if (code !== 0) throw new Error(`data synth ended with ${code}: ${said}`);
  return data;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A Redis of this program's own; null where there is none installed. */
async function startRedis() {
  if (spawnSync('redis-server', ['--version']).status !== 0) return null;
  const port = await freePort();
  const dir = join(root, 'redis');
  mkdirSync(dir);
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  await sleep(1000);
  return { url: `redis://127.0.0.1:${port}`, end: () => server.kill('SIGTERM') };
}

function report(kind, tally, start) {
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const figures = Object.entries(tally).map(([name, value]) => `${name} ${Math.round(value)}`);
  process.stdout.write(`${kind}: ${figures.join(', ')}, ${seconds} s, faults ${faults.length}\n`);
}

async function killStudies(kind, data, whole, redis) {
  const tally = { kills: 0, measuring: 0, stopped: 0, workers: 0, studies: 0, longestMs: 0 };
  const start = performance.now();
  while (tally.kills < runs) {
    const name = `${kind}-${tally.studies++}`;
    const found = await killStudy({ root, data, name, whole, most: runs, rng, redis, tally });
    for (const fault of found) process.stderr.write(`${fault}\n`);
    faults.push(...found);
    report(kind, tally, start);
  }
}

async function killTrainings(data) {
  const whole = await wholeTraining(root, data);
  const tally = { kills: 0, resumed: 0, trainings: 0 };
  const start = performance.now();
  while (tally.kills < runs) {
    const name = `training-${tally.trainings++}`;
    const found = await killTraining({ root, data, name, whole, most: runs, rng, tally });
    for (const fault of found) process.stderr.write(`${fault}\n`);
    faults.push(...found);
  }
  report('training', tally, start);
}

try {
  const data = await makeData();
  if (kinds.includes('local') || kinds.includes('redis')) {
    const whole = await wholeStudy(root, data);
    if (kinds.includes('local')) await killStudies('local', data, whole, null);
    const redis = kinds.includes('redis') ? await startRedis() : null;
    if (redis) await killStudies('redis', data, whole, redis.url);
    else if (kinds.includes('redis')) process.stdout.write('redis: not installed, left out\n');
    redis?.end();
  }
  if (kinds.includes('training')) await killTrainings(data);
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.exitCode = faults.length > 0 ? 1 : 0;

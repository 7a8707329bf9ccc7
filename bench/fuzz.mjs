// Feeds every reader inputs that are nearly right, in processes with limits of memory (256 MB) and time (2 s an input):
//   npm run fuzz -- [--seconds N] [--seed S] [--inputs N] [--reader NAME,NAME] [--coverage]
//     [--uncovered] [--least PERCENT]
// Prints of each reader how many inputs were tried, refused, accepted; whatever dies, hangs, takes too much memory or fails by
// another than an error of bad input is a failure: its input is kept, made small, in a folder that is named. Ends with 1 then.
// --coverage adds the share of branches of each reader's files that its inputs went through, and the files that lack most;
// --uncovered lists each branch that none went through; with --least a reader below that share is a failure as well.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputOf } from './fuzz/inputs.mjs';
import { loadReader, READER_NAMES } from './fuzz/readers.mjs';
import { parseArgs } from './options.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    inputs: { type: 'string' },
    reader: { type: 'string' },
    coverage: { type: 'boolean', default: false },
    uncovered: { type: 'boolean', default: false },
    least: { type: 'string' },
  },
});
const isCovering = values.coverage || values.uncovered || values.least !== undefined;
const CHILD = new URL('./fuzz/child.mjs', import.meta.url).pathname;
const MEMORY = ['--max-old-space-size=192'];
const LIMIT_MS = 2000;
/** The time that a start takes on a loaded machine does not count as the first input's. */
const START_MS = 20_000;
const ALONE_MS = 30_000;
const MOST_MB = 256;
const MOST_MINIMISING = 60;

const names = values.reader ? values.reader.split(',') : READER_NAMES;
if (!names.every((name) => READER_NAMES.includes(name))) {
  process.stderr.write(`fuzz: expected --reader to be one of ${READER_NAMES.join(', ')}\n`);
  process.exit(2);
}
for (const name of ['seconds', 'inputs']) {
  if (values[name] === undefined || Number(values[name]) > 0) continue;
  process.stderr.write(`fuzz: expected --${name} to be a number above 0, got ${values[name]}\n`);
  process.exit(2);
}
const root = mkdtempSync(join(tmpdir(), 'fuzz-'));
const kept = join(tmpdir(), `fuzz-failures-${process.pid}`);
const place = join(root, 'place');
const perReaderMs = (1000 * Number(values.seconds)) / names.length;
const most = values.inputs
  ? Math.ceil(Number(values.inputs) / names.length)
  : Number.POSITIVE_INFINITY;

const coverageOf = (name) => join(root, `${name}-coverage`);

const atInput = () => {
  try {
    return readFileSync(place, 'utf8').trim();
  } catch {
    return '';
  }
};

/** One batch in a process; says what it tallied, or at which input it died or hung. */
function batch(name, first, count, dir) {
  writeFileSync(place, '');
  return new Promise((resolve) => {
    const args = [...MEMORY, CHILD, name, values.seed, first, count, place, dir].map(String);
    const env = isCovering ? { ...process.env, NODE_V8_COVERAGE: coverageOf(name) } : process.env;
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { out: '', err: '' };
    child.stdout.on('data', (part) => (said.out += part));
    child.stderr.on('data', (part) => (said.err = (said.err + part).slice(-2000)));
    let [at, since, hung] = ['', performance.now(), false];
    const watch = setInterval(() => {
      const now = atInput();
      if (now !== at) [at, since] = [now, performance.now()];
      else if (performance.now() - since > (at === '' ? START_MS : LIMIT_MS)) {
        hung = true;
        child.kill('SIGKILL');
      }
    }, 100);
    child.on('close', (code, signal) => {
      clearInterval(watch);
      if (code === 0) resolve({ ...JSON.parse(said.out), died: null });
      else
        resolve({
          died: hung ? 'took longer than 2 s' : `ended with ${code ?? signal}: ${said.err}`,
          at: atInput() === '' ? null : Number(atInput()),
        });
    });
  });
}

/** One input by itself: what is wrong with it, or null. */
function alone(name, bytes, dir) {
  const file = join(root, 'alone');
  writeFileSync(file, bytes);
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...MEMORY, CHILD, name, file, dir],
    // What was slow among others may be slow again where the machine is.
    { timeout: ALONE_MS },
  );
  if (status !== 0)
    return `died or hung after ${Math.round(performance.now() - start)} ms: ${String(stderr).slice(-500)}`;
  const { said, peakMb } = JSON.parse(stdout);
  if (peakMb > MOST_MB) return `took ${Math.round(peakMb)} MB`;
  return said === 'accepted' || said === 'refused' ? null : said;
}

/** Keeps an input, with what can be left out of it left out. Null where it does no harm by itself: the machine was slow. */
async function keep(name, i, dir) {
  let bytes = inputOf(await loadReader(name), name, values.seed, i);
  const why = alone(name, bytes, dir);
  if (why === null) return null;
  let tries = MOST_MINIMISING;
  for (let size = bytes.length >> 1; size >= 1 && tries > 0; size >>= 1) {
    for (let at = 0; at < bytes.length && tries-- > 0; ) {
      const less = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]);
      if (alone(name, less, dir) === null) at += size;
      else bytes = less;
    }
  }
  mkdirSync(kept, { recursive: true });
  const file = join(kept, `${name}-${values.seed}-${i}`);
  writeFileSync(file, bytes);
  return `${file}: ${why.split('\n').slice(0, 3).join(' ')}`;
}

async function fuzz(name) {
  const dir = join(root, name);
  mkdirSync(dir);
  const tally = { tried: 0, refused: 0, accepted: 0, failures: 0 };
  const end = performance.now() + perReaderMs;
  let size = 50;
  for (
    let first = 0;
    first < most && (performance.now() < end || first === 0) && tally.failures < 20;
  ) {
    const start = performance.now();
    const found = await batch(name, first, Math.min(size, most - first), dir);
    if (found.died && found.at === null) {
      // No input is at fault: the reader cannot be loaded, or its right inputs cannot be made.
      tally.failures++;
      process.stderr.write(`${name}: no input was tried: ${found.died}\n`);
      break;
    }
    const suspects = found.died ? [found.at] : found.failures.map(({ input }) => input);
    if (found.overMemory) suspects.push(found.next - 1);
    for (const suspect of suspects) {
      const report = await keep(name, suspect, dir);
      if (report === null) continue;
      tally.failures++;
      process.stderr.write(`${name}: ${report}\n`);
    }
    // Of a batch that died only the input at which it did is counted.
    tally.tried += found.died ? 1 : found.next - first;
    tally.refused += found.refused ?? 0;
    tally.accepted += found.accepted ?? 0;
    first = found.died ? found.at + 1 : found.next;
    const ms = performance.now() - start;
    size = Math.max(
      50,
      Math.min(20_000, Math.round((size * Math.min(20_000, (end - performance.now()) / 2)) / ms)),
    );
  }
  const { tried, refused, accepted, failures } = tally;
  process.stdout.write(
    `${name}: ${tried} tried, ${refused} refused, ${accepted} accepted, ${failures} failures\n`,
  );
  if (isCovering) await printCoverage(name);
  return tally;
}

/** Readers whose inputs went through fewer branches than was asked for. */
const belowLeast = [];
/** Branches of all readers, each once. */
const covered = { taken: new Set(), all: new Set() };

const share = (taken, all) =>
  `${taken} of ${all}, ${((100 * taken) / Math.max(1, all)).toFixed(1)} %`;

async function printCoverage(name) {
  const { covers } = await loadReader(name);
  if (covers.length === 0) {
    process.stdout.write('  branches: not counted, it runs in WebAssembly\n');
    return;
  }
  const { branchCoverage } = await import('./fuzz/coverage.mjs');
  const { taken, all, missed, least } = await branchCoverage(coverageOf(name), covers);
  for (const key of taken) covered.taken.add(key);
  for (const key of all) covered.all.add(key);
  const worst = least.slice(0, 3).map((one) => `${one.file} ${one.missed}`);
  const rest = worst.length > 0 ? `; missed in ${worst.join(', ')}` : '';
  process.stdout.write(`  branches: ${share(taken.length, all.length)}${rest}\n`);
  if ((100 * taken.length) / all.length < Number(values.least ?? 0)) belowLeast.push(name);
  if (!values.uncovered) return;
  for (const { file, line, type, text } of missed)
    process.stdout.write(`    ${file}:${line} ${type}: ${text.slice(0, 100)}\n`);
}

const total = { tried: 0, failures: 0 };
try {
  for (const name of names) {
    const { tried, failures } = await fuzz(name);
    total.tried += tried;
    total.failures += failures;
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.stdout.write(`all: ${total.tried} tried, ${total.failures} failures\n`);
if (isCovering)
  process.stdout.write(`  branches: ${share(covered.taken.size, covered.all.size)}\n`);
if (total.failures > 0) process.stdout.write(`Inputs that failed: ${kept}\n`);
if (belowLeast.length > 0)
  process.stdout.write(`below ${values.least} % of branches: ${belowLeast.join(', ')}\n`);
process.exitCode = total.failures > 0 || belowLeast.length > 0 ? 1 : 0;

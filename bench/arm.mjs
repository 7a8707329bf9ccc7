/**
 * `npm run bench:arm`: what the exported C costs on ARM, estimated where no ARM is: cross-compiled as for a board, run in
 * QEMU, which tells every block of instructions that it executes, and added up by what each takes of the core
 * (arm/cores.mjs). Instructions are counted, cycles follow from published throughputs: a lower bound and no measurement.
 *   node bench/arm.mjs [--all] [--json]
 * --all: the proof of concept too, which takes minutes. Needs Debian's gcc-aarch64-linux-gnu, libc6-dev-arm64-cross, qemu-user.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { loadKernelModule } from 'deepawb/engine/node';
import { exportC, measureRanges } from 'deepawb/export';
import { decodeModel, parameterLayout, referenceArchitecture } from 'deepawb/model';
import { initialParameters } from 'deepawb/nn';
import { createRng } from 'deepawb/random';
import { CORES, isLoad, isMultiply, takes } from './arm/cores.mjs';
import { randomPictures } from './infer/sides.mjs';
import { thumbnailOf } from './infer/thumbnail.mjs';
import { INFERENCE_NETWORKS } from './networks.mjs';
import { parseArgs } from './options.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const CC = 'aarch64-linux-gnu-gcc';
const EMULATOR = 'qemu-aarch64';
/** Of the C library, what a network calls. */
const MATHEMATICS = /^(_*(exp|log|pow|tanh|expm1)\w*f?\w*|mem(cpy|set)\w*|__mem\w+)$/;
const LARGE = 'proof of concept, 288x432';

const { values: options } = parseArgs({
  options: { all: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
for (const program of [CC, EMULATOR]) {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
  } catch {
    process.stderr.write(
      `bench:arm: needs ${program}; Debian: gcc-aarch64-linux-gnu, libc6-dev-arm64-cross, qemu-user\n`,
    );
    process.exit(2);
  }
}
const dir = mkdtempSync(join(tmpdir(), 'deepawb-bench-arm-'));
try {
  const results = [];
  for (const [name, model] of models()) {
    for (const core of Object.keys(CORES)) {
      for (const arithmetic of ['float32', 'int16', 'int8']) {
        process.stderr.write(`${name}, ${core}, ${arithmetic} ...\n`);
        results.push({ name, core, arithmetic, ...(await count(model, core, arithmetic)) });
      }
    }
  }
  if (options.json) console.log(JSON.stringify(results, null, 2));
  else print(results);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function models() {
  const { default: shipped } = JSON.parse(readFileSync(join(ROOT, 'models/manifest.json'), 'utf8'));
  const own = decodeModel(readFileSync(join(ROOT, 'models', shipped)));
  const others = Object.entries(INFERENCE_NETWORKS)
    .filter(([name]) => options.all || name !== LARGE)
    .map(([name, family]) => {
      const architecture = referenceArchitecture(family);
      const rng = createRng('bench/infer');
      const parameters = initialParameters(architecture, parameterLayout(architecture), rng);
      return [name, { ...own, architecture, parameters }];
    });
  return [['shipped', own], ...others];
}

/** What one estimate executes: two frames less one. */
async function count(model, core, arithmetic) {
  const { input } = model.architecture;
  const ranges = measureRanges(model, loadKernelModule(), randomPictures(input));
  const { files } = exportC(model, { name: 'awb', withMain: true, arithmetic, ranges });
  for (const { name, text } of files) writeFileSync(join(dir, name), text);
  const flags = ['-std=c99', '-O3', `-mcpu=${core}`, '-ffp-contract=fast'];
  execFileSync(CC, [...flags, '-c', 'awb.c', '-o', 'awb.o'], { cwd: dir });
  execFileSync(CC, [...flags, '-static', 'awb.o', 'awb_main.c', '-o', 'awb', '-lm'], { cwd: dir });
  const symbols = execFileSync(`aarch64-linux-gnu-nm`, ['awb.o'], { cwd: dir, encoding: 'utf8' });
  const own = new Set(symbols.split('\n').map((line) => line.split(' ').at(-1)));
  const isCounted = (symbol) => own.has(symbol) || MATHEMATICS.test(symbol);
  const frame = new Uint8Array(thumbnailOf(input).buffer);
  const [one, two] = [
    await executed([frame], isCounted),
    await executed([frame, frame], isCounted),
  ];
  return added(two, one, CORES[core]);
}

/** Executed blocks by address: how often, and their instructions. */
function executed(frames, isCounted) {
  const stdin = join(dir, 'frames');
  writeFileSync(stdin, Buffer.concat(frames));
  const settings = ['-d', 'in_asm,exec,nochain', './awb', 'thumbnail'];
  const child = spawn(EMULATOR, settings, {
    cwd: dir,
    stdio: [openSync(stdin, 'r'), 'ignore', 'pipe'],
  });
  const blocks = new Map();
  const blockAt = (address) => {
    if (!blocks.has(address)) blocks.set(address, { times: 0, instructions: [] });
    return blocks.get(address);
  };
  let current = null;
  return new Promise((resolveCount, reject) => {
    child.once('error', reject);
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (line) => {
      const trace = /^Trace \d+: \S+ \[[^/]+\/([0-9a-f]+)\/\S+\] ?(\S*)/.exec(line);
      if (trace) {
        if (isCounted(trace[2])) blockAt(BigInt(`0x${trace[1]}`)).times++;
        current = null;
        return;
      }
      if (line.startsWith('IN:')) {
        current = [];
        return;
      }
      const instruction = current && /^0x([0-9a-f]+): {2}[0-9a-f]{8} {2}(.*)$/.exec(line);
      if (!instruction) return;
      if (current.length === 0) blockAt(BigInt(`0x${instruction[1]}`)).instructions = current;
      current.push(instruction[2].trim());
    });
    lines.once('close', () => resolveCount(blocks));
  });
}

function added(more, less, core) {
  const sum = { instructions: 0, multiplies: 0, loads: 0, cycles: 0 };
  for (const [address, { times, instructions }] of more) {
    const runs = times - (less.get(address)?.times ?? 0);
    const needs = { decode: 0, v: 0, v0: 0, l: 0, s: 0, i: 0 };
    for (const text of instructions) {
      for (const [what, much] of Object.entries(takes(text, core))) needs[what] += much;
    }
    const bound = Math.max(...Object.keys(needs).map((what) => needs[what] / core.perCycle[what]));
    sum.instructions += runs * instructions.length;
    sum.multiplies += runs * instructions.filter(isMultiply).length;
    sum.loads += runs * instructions.filter(isLoad).length;
    sum.cycles += runs * bound;
  }
  return { ...sum, ms: sum.cycles / core.gigahertz / 1e6 };
}

function print(results) {
  console.log(
    'Exported C on ARM, counted in QEMU; cycles at least, by the throughputs of bench/arm/cores.mjs',
  );
  const thousands = (value) => `${(value / 1e3).toFixed(value < 1e5 ? 1 : 0)}k`.padStart(10);
  let last = '';
  for (const { name, core, arithmetic, instructions, multiplies, loads, cycles, ms } of results) {
    const { board, gigahertz } = CORES[core];
    const heading = `\n${name}, ${core} (${board}, ${gigahertz} GHz): instructions, multiplications, loads, cycles, ms`;
    if (heading !== last) console.log(heading);
    last = heading;
    const figures = [instructions, multiplies, loads, cycles].map(thousands).join('');
    console.log(`  ${arithmetic.padEnd(8)}${figures}${ms.toPrecision(3).padStart(10)}`);
  }
}

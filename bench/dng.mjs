#!/usr/bin/env node
/**
 * `npm run bench:dng`: how long 12 megapixels take from a DNG on disk to a white point, in one thread, with checks and estimate. The
 * files are made here (dng-files.mjs): uncompressed, packed, lossless JPEG. Every round runs each of them in a process of its own, in
 * turn; of each process the first time counts as first, the median of the others as again. Medians over rounds, with the quickest and
 * the slowest; time of the processor beside it, which counts the garbage collector's threads and holds on a busy machine; peak memory
 * of the whole process after its first picture.
 * Options: --rounds N (default 5), --times N in each process (default 5, at least 2), --json.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFiles } from './dng-files.mjs';
import { parseArgs, positiveInteger } from './options.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    times: { type: 'string', default: '5' },
    json: { type: 'boolean' },
  },
});
const rounds = positiveInteger(values, 'rounds');
const times = positiveInteger(values, 'times');
const SIDE = new URL('dng-side.mjs', import.meta.url).pathname;
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

const folder = mkdtempSync(join(tmpdir(), 'deepawb-bench-dng-'));
try {
  const sides = Object.entries(makeFiles()).map(([name, bytes], k) => {
    const file = join(folder, `${k}.dng`);
    writeFileSync(file, bytes);
    return { name, file, megabytes: bytes.length / 1e6, first: [], again: [], cpu: [], peak: [] };
  });
  for (let round = 0; round < rounds; round++) {
    for (const side of sides) {
      const out = execFileSync(process.execPath, [SIDE, side.file, String(Math.max(2, times))], {
        encoding: 'utf8',
      });
      const { milliseconds, cpuMilliseconds, peakMegabytes, whitePoint } = JSON.parse(out);
      side.first.push(milliseconds[0]);
      side.again.push(median(milliseconds.slice(1)));
      side.cpu.push(cpuMilliseconds[0]);
      side.peak.push(peakMegabytes);
      side.whitePoint = whitePoint;
    }
  }
  report(sides);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function report(sides) {
  const rows = sides.map(({ name, megabytes, first, again, cpu, peak, whitePoint }) => ({
    name,
    megabytes,
    firstMs: spread(first),
    againMs: spread(again),
    firstCpuMs: spread(cpu),
    peakMegabytes: Math.max(...peak),
    whitePoint,
  }));
  if (values.json) {
    console.log(JSON.stringify({ cpu: cpus()[0]?.model, node: process.version, rows }, null, 2));
    return;
  }
  console.log(
    `12.3 megapixels from file to white point, one thread, ${cpus()[0]?.model}, Node ${process.version}`,
  );
  for (const { name, megabytes, firstMs, againMs, firstCpuMs, peakMegabytes } of rows) {
    const size = `${megabytes.toFixed(1)} MB`;
    console.log(
      `${name.padEnd(25)} ${size.padStart(8)}  first ${text(firstMs)}  (processor ${firstCpuMs.median.toFixed(0)} ms)  again ${text(againMs)}  peak ${peakMegabytes.toFixed(0)} MB`,
    );
  }
}

function spread(numbers) {
  return { median: median(numbers), least: Math.min(...numbers), most: Math.max(...numbers) };
}

function text({ median: middle, least, most }) {
  return `${middle.toFixed(0).padStart(4)} ms (${least.toFixed(0)} to ${most.toFixed(0)})`;
}

/** What is no part of an estimate, but of a program that makes one: the start of Node, decoding, a whole `predict`. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { createRng } from 'deepawb/random';
import { decodePng16, encodePng16 } from 'deepawb/raw';
import { spread } from './spread.mjs';

const CLI = join(import.meta.dirname, '../../dist/cli/main.js');

/** Told by a process as it ends: its CPU time since its beginning, and its highest resident memory. */
const LAST_WORDS = `import { readFileSync, writeSync } from 'node:fs';
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const peakKb = Number(/^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  writeSync(3, JSON.stringify({ cpuMs: (user + system) / 1000, peakMb: (peakKb * 1024) / 1e6 }));
});`;

// What certificates Node reads at its start has nothing to do with us.
const environment = { ...process.env };
delete environment.NODE_EXTRA_CA_CERTS;

/** What is no part of an estimate, but of a program that makes one. */
export async function timeApart(dir, rounds) {
  const picture = join(dir, 'picture.png');
  writeFileSync(picture, noisyPicture());
  const bytes = readFileSync(picture);
  const inflate = (data, length) => inflateSync(data, { maxOutputLength: length });
  const decode = () => decodePng16(bytes, { inflate });
  const firstDecode = cpuOf(decode);
  for (let i = 0; i < 20; i++) decode();
  const decodes = Array.from({ length: rounds }, () => cpuOf(decode));
  const nodes = [];
  const predicts = [];
  for (let i = 0; i < Math.min(rounds, 7); i++) {
    nodes.push(wholeProcess(['-e', '0']));
    predicts.push(wholeProcess([CLI, 'predict', picture, '--json']));
  }
  return {
    nodeStartCpuMs: spread(nodes.map((run) => run.cpuMs)),
    predictCpuMs: spread(predicts.map((run) => run.cpuMs)),
    predictPeakMb: spread(predicts.map((run) => run.peakMb)),
    pngDecodeCpuMs: spread(decodes),
    pngDecodeColdCpuMs: firstDecode,
  };
}

/** A picture that compresses about as badly as photographs do. */
function noisyPicture() {
  const rng = createRng('bench/picture');
  const rgb = Uint16Array.from({ length: 648 * 432 * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % 648;
    const y = Math.floor(i / 1944);
    return 4000 + 3000 * Math.sin(x / 90) * Math.cos(y / 70) + 40 * rng.normal() + 500 * (i % 3);
  });
  return encodePng16({ widthPx: 648, heightPx: 432, rgb, blackLevel: 2048, whiteLevel: 16_383 });
}

function cpuOf(work) {
  const { user, system } = process.cpuUsage();
  work();
  const end = process.cpuUsage();
  return (end.user - user + end.system - system) / 1000;
}

function wholeProcess(args) {
  const hook = `data:text/javascript,${encodeURIComponent(LAST_WORDS)}`;
  const { output, status } = spawnSync(process.execPath, ['--import', hook, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return JSON.parse(output[3]);
}

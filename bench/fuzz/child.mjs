// A process that reads inputs of one reader: `child.mjs READER SEED FIRST COUNT PLACE DIR`, or one file: `child.mjs READER FILE DIR`.
// What it is at stands in PLACE, so that who sees it die knows the input. Prints a JSON line at its end.
import { openSync, readFileSync, writeSync } from 'node:fs';
import { BadInput } from '../../dist/errors/index.js';
import { inputOf } from './inputs.mjs';
import { loadReader } from './readers.mjs';

const MOST_MB = 256;
const [name, ...rest] = process.argv.slice(2);
const reader = await loadReader(name);

/** `accepted`, `refused`, or what is wrong with the way in which it failed. */
async function outcome(bytes, dir) {
  try {
    await reader.read(bytes, dir);
    return 'accepted';
  } catch (error) {
    const isRefusal = error instanceof BadInput || reader.refusals?.includes(error?.name);
    if (!isRefusal) return `${error?.name}: ${error?.message}\n${error?.stack}`;
    const { message } = error;
    return message.length > 10 &&
      /\s/.test(message) &&
      !/\n\s+at |undefined is not|is not a function/.test(message)
      ? 'refused'
      : `no sentence: ${message}`;
  }
}

if (rest.length === 2) {
  const said = await outcome(readFileSync(rest[0]), rest[1]);
  process.stdout.write(
    `${JSON.stringify({ said, peakMb: process.resourceUsage().maxRSS / 1024 })}\n`,
  );
} else {
  const [seed, first, count, place, dir] = rest;
  const descriptor = openSync(place, 'w');
  const tally = { accepted: 0, refused: 0, failures: [], next: 0, overMemory: false };
  for (let i = Number(first); i < Number(first) + Number(count); i++) {
    writeSync(descriptor, String(i).padEnd(16), 0);
    const said = await outcome(inputOf(reader, name, seed, i), dir);
    tally.next = i + 1;
    if (said === 'accepted' || said === 'refused') tally[said]++;
    else tally.failures.push({ input: i, said });
    if (tally.failures.length >= 20) break;
    if (process.memoryUsage.rss() > MOST_MB * 2 ** 20) {
      tally.overMemory = true;
      break;
    }
  }
  process.stdout.write(`${JSON.stringify(tally)}\n`);
}

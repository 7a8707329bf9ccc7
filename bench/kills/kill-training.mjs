// `train`, killed with SIGKILL at random moments and resumed until it ends: the same bytes as without.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, startCli, waitForNothing } from './processes.mjs';

const EPOCHS = 60;
const LIMIT_MS = 10_000;

const argumentsOf = (data, out) =>
  [
    'train',
    '--data',
    data,
    '--out',
    out,
    '--epochs',
    EPOCHS,
    '--size',
    '12',
    '--name',
    'killed',
    '--resume',
  ].map(String);

/** The model of the training that nobody kills, and how long it took. */
export async function wholeTraining(root, data) {
  const out = join(root, 'whole.awb');
  const start = performance.now();
  const { code, said } = await startCli(argumentsOf(data, out), {
    mark: 'training-whole',
    tmp: join(root, 'tmp-training'),
  }).ended;
  if (code !== 0) throw new Error(`the training that nobody kills ended with ${code}: ${said}`);
  return { bytes: readFileSync(out), ms: performance.now() - start };
}

/** Kills one training until it ends, at most `most` times in all. */
export async function killTraining({ root, data, name, whole, most, rng, tally }) {
  const out = join(root, `${name}.awb`);
  const place = { mark: `${name}-${process.pid}`, tmp: join(root, `tmp-${name}`) };
  const faults = [];
  for (;;) {
    const program = startCli(argumentsOf(data, out), place);
    const end = performance.now() + 0.25 * whole.ms + 0.7 * whole.ms * rng.uniform();
    while (!program.hasEnded() && (tally.kills >= most || performance.now() < end)) await sleep(5);
    if (program.hasEnded()) {
      const { code, said } = await program.ended;
      if (code !== 0) faults.push(`ended with ${code}: ${said}`);
      break;
    }
    program.child.kill('SIGKILL');
    await program.ended;
    tally.kills++;
    tally.resumed += existsSync(`${out}.checkpoint`) ? 1 : 0;
    const { left } = await waitForNothing(place.mark, place.tmp, LIMIT_MS);
    if (left.length > 0) faults.push(`left after ${LIMIT_MS} ms: ${left.join(' | ')}`);
  }
  if (!existsSync(out) || !readFileSync(out).equals(whole.bytes)) faults.push('other bytes');
  return faults.map((fault) => `${name}: ${fault}`);
}

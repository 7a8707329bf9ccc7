// `search run` and `search resume`, killed with SIGKILL at random moments, until the study ends; then it is held against
// the same study that nobody killed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf, sleep, startCli, untilMeasuring, waitForNothing } from './processes.mjs';

const LIMIT_MS = 10_000;
/** Nothing that a study waits for takes longer, a worker that was killed and its job's lock included. */
const LONGEST_WAIT_MS = 120_000;

/** Starting Node, reading the data set and calibrating costs. */
const START_MS = 3000;

const STUDY = `name: killed
data: { path: data }
space:
  family: small
  parameters:
    - { kind: ordered, name: inputSize, values: [8, 10, 12] }
    - { kind: integer, name: lastWidth, low: 8, high: 16 }
    - { kind: float, name: rate, low: 0.002, high: 0.06, log: true }
  fixed: { width: 8, hidden: 8, anchors: 0, depth: 2 }
objectives: { error: { threshold: 90 }, cpuMs: { threshold: 1000 }, memoryMb: { threshold: 1000 } }
sampler: random
trials: 8
epochs: 12
batch: 8
halving: { rungs: 0 }
validation: { folds: 3 }
finalists: { count: 1, seeds: 1, rounds: 1 }
`;

/** The events of a journal, whole lines only. */
function eventsOf(folder) {
  const file = join(folder, 'journal.jsonl');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return {
    whole,
    events: whole
      .split('\n')
      .slice(1, -1)
      .map((line) => JSON.parse(line)),
  };
}

/** What a study found, without times: what was trained with which seed to which error. */
function resultsOf(events) {
  return events
    .filter(({ event }) => ['completed', 'pruned', 'repeated'].includes(event))
    .map(({ event, trial, seed, error }) => `${event} ${trial} ${seed ?? ''} ${error}`)
    .sort();
}

function studyArguments(folder, file, data, executor) {
  const means = ['--data', data, '--slots', '2', ...executor];
  const isThere = eventsOf(folder).events.length > 0;
  return isThere
    ? ['search', 'resume', folder, ...means]
    : ['search', 'run', file, '--out', folder, ...means];
}

/** The study that nobody kills: its results, how many events it writes and how long one takes. */
export async function wholeStudy(root, data) {
  const file = join(root, 'study.yaml');
  writeFileSync(file, STUDY);
  const folder = join(root, 'whole');
  const place = { mark: 'whole', tmp: join(root, 'tmp-whole') };
  const start = performance.now();
  const { code, said } = await startCli(studyArguments(folder, file, data, []), place).ended;
  if (code !== 0) throw new Error(`the study that nobody kills ended with ${code}: ${said}`);
  const { events } = eventsOf(folder);
  return {
    results: resultsOf(events),
    events: events.length,
    eventMs: (performance.now() - start) / events.length,
  };
}

/**
 * Kills one study until it ends, at most `most` times. `redis` is where workers wait, or null for the local executor; every
 * third kill is while something is measured.
 */
export async function killStudy({ root, data, name, whole, most, rng, redis, tally }) {
  const folder = join(root, name);
  const place = { mark: `${name}-${process.pid}`, tmp: join(root, `tmp-${name}`) };
  const executor = redis ? ['--executor', 'bullmq', '--redis', redis, '--queue', name] : [];
  const worker = redis ? startWorker({ root, data, name, redis }) : null;
  const faults = [];
  let before = '';
  let ended = null;
  while (ended === null) {
    const program = startCli(
      studyArguments(folder, join(root, 'study.yaml'), data, executor),
      place,
    );
    const wantsMeasuring = tally.kills % 3 === 2;
    const spared = tally.kills >= most;
    const measuring = spared
      ? false
      : await comeToKill(program, { mark: place.mark, wantsMeasuring, folder, whole, rng });
    if (program.hasEnded() || spared) {
      const end = await program.ended;
      if (end.code !== 0) faults.push(`ended with ${end.code} ${end.signal}: ${end.said}`);
      ended = end;
    } else {
      const stopped = processesOf(place.mark).filter(({ state }) => state === 'T').length;
      program.child.kill('SIGKILL');
      await program.ended;
      tally.kills++;
      tally.measuring += measuring ? 1 : 0;
      tally.stopped += stopped > 0 ? 1 : 0;
      if (worker && rng.uniform() < 0.3) worker.kill(tally);
      const { waited, left } = await waitForNothing(place.mark, place.tmp, LIMIT_MS);
      tally.longestMs = Math.max(tally.longestMs, waited);
      if (left.length > 0) faults.push(`left after ${LIMIT_MS} ms: ${left.join(' | ')}`);
    }
    const { whole: text } = eventsOf(folder);
    if (!text.startsWith(before)) faults.push('what was written before is no longer there');
    before = text;
  }
  await worker?.end(faults);
  faults.push(...judge(eventsOf(folder).events, whole.results));
  return faults.map((fault) => `${name}: ${fault}`);
}

/**
 * Waits for the moment of a kill; true where something is measured then. Moments are uniform over what happens, not over
 * the clock, which a loaded machine or a slow start would shift: a number of events that the journal holds by then, from
 * those it has (the start itself) to those of the whole study, and a part of the time that an event takes.
 */
async function comeToKill(program, { mark, wantsMeasuring, folder, whole, rng }) {
  if (wantsMeasuring && (await untilMeasuring(program, mark, LONGEST_WAIT_MS))) {
    await sleep(150 * rng.uniform());
    return true;
  }
  const there = eventsOf(folder).events.length;
  const wanted = there + Math.floor(rng.uniform() * Math.max(1, whole.events - there));
  const end = performance.now() + LONGEST_WAIT_MS;
  while (!program.hasEnded() && performance.now() < end) {
    if (eventsOf(folder).events.length >= wanted) break;
    await sleep(10);
  }
  // Before the first new event there is the start of the program, which takes longer than an event.
  await sleep((wanted === there ? START_MS : whole.eventMs) * rng.uniform());
  return false;
}

/** A worker that may be killed as well, and is then started again. */
function startWorker({ root, data, name, redis }) {
  const place = { mark: `${name}-worker-${process.pid}`, tmp: join(root, `tmp-${name}-worker`) };
  const args = ['worker', '--redis', redis, '--queue', name, '--slots', '2', '--data', data];
  let worker = startCli(args, place);
  return {
    kill(tally) {
      worker.child.kill('SIGKILL');
      tally.workers++;
      worker = startCli(args, place);
    },
    async end(faults) {
      worker.child.kill('SIGINT');
      const { code } = await worker.ended;
      if (code !== 130) faults.push(`the worker ended with ${code} after SIGINT`);
      const { left } = await waitForNothing(place.mark, place.tmp, LIMIT_MS);
      if (left.length > 0) faults.push(`left of the worker: ${left.join(' | ')}`);
    },
  };
}

/** What is wrong with the events of a study that was killed and went on. */
function judge(events, whole) {
  const results = resultsOf(events);
  const names = results.map((result) => result.split(' ').slice(0, 3).join(' '));
  const faults = [];
  if (events.at(-1)?.event !== 'finished') faults.push('the study did not end');
  if (new Set(names).size !== names.length) faults.push(`a result twice: ${names.join(', ')}`);
  const missing = whole.filter((result) => !results.includes(result));
  const other = results.filter((result) => !whole.includes(result));
  if (missing.length > 0) faults.push(`lost: ${missing.join(', ')}`);
  if (other.length > 0) faults.push(`other than without kills: ${other.join(', ')}`);
  return faults;
}

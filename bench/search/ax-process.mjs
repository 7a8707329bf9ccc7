/** A process that runs Ax (ax-side.py), asked and told over its standard input and output; one thread, its own journal. */
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { appendTrial, readTrials } from './ax-journal.mjs';
import { evaluate, SPACE, THRESHOLDS } from './stand-in.mjs';

const SIDE = join(import.meta.dirname, 'ax-side.py');
const ONE_THREAD = { OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };

/**
 * Brings each seed to each mark, the nearest mark first, so that a run that is cut short has pairs of all seeds. Trials that
 * the journal holds are not asked for again. Throws Error with the last line of what Python said where it ends.
 */
export async function runAx({ python, journal, seeds, marks, onTrial }) {
  for (const mark of marks) {
    for (let seed = 1; seed <= seeds; seed++) {
      const held = readTrials(journal).get(seed)?.length ?? 0;
      if (held < mark) await runSeed({ python, journal, seed, mark, onTrial });
    }
  }
}

async function runSeed({ python, journal, seed, mark, onTrial }) {
  const snapshot = `${journal}.seed-${seed}.json`;
  const held = readTrials(journal).get(seed)?.length ?? 0;
  // Without its journal nobody knows what the suggestions of a snapshot took.
  if (held === 0 && existsSync(snapshot)) rmSync(snapshot);
  const side = startSide(python);
  try {
    const { parameters, constraints } = SPACE;
    const study = { parameters, constraints, thresholds: THRESHOLDS, seed, snapshot };
    const { ax, completed } = await side.request(study);
    if (completed > held) {
      throw new Error(`${snapshot}: holds more trials than ${journal}; remove the snapshot`);
    }
    if (completed === 0 && held > 0) {
      throw new Error(`${snapshot}: expected the snapshot of seed ${seed}, which Ax goes on from`);
    }
    for (let number = completed; number < mark; number++) {
      const { trial, configuration, cpuSeconds } = await side.request({ ask: true });
      const outcomes = evaluate(configuration);
      const line = { ax, seed, trial: number, configuration, outcomes, cpuSeconds };
      appendTrial(journal, line);
      await side.request({ tell: trial, outcomes });
      onTrial(line);
    }
  } finally {
    side.close();
  }
}

/** `request` sends an object and gives what comes back. */
function startSide(python) {
  const child = spawn(python, [SIDE], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...ONE_THREAD },
  });
  // In the midst of a suggestion it would hear of our end a minute later.
  const end = () => child.kill();
  const leave = () => process.exit(143);
  process.once('exit', end).once('SIGTERM', leave);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-4000);
  });
  // Written to after its end: `ended` says why it ended.
  child.stdin.on('error', () => {});
  const ended = new Promise((_, reject) => {
    child.on('error', ({ message }) => reject(new Error(`${python}: ${message}`)));
    child.on('close', (code) => {
      const reason = said.trim().split('\n').at(-1);
      reject(new Error(`${python} ${SIDE} ended with code ${code}: ${reason}`));
    });
  });
  ended.catch(() => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async request(message) {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      const { value, done } = await Promise.race([lines.next(), ended]);
      if (done) return ended;
      return JSON.parse(value);
    },
    close() {
      process.off('exit', end).off('SIGTERM', leave);
      end();
    },
  };
}

/** A side of a benchmark: a process of its own that answers one line of JSON for each line that it is sent. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The line of a stack trace that says what went wrong, of Node or of Python. */
function reasonIn(said) {
  const lines = said.trim().split('\n');
  return (
    lines.findLast((line) => /^\S*(Error|Exception)\b.*:/.test(line)) ??
    (lines.at(-1) || 'ended without a word')
  );
}

/** Its `ask` rejects where the process ends, or does not answer within `patienceSeconds`. */
export function startSide(command, args, { patienceSeconds = 600 } = {}) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-4000);
  });
  const failure = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(reasonIn(said)));
  });
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      let timer;
      const late = new Promise((resolve) => {
        timer = setTimeout(
          () => resolve(`no answer in ${patienceSeconds} s`),
          patienceSeconds * 1000,
        );
      });
      child.stdin.write(`${line}\n`);
      const { value } = await Promise.race([lines.next(), late.then(() => ({}))]);
      clearTimeout(timer);
      if (value !== undefined) return JSON.parse(value);
      child.kill('SIGKILL');
      throw new Error(await Promise.race([late, failure]));
    },
    close() {
      child.stdin.end();
      return new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('close', resolve);
      });
    },
  };
}

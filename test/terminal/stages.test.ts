/** Progress through stages of work: a display each, begun with the first word of it. */
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createTerminal, withoutShortProgress } from '../../dist/terminal/index.js';

/** A terminal whose stderr is a log, and what stands in it. */
function logged() {
  const stderr = new PassThrough();
  const stdout = new PassThrough();
  const env = { NO_COLOR: '1' };
  const terminal = createTerminal({
    stdout: stdout as never,
    stderr: stderr as never,
    env,
  });
  return { terminal, text: () => (stderr.read() ?? '').toString() as string };
}

it('a stage has a line when it ends, by the next one or for good', () => {
  const { terminal, text } = logged();
  const show = terminal.stages();
  show('Reading', 1, { total: 4 });
  show('Reading', 4, { total: 4 });
  show('Decoding', 1, { total: 2 });
  expect(text()).toMatch(/^Reading.*4\D+4.*\n$/);
  show('Decoding', 2, { total: 2 });
  terminal.close();
  expect(text()).toMatch(/^Decoding.*2\D+2.*\n$/);
});

it('short stages stay silent where nobody wants them, and long ones do not', () => {
  const { terminal, text } = logged();
  const show = withoutShortProgress(terminal).stages();
  show('Short', 5, { total: 1999 });
  show('Long', 5, { total: 2000 });
  terminal.close();
  expect(text()).toMatch(/^Long/);
});

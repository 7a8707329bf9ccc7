/**
 * Vitest reporter that closes a run with one plain line: `N passed, N failed, N skipped`. Where DEEPAWB_TEST_COUNTS names a
 * file the line is appended to it instead, so that several runs can be closed by one line.
 */
import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) count[test.result().state]++;
      // A file that breaks before its first test must not pass as "nothing failed".
      if (module.state() === 'failed' && !tests.some((t) => t.result().state === 'failed'))
        count.failed++;
    }
    const skipped = count.skipped + count.pending;
    process.on('exit', () => {
      const line = `${count.passed} passed, ${count.failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`;
      const file = process.env.DEEPAWB_TEST_COUNTS;
      if (file) appendFileSync(file, line);
      else process.stdout.write(line);
    });
  }
}

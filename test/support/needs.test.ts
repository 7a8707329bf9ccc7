/** What a machine lacks makes tests skipped, never red. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(ROOT, 'test/support/.needs-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('a body that reads what is missing is not run, and its need is counted as skipped', () => {
  writeFileSync(
    join(dir, 'missing.test.ts'),
    `import { readFileSync } from 'node:fs';
     import { test } from 'vitest';
     import { describeWhere } from '../needs.js';
     describeWhere(false, 'a file', 'a picture', () => {
       readFileSync('/nonexistent/picture.png');
       test('is read', () => {});
     });
     test('another passes', () => {});`,
  );
  const output = execFileSync('npx', ['vitest', 'run', '--root', ROOT, dir], {
    encoding: 'utf8',
    env: { ...process.env, DEEPAWB_TEST_COUNTS: '' },
  });
  expect(output.trimEnd().split('\n').at(-1)).toBe('1 passed, 0 failed, 1 skipped');
});

/** A Node that is too old is told so in one sentence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeFault, OLDEST_NODE } from '../../dist/cli/node-version.js';

it.each(['18.20.8', '20.18.3', '16.0.0'])('Node %s is too old', (version) => {
  expect(nodeFault(version)).toBe(
    `deepawb needs Node 20.19 or newer, this is ${version}: install a newer one from nodejs.org`,
  );
});

it.each(['20.19.0', '20.20.2', '22.0.0', '24.11.1'])('Node %s will do', (version) => {
  expect(nodeFault(version)).toBeUndefined();
});

it('the oldest is what package.json says', () => {
  const { engines } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
  );
  expect(engines.node).toBe(`>=${OLDEST_NODE}`);
});

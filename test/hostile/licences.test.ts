/** Which licences the project takes, and that those of what is installed are among them. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAllowed, productionLicences } from '../../scripts/licences.mjs';

test('licences without conditions are taken, copyleft by name only', () => {
  for (const licence of ['MIT', 'ISC', '0BSD', 'BSD-3-Clause', 'Apache-2.0', '(MIT OR GPL-3.0)'])
    expect(isAllowed('any', licence), licence).toBe(true);
  for (const licence of [
    'GPL-3.0',
    'MIT AND GPL-3.0',
    'MPL-2.0',
    'OFL-1.1',
    '',
    'UNLICENSED',
    'SEE LICENSE IN x',
  ])
    expect(isAllowed('any', licence), licence).toBe(false);
  expect(isAllowed('@resvg/resvg-js-linux-x64-gnu', 'MPL-2.0')).toBe(true);
  expect(isAllowed('@expo-google-fonts/fira-mono', 'MIT AND OFL-1.1')).toBe(true);
  expect(isAllowed('@resvg/resvg-js-evil/x', 'MPL-2.0')).toBe(false);
});

test('what is installed for production has none but those', () => {
  const packages = productionLicences(join(import.meta.dirname, '../..'));
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.filter(({ allowed }) => !allowed)).toEqual([]);
});

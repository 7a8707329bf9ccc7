/**
 * Lists the licences of what is installed for production, and of what the build bundles into the package (build first), and ends with 1 where one is outside what the project takes:
 * licences without conditions on what uses a package, and by name two that bind only the package itself.
 * node scripts/licences.mjs [--json]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ALLOWED = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];

/** Copyleft by file (of an unmodified dependency), and the licence of a typeface. */
const ALLOWED_FOR = [
  { packages: /^@resvg\/resvg-js(-[\w-]+)?$/, licence: 'MPL-2.0' },
  { packages: /^@expo-google-fonts\/fira-mono$/, licence: 'OFL-1.1' },
];

/** Whether a package may have this licence, an SPDX expression: of OR one must be allowed, of AND all. */
export function isAllowed(name, expression) {
  const terms = expression.replace(/[()]/g, ' ');
  return terms.split(/\sOR\s/).some((choice) =>
    choice.split(/\sAND\s/).every((term) => {
      const licence = term.trim();
      if (ALLOWED.includes(licence)) return true;
      return ALLOWED_FOR.some((rule) => rule.packages.test(name) && rule.licence === licence);
    }),
  );
}

/**
 * Packages that production needs, by the lock file; what a package itself says, where it is installed, counts more than
 * what the lock file remembers of it. Binaries for other machines are listed by the lock file alone.
 */
export function productionLicences(root) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, entry]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const file = join(root, path, 'package.json');
      const installed = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
      const licence = licenceOf(installed) ?? licenceOf(entry) ?? 'none stated';
      const { version } = entry;
      const allowed = isAllowed(name, licence);
      return { name, version, licence, installed: installed !== null, allowed };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Packages whose code the build has put into dist/packages/. Throws Error where nothing is built. */
export function bundledLicences(root) {
  const file = join(root, 'dist/packages/bundled.json');
  if (!existsSync(file)) throw new Error(`${file}: run npm run build first`);
  return JSON.parse(readFileSync(file, 'utf8')).map((manifest) => {
    const { name, version } = manifest;
    const licence = licenceOf(manifest) ?? 'none stated';
    return { name, version, licence, installed: true, allowed: isAllowed(name, licence) };
  });
}

/** `license` as npm writes it today, and as it did long ago. */
function licenceOf(manifest) {
  const stated = manifest?.license ?? manifest?.licenses?.map(({ type }) => type).join(' OR ');
  const text = typeof stated === 'object' ? stated?.type : stated;
  return typeof text === 'string' && text !== '' ? text : null;
}

function main(root, json) {
  const packages = [...productionLicences(root), ...bundledLicences(root)];
  if (json) console.log(JSON.stringify(packages, null, 2));
  else {
    const counts = new Map();
    for (const { name, version, licence, installed } of packages) {
      console.log(
        `${licence.padEnd(32)} ${name} ${version}${installed ? '' : ' (not installed here)'}`,
      );
      counts.set(licence, (counts.get(licence) ?? 0) + 1);
    }
    const sorted = [...counts].sort((a, b) => b[1] - a[1]);
    const totals = sorted.map(([licence, count]) => `${count} ${licence}`);
    console.log(`\n${packages.length} packages: ${totals.join(', ')}`);
  }
  const refused = packages.filter(({ allowed }) => !allowed);
  for (const { name, version, licence } of refused) {
    console.error(
      `error: ${name} ${version}: licence '${licence}' is none that the project takes (${ALLOWED.join(', ')}); ` +
        'take another package, or decide on it in scripts/licences.mjs',
    );
  }
  return refused.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  process.exitCode = main(root, process.argv.includes('--json'));
}

/** Files that ship with the package, found from the compiled file's own place (dist/files/package). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PACKAGE_ROOT = new URL('../../../', import.meta.url);

/** Absolute path of a file of the package, e.g. `packageFile('models/manifest.json')`. */
export function packageFile(relativePath: string): string {
  return fileURLToPath(new URL(relativePath, PACKAGE_ROOT));
}

/** The version in package.json. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
}

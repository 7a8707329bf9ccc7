/** Whether this Node is one that deepawb runs on. Imports nothing, so that an old Node can still say it. */

/** Oldest release, as `engines` of package.json has it. */
export const OLDEST_NODE = '20.19';

/** What to tell somebody whose Node is too old; undefined where it is not. `version` is `process.versions.node`. */
export function nodeFault(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `deepawb needs Node ${OLDEST_NODE} or newer, this is ${version}: install a newer one from nodejs.org`;
}

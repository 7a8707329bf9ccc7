/**
 * Imported for what it does to this process, before anything is loaded: of `predict`, which has 64 MB to live in, V8's new
 * space stays as small as it is. Objects begin there, and it doubles when as much as it holds has survived. What a command loads
 * all survives, so that `predict` took 2 MB by its start for room that pictures, which lie elsewhere, have no use for.
 */
import { setFlagsFromString } from 'node:v8';

/** The last Node whose V8 was seen to have the flag: one that has not says so on standard error. */
const LAST_KNOWN_MAJOR = 24;

const major = Number.parseInt(process.versions.node, 10);
if (process.argv[2] === 'predict' && major <= LAST_KNOWN_MAJOR) {
  setFlagsFromString('--semi-space-growth-factor=1');
}

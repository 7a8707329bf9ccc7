/**
 * V8's new space, where objects begin, doubles when as much as it holds has survived there. What a command loads all
 * survives, so that by its start alone `predict` would take 2 of its 64 MB for room that pictures, which lie elsewhere, have
 * no use for.
 */
import { setFlagsFromString } from 'node:v8';

/** The last Node whose V8 was seen to have the flag: one that has not says so on standard error. */
const LAST_KNOWN_MAJOR = 24;

/** Keeps V8's new space as small as it is; of use before anything is loaded. */
export function keepNewSpaceSmall(): void {
  const major = Number.parseInt(process.versions.node, 10);
  if (major <= LAST_KNOWN_MAJOR) setFlagsFromString('--semi-space-growth-factor=1');
}

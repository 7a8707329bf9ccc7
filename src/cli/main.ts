#!/usr/bin/env node
/** The `deepawb` program: starts it where this Node is new enough for what it imports. */
import '../threads/new-space/index.js';
import { nodeFault } from './node-version.js';

const fault = nodeFault(process.versions.node);
if (fault === undefined) await import('./start.js');
else {
  process.stderr.write(`error: ${fault}\n`);
  process.exitCode = 1;
}

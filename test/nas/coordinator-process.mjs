// Runs a study in a process that can be killed: folder, then 'new' or 'resume'. Its trials are toys of real processes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as nas from '../../dist/nas/index.js';

const [folder, how, file] = process.argv.slice(2);
const description = nas.parseStudy(readFileSync(file, 'utf8'), file);
const study =
  how === 'new'
    ? nas.createStudy(folder, { description, dataHash: 'abc', device: 'here' })
    : nas.resumeStudy(folder);
const executor = nas.createLocalExecutor({
  slots: 2,
  module: join(import.meta.dirname, 'toy-child.mjs'),
});
const sizes = ({ inputSize }) => ({
  cpuMs: inputSize * 0.002,
  memoryMb: 50,
  parameters: 1000,
  flops: 1e6,
});
await nas.runStudy({ study, executor, measure: async (configuration) => sizes(configuration) });
await executor.close();
study.close();

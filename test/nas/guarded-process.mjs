// Processes that are killed in the middle of something: what they do is the first argument.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureModel } from '../../dist/device/index.js';
import * as nas from '../../dist/nas/index.js';

const [what, place] = process.argv.slice(2);
const module = join(import.meta.dirname, 'toy-child.mjs');
const spec = { settings: { behaviour: 'hang' }, data: { path: '/data', hash: 'abc' } };
const job = { studyId: 'guarded', trialId: 1, attempt: 1, spec };
const forever = () => new Promise(() => setInterval(() => undefined, 1000));

if (what === 'paused') {
  const executor = nas.createLocalExecutor({ slots: 2, module });
  void executor.submit(job);
  void executor.submit(job);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await executor.whileQuiet(() => {
    process.send('ready');
    return forever();
  });
} else if (what === 'measuring') {
  setTimeout(() => process.send('ready'), 700);
  await measureModel(readFileSync(place), { runs: 100_000, timeoutMs: 60_000 });
} else {
  await nas.startTrialWorker({ redis: place, queue: 'guarded', module, slots: 2 });
  const executor = await nas.createBullmqExecutor({ redis: place, queue: 'guarded', slots: 2 });
  void executor.submit(job);
  void executor.submit({ ...job, trialId: 2 });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await executor.whileQuiet(() => {
    process.send('ready');
    return forever();
  });
}

// The table of the README, from the library: a network beside classical methods on the same pictures.
//   node compare-methods.mjs DATA MODEL
import { readFileSync } from 'node:fs';
import { loadKernelModule } from 'deepawb/engine/node';
import { createEstimator } from 'deepawb/infer';
import { chooseMethods, judgeMethods, networkMethod } from 'deepawb/methods';
import { estimateDataset } from 'deepawb/methods/node';

const [dir, file] = process.argv.slice(2);
if (!file) throw new Error('usage: compare-methods.mjs DATA MODEL');
const network = networkMethod(createEstimator(readFileSync(file), loadKernelModule()));
const methods = [network, ...chooseMethods(['constant', 'grey-world'])];
const size = { widthPx: 64, heightPx: 64 };
const { methods: answers, entries } = await estimateDataset({ dir, part: 'test', methods, size });
for (const { name, recovery } of judgeMethods(answers, entries, { seed: 1 })) {
  const { mean, meanCi95, median, worst25 } = recovery;
  const figures = [mean, ...meanCi95, median, worst25].map((degrees) => degrees.toFixed(2));
  console.log(name.padEnd(16), figures.join('  '));
}

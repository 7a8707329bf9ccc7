/** Benchmarks say in one sentence what is wrong with a value, before they measure anything. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const BENCH = join(import.meta.dirname, '../../bench');
const COUNTS = [
  'bayes --batches',
  'dng --rounds',
  'dng --times',
  'few --draws',
  'infer --rounds',
  'kernels --rounds',
  'kills --runs',
  'label --pictures',
  'libcamera --rounds',
  'nas --seeds',
  'page --visits',
  'png --rounds',
  'search --evaluations',
  'soak --frames',
  'train --rounds',
  'train --threads',
];

function refusal(asked: string): string {
  const [name, ...args] = asked.split(' ');
  const script = join(BENCH, `${name}.mjs`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  return stderr;
}

describe('options of benchmarks', () => {
  it.each(COUNTS)('%s counts', { timeout: 150_000 }, (asked) => {
    const [name, option] = asked.split(' ');
    for (const value of ['0', 'many']) {
      expect(refusal(`${asked} ${value}`)).toBe(
        `${name}.mjs: ${option}: expected a whole number above 0, got ${value}\n`,
      );
    }
  });

  it.each([
    ['infer --data nowhere', 'infer.mjs: --data: expected a data set, got nowhere\n'],
    [
      'infer --onnxruntime nowhere',
      'infer.mjs: --onnxruntime: expected a folder with an onnxruntime-node that loads, got nowhere\n',
    ],
    ['infer --python nowhere', 'bench:infer: --python: nowhere does not start (ENOENT)\n'],
    ['kernels --simd wide', 'kernels.mjs: --simd: expected some of plain, relaxed, got wide\n'],
    ['search --init nowhere', 'search.mjs: --init: expected a file, got nowhere\n'],
    ['train --node nowhere', 'train.mjs: --node: expected a Node that starts, got nowhere\n'],
  ])('%s', { timeout: 90_000 }, (asked, said) => {
    expect(refusal(asked)).toBe(said);
  });

  it.each(['kernels', 'train'])(
    '%s --network of a name that is none',
    { timeout: 90_000 },
    (name) => {
      expect(refusal(`${name} --network none`)).toMatch(
        /^\w+\.mjs: --network: expected a part of .*tiny.*, got none\n$/,
      );
    },
  );
});

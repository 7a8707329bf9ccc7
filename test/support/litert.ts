/**
 * Runs TensorFlow Lite files in LiteRT.js, which is made for browsers: its loader wants the globals of a worker and a script
 * that is imported by its address.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';

type LiteRt = typeof import('@litertjs/core');

const require = createRequire(import.meta.url);
let loading: Promise<LiteRt> | undefined;

function load(): Promise<LiteRt> {
  loading ??= (async () => {
    const folder = `${join(dirname(require.resolve('@litertjs/core/package.json')), 'wasm')}/`;
    Object.assign(globalThis, {
      self: globalThis,
      require,
      __dirname: folder,
      Module: { locateFile: (file: string) => folder + file, printErr: () => {} },
      importScripts: (path: string) =>
        vm.runInThisContext(readFileSync(path, 'utf8'), { filename: path }),
    });
    const litert = await import('@litertjs/core');
    await quietly(() => litert.loadLiteRt(folder));
    return litert;
  })();
  return loading;
}

/** It warns that Node has no GPU. */
async function quietly(work: () => Promise<unknown>): Promise<void> {
  const { warn } = console;
  console.warn = () => {};
  try {
    await work();
  } finally {
    console.warn = warn;
  }
}

export interface TfliteNetwork {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** The first output, for inputs in the order of the file. */
  run(inputs: readonly Float32Array[]): Promise<Float32Array>;
  close(): void;
}

/** Throws what the runtime says of a file that it cannot read. */
export async function loadTflite(bytes: Uint8Array): Promise<TfliteNetwork> {
  const { loadAndCompile, Tensor } = await load();
  const model = await loadAndCompile(bytes, { accelerator: 'wasm' });
  const named = (details: readonly { name: string; shape: ArrayLike<number> }[]) =>
    details.map(({ name, shape }) => ({ name, shape: Array.from(shape) }));
  const inputs = named(model.getInputDetails());
  return {
    inputs,
    outputs: named(model.getOutputDetails()),
    async run(values) {
      const tensors = values.map((value, i) => new Tensor(value, [...inputs[i]!.shape]));
      const results = await model.run(tensors);
      const first = results[0]!.toTypedArray().slice() as Float32Array;
      for (const tensor of [...tensors, ...results]) tensor.delete();
      return first;
    },
    close: () => model.delete(),
  };
}

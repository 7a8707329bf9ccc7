/**
 * `npm run bench:libcamera`: CPU time per answer of the networks that ship for a Raspberry Pi's camera, in LiteRT (WebAssembly,
 * one thread) in Node, beside others of the same zones. All run in turn, a round each, so that a slower moment of the machine
 * meets all; ratios are taken round by round.
 *   node bench/libcamera.mjs [--rounds 25] [--theirs FILE.tflite]... [--json]
 * --theirs: a network for `rpi.nn.awb`, e.g. Raspberry Pi's awb_model.tflite out of the package awb-nn. Without it two stand-ins:
 * Raspberry Pi's networks by their description, with float weights (raspberry-pi-network.mjs), and a yardstick, the network of
 * `train` with a head in kelvin, 7,361 parameters, which libcamera's own C++ (TensorFlow Lite 2.19.1, plain kernels) ran in 243 us
 * of 32x32 zones and 47 us of 16x12, and Raspberry Pi's networks in 238 and 46 us.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import vm from 'node:vm';
import { exportCamera } from 'deepawb/export';
import { decodeModel, parameterLayout } from 'deepawb/model';
import { initialParameters } from 'deepawb/nn';
import { createRng } from 'deepawb/random';
import { buildArchitecture, ZONE_NETWORK } from 'deepawb/train';
import { parseArgs, positiveInteger } from './options.mjs';
import { raspberryPiArchitecture } from './raspberry-pi-network.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const ROUND_MS = 40;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '25' },
    theirs: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});
const roundCount = positiveInteger(options, 'rounds');

/** LiteRT.js is made for browsers: its loader wants the globals of a worker. */
async function loadRuntime() {
  const require = createRequire(import.meta.url);
  const folder = `${join(dirname(require.resolve('@litertjs/core/package.json')), 'wasm')}/`;
  Object.assign(globalThis, {
    self: globalThis,
    require,
    __dirname: folder,
    Module: { locateFile: (file) => folder + file, printErr: () => {} },
    importScripts: (path) => vm.runInThisContext(readFileSync(path, 'utf8'), { filename: path }),
  });
  const { warn } = console;
  console.warn = () => {};
  const litert = await import('@litertjs/core');
  await litert.loadLiteRt(folder);
  console.warn = warn;
  return litert;
}

/** LiteRT.js refuses open sizes (shape_signature, slot 7 of a tensor), of which Raspberry Pi's networks need none. */
function withFixedShapes(bytes) {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const follow = (at) => at + view.getUint32(at, true);
  const slot = (table, i) => {
    const vtable = table - view.getInt32(table, true);
    return 4 + 2 * i < view.getUint16(vtable, true) ? vtable + 4 + 2 * i : 0;
  };
  const vector = (table, i) => {
    const start = follow(table + view.getUint16(slot(table, i), true));
    return Array.from({ length: view.getUint32(start, true) }, (_, k) => start + 4 + 4 * k);
  };
  for (const at of vector(follow(vector(follow(0), 2)[0]), 0)) {
    const entry = slot(follow(at), 7);
    if (entry) view.setUint16(entry, 0, true);
  }
  return copy;
}

async function openNetwork({ loadAndCompile, Tensor }, { name, content }) {
  const bytes = withFixedShapes(content);
  const model = await loadAndCompile(bytes, { accelerator: 'wasm' });
  const shape = [...model.getInputDetails()[0].shape];
  const image = new Float32Array(shape.reduce((a, b) => a * b)).map(
    (_, i) => 0.1 + ((i * 7919) % 800) / 1000,
  );
  const inputs = [new Tensor(image, shape), new Tensor(Float32Array.of(400), [1])];
  const answer = async () => {
    for (const tensor of await model.run(inputs)) tensor.delete();
  };
  return {
    name,
    zones: `${shape[2]}x${shape[1]}`,
    answer,
    bytes: bytes.length,
  };
}

/** The yardstick, with weights at random: what it answers does not matter. */
function yardstick(heightPx, widthPx) {
  const recipe = { ...ZONE_NETWORK, heightPx, widthPx, answer: 'kelvin' };
  const lights = [
    { r: 0.5, b: 0.6 },
    { r: 0.6, b: 0.5 },
  ];
  return atRandom('yardstick', buildArchitecture(recipe, lights, 1));
}

function atRandom(name, architecture) {
  const parameters = initialParameters(architecture, parameterLayout(architecture), createRng(1));
  const { metadata } = decodeModel(readFileSync(join(ROOT, 'models/pi5.awb')));
  return { name, content: exportCamera({ architecture, parameters, metadata }, []) };
}

const raspberryPi = (heightPx, widthPx, channels) =>
  atRandom('Raspberry Pi', raspberryPiArchitecture({ heightPx, widthPx, channels }));

const fromFile = (file) => ({
  name: basename(file, '.tflite'),
  content: new Uint8Array(readFileSync(file)),
});

/** CPU time of one answer in microseconds, user and system. */
async function timed({ answer }) {
  const before = process.cpuUsage();
  const start = performance.now();
  let answers = 0;
  while (performance.now() - start < ROUND_MS) {
    await answer();
    answers++;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / answers;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const quartiles = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[values.length >> 2], sorted[(3 * values.length) >> 2]];
};

const runtime = await loadRuntime();
const own = ['pi5', 'pi4'].map((name) => join(ROOT, 'models', `${name}.tflite`));
const others =
  options.theirs.length > 0
    ? options.theirs.map(fromFile)
    : [
        raspberryPi(32, 32, [16, 32, 64]),
        raspberryPi(12, 16, [32, 64]),
        yardstick(32, 32),
        yardstick(12, 16),
      ];
const networks = [];
for (const one of [...own.map(fromFile), ...others]) networks.push(await openNetwork(runtime, one));
for (const network of networks) await timed(network);
const times = networks.map(() => []);
for (let round = 0; round < roundCount; round++) {
  for (const [i, network] of networks.entries()) times[i].push(await timed(network));
}
const results = networks.map(({ name, zones, bytes }, i) => {
  const reference = networks.findIndex((one, k) => k < own.length && one.zones === zones);
  const ratios = times[i].map((time, round) => times[reference][round] / time);
  const compared =
    i < own.length ? {} : { ratio: median(ratios), ratioQuartiles: quartiles(ratios) };
  return {
    name,
    zones,
    bytes,
    microseconds: median(times[i]),
    quartiles: quartiles(times[i]),
    ...compared,
  };
});
if (options.json)
  console.log(JSON.stringify({ cpu: cpus()[0]?.model, rounds: roundCount, results }, null, 2));
else {
  console.log(
    `CPU time per answer, median of ${options.rounds} rounds, quartiles; ${cpus()[0]?.model}`,
  );
  for (const {
    name,
    zones,
    bytes,
    microseconds,
    quartiles: [low, high],
    ratio,
    ratioQuartiles,
  } of results) {
    const spread = `${low.toFixed(0)} to ${high.toFixed(0)}`;
    const share =
      ratio === undefined
        ? ''
        : `   ours takes ${ratio.toFixed(2)} times that (${ratioQuartiles.map((v) => v.toFixed(2)).join(' to ')})`;
    console.log(
      `${name.padEnd(12)} ${zones}  ${(bytes / 1000).toFixed(1)} kB  ${microseconds.toFixed(0)} us (${spread})${share}`,
    );
  }
}
process.exit(0);

// Pickles out of a tree: steps, each [name, ...values] [Python, Lib/pickletools.py].

const line = (text) => Buffer.from(`${text}\n`);
const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(Number(value) >>> 0);
  return bytes;
};
const u8 = (value) => Buffer.from([Number(value) & 255]);
const float = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(Number(value));
  return bytes;
};

/** Codes, and what follows each. */
const STEPS = {
  proto: [0x80, u8],
  frame: [0x95, () => Buffer.alloc(8)],
  none: [0x4e],
  true: [0x88],
  false: [0x89],
  byte: [0x4b, u8],
  short: [0x4d, (v) => u32(v).subarray(0, 2)],
  int: [0x4a, u32],
  float: [0x47, float],
  long: [0x8a, (bytes) => Buffer.from([bytes.length, ...bytes])],
  text: [0x58, (v) => Buffer.concat([u32(Buffer.byteLength(String(v))), Buffer.from(String(v))])],
  word: [0x8c, (v) => Buffer.concat([u8(Buffer.byteLength(String(v))), Buffer.from(String(v))])],
  global: [0x63, (module, name) => Buffer.concat([line(module), line(name)])],
  stackGlobal: [0x93],
  dict: [0x7d],
  list: [0x5d],
  tuple0: [0x29],
  tuple: [0x74],
  tuple1: [0x85],
  tuple2: [0x86],
  tuple3: [0x87],
  persistent: [0x51],
  reduce: [0x52],
  newObject: [0x81],
  get: [0x68, u8],
  longGet: [0x6a, u32],
  mark: [0x28],
  put: [0x71, u8],
  longPut: [0x72, u32],
  memoise: [0x94],
  setItem: [0x73],
  setItems: [0x75],
  append: [0x61],
  appends: [0x65],
  build: [0x62],
  stop: [0x2e],
  unknown: [0x01],
};

export const PICKLE_STEPS = Object.keys(STEPS).map((name) => [name, 1]);

export function encodePickle(steps) {
  return Buffer.concat(
    steps.map(([name, ...values]) => {
      const [code, write] = STEPS[name];
      return Buffer.concat([Buffer.from([code]), write ? write(...values) : Buffer.alloc(0)]);
    }),
  );
}

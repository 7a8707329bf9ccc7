// A DNG of a few pixels, as a seed: one strip of a Bayer mosaic, little-endian.

const SIZES = { 1: 1, 3: 2, 4: 4 };

/** Tag, type (1 bytes, 3 short, 4 long), values. */
function entries(width, height, stripAt, extra) {
  return [
    [254, 4, [0]],
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, [16]],
    [259, 3, [1]],
    [262, 3, [32_803]],
    [273, 4, [stripAt]],
    [277, 3, [1]],
    [278, 4, [height]],
    [279, 4, [2 * width * height]],
    [33_421, 3, [2, 2]],
    [33_422, 1, [0, 1, 1, 2]],
    [50_706, 1, [1, 4, 0, 0]],
    ...extra,
  ];
}

/** With black and white level, or with what else `extra` puts in, tags rising. */
export function tinyDng(
  extra = [
    [50_714, 4, [64]],
    [50_717, 4, [1023]],
  ],
) {
  const [width, height] = [8, 6];
  const count = entries(width, height, 0, extra).length;
  const dataAt = 8 + 2 + 12 * count + 4;
  const bytes = Buffer.alloc(dataAt + 512 + 2 * width * height);
  let beyond = dataAt;
  const put = (at, type, value) => {
    if (type === 1) bytes.writeUInt8(value, at);
    else if (type === 3) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt32LE(value, at);
  };
  bytes.write('II', 0, 'latin1');
  bytes.writeUInt16LE(42, 2);
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(count, 8);
  for (const [i, [tag, type, values]] of entries(width, height, dataAt + 512, extra).entries()) {
    const at = 10 + 12 * i;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(values.length, at + 4);
    const size = SIZES[type] * values.length;
    const from = size <= 4 ? at + 8 : beyond;
    if (size > 4) {
      bytes.writeUInt32LE(beyond, at + 8);
      beyond += size + (size % 2);
    }
    for (const [j, value] of values.entries()) put(from + j * SIZES[type], type, value);
  }
  for (let i = 0; i < width * height; i++)
    bytes.writeUInt16LE(64 + ((i * 37) % 900), dataAt + 512 + 2 * i);
  return bytes;
}

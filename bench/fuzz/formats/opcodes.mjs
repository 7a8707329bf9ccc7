// Opcode lists of a DNG out of a tree [DNG 1.7.1, chapter 7]: each { id, flags, fields }, a field { u32 | f32 | f64 | u16: values }.

const WRITERS = {
  u16: [2, (view, at, value) => view.setUint16(at, value)],
  u32: [4, (view, at, value) => view.setUint32(at, value)],
  f32: [4, (view, at, value) => view.setFloat32(at, value)],
  f64: [8, (view, at, value) => view.setFloat64(at, value)],
};

function body(fields) {
  const parts = fields.flatMap((field) =>
    Object.entries(field).map(([kind, values]) => {
      const [size, write] = WRITERS[kind];
      const bytes = new Uint8Array(size * values.length);
      for (const [i, value] of values.entries()) write(new DataView(bytes.buffer), i * size, value);
      return bytes;
    }),
  );
  return Buffer.concat(parts);
}

export function encodeOpcodes({ count, list }) {
  const head = Buffer.alloc(4);
  head.writeUInt32BE((count ?? list.length) >>> 0);
  const parts = list.map(({ id, flags, fields, length }) => {
    const bytes = body(fields);
    const start = Buffer.alloc(16);
    new DataView(start.buffer, start.byteOffset).setUint32(0, id);
    start.writeUInt32BE(0x01030000, 4);
    start.writeUInt32BE(flags >>> 0, 8);
    start.writeUInt32BE((length ?? bytes.length) >>> 0, 12);
    return Buffer.concat([start, bytes]);
  });
  return Buffer.concat([head, ...parts]);
}

/** Top, left, bottom, right, plane, planes, pitches. */
const area = (width, height, planes = 1) => ({ u32: [0, 0, height, width, 0, planes, 1, 1] });

/** One of each kind that changes values, for a picture of this size. */
export const opcodesFor = (width, height) => ({
  list: [
    {
      id: 7,
      flags: 0,
      fields: [area(width, height), { u32: [4] }, { u16: [0, 900, 40_000, 65_535] }],
    },
    { id: 8, flags: 0, fields: [area(width, height), { u32: [2] }, { f64: [0, 0.9, 0.1] }] },
    {
      id: 9,
      flags: 0,
      fields: [
        area(width, height),
        { u32: [2, 2] },
        { f64: [1, 1, 0, 0] },
        { u32: [1] },
        { f32: [1, 1.1, 1.2, 1.3] },
      ],
    },
    {
      id: 10,
      flags: 1,
      fields: [area(width, height), { u32: [height] }, { f32: rows(height, 0.001) }],
    },
    {
      id: 11,
      flags: 1,
      fields: [area(width, height), { u32: [width] }, { f32: rows(width, -0.001) }],
    },
    {
      id: 12,
      flags: 1,
      fields: [area(width, height), { u32: [height] }, { f32: rows(height, 1) }],
    },
    {
      id: 13,
      flags: 1,
      fields: [area(width, height), { u32: [width] }, { f32: rows(width, 1.01) }],
    },
  ],
});

const rows = (length, value) => new Array(length).fill(value);

/** Those that are passed over, known and unknown. */
export const OTHER_OPCODES = {
  list: [1, 2, 3, 4, 5, 6, 14, 99].map((id) => ({ id, flags: 1, fields: [{ u32: [0] }] })),
};

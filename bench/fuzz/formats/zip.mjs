// Zip archives out of a tree, right or wrong: { entries, comment }, an entry { name, data, mode, method, flags, crc, size, hidden }.
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../../dist/model/crc32.js';

const u16 = (...values) => Buffer.concat(values.map((v) => Buffer.from([v & 255, (v >> 8) & 255])));
const u32 = (...values) =>
  Buffer.concat(
    values.map((v) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(Number(v) >>> 0);
      return bytes;
    }),
  );

function parts(entry) {
  const { name, data = '', mode = 0o100644, method = 8, flags = 0x800, localName = name } = entry;
  const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data);
  const packed = method === 8 ? deflateRawSync(bytes) : bytes;
  const sums = u32(
    entry.crc ?? crc32(bytes),
    entry.packedSize ?? packed.length,
    entry.size ?? bytes.length,
  );
  const extra = Buffer.from(entry.extra ?? []);
  const common = [u16(20, flags, method, 0, 0), sums];
  const [local, central] = [Buffer.from(String(localName)), Buffer.from(String(name))];
  return {
    local: Buffer.concat([
      u32(0x04034b50),
      ...common,
      u16(local.length, extra.length),
      local,
      extra,
      packed,
    ]),
    central: (at) =>
      Buffer.concat([
        u32(0x02014b50),
        u16(entry.madeBy ?? 0x0314),
        ...common,
        u16(central.length, extra.length, 0, 0, 0),
        u32((mode << 16) >>> 0, entry.at ?? at),
        central,
        extra,
      ]),
  };
}

export function encodeZip({ entries, comment = '', count, stray = 0 }) {
  const made = entries.map(parts);
  let at = 0;
  const centrals = made.map(({ local, central }) => {
    const record = central(at);
    at += local.length;
    return record;
  });
  const directory = Buffer.concat(centrals);
  const end = [
    u32(0x06054b50),
    u16(0, 0, count ?? entries.length, count ?? entries.length),
    u32(directory.length, at + stray),
    u16(Buffer.byteLength(comment)),
    Buffer.from(comment),
  ];
  return Buffer.concat([...made.map(({ local }) => local), directory, ...end]);
}

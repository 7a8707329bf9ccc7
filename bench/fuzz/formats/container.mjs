// Model files and checkpoints out of a tree, right or wrong: { kind, version, header, numbers, spare }, with a right checksum.
import { crc32 } from '../../../dist/model/crc32.js';

export function encodeContainer({ kind, version, header, numbers, magic = 'DEEPAWB', spare = 0 }) {
  const json = Buffer.from(typeof header === 'string' ? header : (JSON.stringify(header) ?? ''));
  const padded = Buffer.alloc(Math.ceil(json.length / 4) * 4 + Math.max(0, spare % 16), 0x20);
  json.copy(padded);
  const prefix = Buffer.alloc(16);
  prefix.write(`${magic}${kind}`.slice(0, 8), 'latin1');
  prefix.writeUInt32LE(version >>> 0, 8);
  prefix.writeUInt32LE(padded.length, 12);
  const body = Buffer.concat([prefix, padded, numbers]);
  const end = Buffer.alloc(4);
  end.writeUInt32LE(crc32(body) >>> 0);
  return Buffer.concat([body, end]);
}

/**
 * Writes zip archives byte by byte (PKWARE APPNOTE 4.3), including ones that no honest tool would write: any
 * name, any Unix mode, a CRC or size that lies.
 */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipItem {
  readonly name: string;
  readonly data?: Uint8Array;
  /** Unix mode with its type bits, e.g. 0o120777 for a symbolic link. */
  readonly mode?: number;
  readonly crc?: number;
  /** Uncompressed size to claim. */
  readonly claimedBytes?: number;
  readonly stored?: boolean;
}

const UTF8_NAME = 0x0800;

/** The whole archive: local headers and data, central directory, end record. */
export function zipOf(items: readonly ZipItem[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const item of items) {
    const { name, data = new Uint8Array(), mode = 0o100644, stored = false } = item;
    const nameBytes = Buffer.from(name, 'utf8');
    const packed = stored ? Buffer.from(data) : deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8_NAME, 2);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(item.crc ?? crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(item.claimedBytes ?? data.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, packed]);
    const made = Buffer.from([20, 3]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    centrals.push(
      Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, common, tail, nameBytes]),
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(items.length, 8);
  end.writeUInt16LE(items.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

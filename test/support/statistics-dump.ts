/** Statistics of a frame as the hardware of a Raspberry Pi lays them out, made here field by field. */

/** Sum of R, of G, of B, and pixels counted. */
export type CountedZone = readonly [number, number, number, number];

/** `pisp_statistics`: 1024 zones of four u32, then floating zones, AGC and focus, which hold other numbers here. */
export function pispStatistics(zones: readonly CountedZone[]): Uint8Array {
  const bytes = new Uint8Array(23_200).fill(0xab);
  const view = new DataView(bytes.buffer);
  zones.forEach((zone, i) => {
    zone.forEach((value, c) => {
      view.setUint32(16 * i + 4 * c, value, true);
    });
  });
  return bytes;
}

/** `bcm2835_isp_stats`: version, size, two histograms of 3 x 128 bins, then 192 regions of two u32 and three u64. */
export function bcmStatistics(zones: readonly CountedZone[]): Uint8Array {
  const bytes = new Uint8Array(10_824).fill(0xab);
  const view = new DataView(bytes.buffer);
  zones.forEach(([r, g, b, counted], i) => {
    const at = 8 + 2 * 3 * 128 * 4 + 32 * i;
    view.setUint32(at, counted, true);
    view.setUint32(at + 4, 77, true);
    [r, g, b].forEach((value, c) => {
      view.setBigUint64(at + 8 + 8 * c, BigInt(value), true);
    });
  });
  return bytes;
}

/** What `np.save` writes of a one-dimensional array of a type. */
export function npy(values: Uint8Array, type: '|u1' | '<i8'): Uint8Array {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${values.length},), }`;
  const padded = `${header.padEnd(117, ' ')}\n`;
  const data = type === '|u1' ? values : new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  const start = [0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8];
  return Uint8Array.from([...start, ...Buffer.from(padded), ...data]);
}

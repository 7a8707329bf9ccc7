/** Opcode lists of a DNG [DNG 1.7.1, chapter 7]: what changes linear values is read, what repairs or bends them is passed over. */
import { RawFormatError } from '../raw-format-error.js';
import type { LinearOpcode, OpcodeArea, PixelArea } from '../reader/raw-frame.js';
import { damaged, unread } from '../tiff/tiff-fault.js';
import type { TiffDirectory } from '../tiff/tiff-file.js';
import { TAG } from '../tiff/tiff-tags.js';

const NAMES: Readonly<Record<number, string>> = {
  1: 'WarpRectilinear',
  2: 'WarpFisheye',
  3: 'FixVignetteRadial',
  4: 'FixBadPixelsConstant',
  5: 'FixBadPixelsList',
  6: 'TrimBounds',
  7: 'MapTable',
  8: 'MapPolynomial',
  9: 'GainMap',
  10: 'DeltaPerRow',
  11: 'DeltaPerColumn',
  12: 'ScalePerRow',
  13: 'ScalePerColumn',
  14: 'WarpRectilinear2',
};
/** These say nothing of colours: positions, single pixels, a vignette alike in all channels. */
const HARMLESS = [1, 2, 3, 4, 5, 6, 14];
const OPTIONAL_FLAG = 1;
const MOST_OPCODES = 256;
/** Opcodes that are applied may change each value so often: a file's instructions must not take for ever. */
const MOST_PASSES = 24;
const MOST_DEGREE = 8;

export interface FileOpcodes {
  readonly opcodes: readonly LinearOpcode[];
  readonly applied: readonly string[];
  readonly skipped: readonly string[];
  readonly warnings: readonly string[];
}

interface Entry {
  readonly id: number;
  readonly flags: number;
  readonly view: DataView;
}

/** Throws RawFormatError for an opcode that must be done and is not known, and for those that are damaged. */
export function opcodesOf(directory: TiffDirectory, area: PixelArea, samples: number): FileOpcodes {
  const opcodes: LinearOpcode[] = [];
  const applied: string[] = [];
  const skipped: string[] = [];
  for (const { id, flags, view } of entriesOf(directory.bytesOf(TAG.opcodeList2))) {
    const name = NAMES[id] ?? `opcode ${id}`;
    if (id >= 7 && id <= 13) {
      opcodes.push(readOpcode(id, view, area, samples));
      applied.push(name);
    } else if (HARMLESS.includes(id) || (flags & OPTIONAL_FLAG) !== 0) skipped.push(name);
    else
      throw unread('opcodes that are known or may be left out', `opcode ${id}, which must be done`);
  }
  checkWork(opcodes, area, samples);
  const others = ([1, 3] as const).map((list) => passOver(directory, list));
  const warnings = others.flatMap((other) => other.warnings);
  skipped.push(...others.flatMap((other) => other.skipped));
  return { opcodes, applied, skipped, warnings };
}

/** Of a list that is not applied: its names, and a word where one would change colours, or where it is damaged. */
function passOver(
  directory: TiffDirectory,
  list: 1 | 3,
): Pick<FileOpcodes, 'skipped' | 'warnings'> {
  const tag = list === 1 ? TAG.opcodeList1 : TAG.opcodeList3;
  try {
    const ids = entriesOf(directory.bytesOf(tag)).map(({ id }) => id);
    const nameOf = (id: number) => NAMES[id] ?? `opcode ${id}`;
    const warnings = ids
      .filter((id) => !HARMLESS.includes(id))
      .map((id) => `${nameOf(id)} of opcode list ${list} is not applied`);
    return { skipped: ids.map(nameOf), warnings };
  } catch (error) {
    if (!(error instanceof RawFormatError)) throw error;
    return { skipped: [], warnings: [`opcode list ${list}, which is not applied, is damaged`] };
  }
}

/** Lists are written with the highest byte first, whatever the file. */
function entriesOf(bytes: Uint8Array | undefined): Entry[] {
  if (bytes === undefined || bytes.length < 4) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0);
  if (count > MOST_OPCODES) throw damaged(`at most ${MOST_OPCODES} opcodes`, `${count}`);
  const entries: Entry[] = [];
  for (let i = 0, at = 4; i < count; i++) {
    const from = at + 16;
    const length = from <= bytes.length ? view.getUint32(at + 12) : Number.POSITIVE_INFINITY;
    if (from + length > bytes.length)
      throw damaged(`${count} opcodes`, `a list cut in number ${i}`);
    const body = new DataView(view.buffer, view.byteOffset + from, length);
    entries.push({ id: view.getUint32(at), flags: view.getUint32(at + 8), view: body });
    at = from + length;
  }
  return entries;
}

const AREA_BYTES = 32;

function readOpcode(id: number, view: DataView, frame: PixelArea, samples: number): LinearOpcode {
  const need = (bytes: number) => {
    if (view.byteLength >= bytes) return;
    throw damaged(`${bytes} bytes of ${NAMES[id]}`, `${view.byteLength}`);
  };
  need(AREA_BYTES + 4);
  const area = readArea(view, frame, samples);
  if (id === 9) return readGainMap(view, area, need);
  const count = view.getUint32(AREA_BYTES);
  const at = AREA_BYTES + 4;
  if (id === 8) {
    if (count > MOST_DEGREE) throw damaged(`a degree up to ${MOST_DEGREE}`, `${count}`);
    need(at + 8 * (count + 1));
    const coefficients = Array.from({ length: count + 1 }, (_, i) => view.getFloat64(at + 8 * i));
    checkFinite(coefficients);
    return { kind: 'polynomial', area, coefficients };
  }
  if (id === 7) {
    if (count < 1 || count > 65_536) throw damaged('a table of 1 to 65536 values', `${count}`);
    need(at + 2 * count);
    const table = Uint16Array.from({ length: count }, (_, i) => view.getUint16(at + 2 * i));
    return { kind: 'table', area, table };
  }
  need(at + 4 * count);
  const isRows = id === 10 || id === 12;
  const length = isRows
    ? Math.ceil((area.bottom - area.top) / area.rowPitch)
    : Math.ceil((area.right - area.left) / area.columnPitch);
  if (count < length) throw damaged(`${length} factors of ${NAMES[id]}`, `${count}`);
  const factors = Float32Array.from({ length }, (_, i) => view.getFloat32(at + 4 * i));
  checkFinite(factors);
  const kinds = {
    10: 'deltaRows',
    11: 'deltaColumns',
    12: 'scaleRows',
    13: 'scaleColumns',
  } as const;
  return { kind: kinds[id as keyof typeof kinds], area, factors };
}

function readArea(view: DataView, frame: PixelArea, samples: number): OpcodeArea {
  const [top, left, bottom, right, plane, planes, rowPitch, columnPitch] = Array.from(
    { length: 8 },
    (_, i) => view.getUint32(4 * i),
  );
  const isArea = rowPitch > 0 && columnPitch > 0 && plane < samples;
  if (!isArea)
    throw damaged('an area of an opcode', `plane ${plane}, pitch ${rowPitch}, ${columnPitch}`);
  return {
    top: Math.min(top, frame.heightPx),
    left: Math.min(left, frame.widthPx),
    bottom: Math.max(Math.min(top, frame.heightPx), Math.min(bottom, frame.heightPx)),
    right: Math.max(Math.min(left, frame.widthPx), Math.min(right, frame.widthPx)),
    plane,
    planes: Math.min(planes, samples - plane),
    rowPitch,
    columnPitch,
  };
}

function readGainMap(
  view: DataView,
  area: OpcodeArea,
  need: (bytes: number) => void,
): LinearOpcode {
  need(76);
  const rows = view.getUint32(32);
  const columns = view.getUint32(36);
  const [spacingV, spacingH, originV, originH] = [40, 48, 56, 64].map((at) => view.getFloat64(at));
  const mapPlanes = view.getUint32(72);
  const count = rows * columns * mapPlanes;
  const isMap = count > 0 && count <= 1 << 22 && mapPlanes <= 16;
  if (!isMap) throw damaged('a gain map', `one of ${rows}x${columns} with ${mapPlanes} planes`);
  need(76 + 4 * count);
  const gains = Float32Array.from({ length: count }, (_, i) => view.getFloat32(76 + 4 * i));
  const hasSpacing = (points: number, spacing: number) => points === 1 || spacing > 0;
  if (!(hasSpacing(rows, spacingV) && hasSpacing(columns, spacingH))) {
    throw damaged('a gain map with points apart', `${spacingV} and ${spacingH} between them`);
  }
  checkFinite([spacingV, spacingH, originV, originH]);
  checkFinite(gains);
  const below = gains.find((gain) => gain < 0);
  if (below !== undefined) throw damaged('gains from 0', `${below}`);
  return {
    kind: 'gainMap',
    area,
    rows,
    columns,
    originV,
    originH,
    spacingV,
    spacingH,
    mapPlanes,
    gains,
  };
}

function checkFinite(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs(values[i]) < 1e12)) throw damaged('numbers in an opcode', `${values[i]}`);
  }
}

function checkWork(opcodes: readonly LinearOpcode[], frame: PixelArea, samples: number): void {
  let work = 0;
  for (const { area } of opcodes) {
    const rows = Math.ceil((area.bottom - area.top) / area.rowPitch);
    work += rows * Math.ceil((area.right - area.left) / area.columnPitch) * area.planes;
  }
  const passes = work / (frame.widthPx * frame.heightPx * samples);
  if (passes > MOST_PASSES) {
    throw damaged(
      `opcodes for at most ${MOST_PASSES} passes over the picture`,
      `${Math.round(passes)}`,
    );
  }
}

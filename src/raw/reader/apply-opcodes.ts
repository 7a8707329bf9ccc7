/** Opcodes on linear values, a row at a time [DNG 1.7.1, chapter 7]. Whole numbers' values stay at most 1, floats may lie above. */
import type { LinearOpcode, OpcodeArea, PixelArea } from './raw-frame.js';

export type RunOpcodes = (row: Float32Array, y: number) => void;

type Of<Kind extends LinearOpcode['kind']> = Extract<LinearOpcode, { kind: Kind }>;

export function createOpcodeRunner(
  opcodes: readonly LinearOpcode[],
  frame: PixelArea,
  samples: number,
  isFloat: boolean,
): RunOpcodes {
  const most = isFloat ? Number.POSITIVE_INFINITY : 1;
  const runs = opcodes.map((opcode) => ({
    area: opcode.area,
    run: runnerOf(opcode, frame, samples, most),
  }));
  return (row, y) => {
    for (const { area, run } of runs) {
      if (y < area.top || y >= area.bottom || (y - area.top) % area.rowPitch !== 0) continue;
      run(row, y);
    }
  };
}

function runnerOf(
  opcode: LinearOpcode,
  frame: PixelArea,
  samples: number,
  most: number,
): RunOpcodes {
  switch (opcode.kind) {
    case 'gainMap':
      return gainMapRunner(opcode, frame, samples, most);
    case 'polynomial':
      return polynomialRunner(opcode, samples, most);
    case 'table':
      return tableRunner(opcode, samples);
    case 'deltaRows':
    case 'scaleRows':
    case 'deltaColumns':
    case 'scaleColumns':
      return factorRunner(opcode, samples, most);
    default:
      return opcode satisfies never;
  }
}

/** Places of an area's values in a row, for one of its planes. */
function eachValue(
  area: OpcodeArea,
  samples: number,
  change: (at: number, column: number, plane: number) => void,
): void {
  for (let plane = 0; plane < area.planes; plane++) {
    const offset = area.plane + plane;
    for (let x = area.left, column = 0; x < area.right; x += area.columnPitch, column++) {
      change(x * samples + offset, column, plane);
    }
  }
}

/** Between which points of a map a place lies: its first one, and how far it is to the next. */
interface Places {
  readonly first: Int32Array;
  readonly share: Float32Array;
}

/** Of the middles of pixels `from`, `from + step`...; beyond the map's ends its last points hold. */
function placesAlong(
  from: number,
  end: number,
  step: number,
  length: number,
  points: number,
  origin: number,
  spacing: number,
): Places {
  const count = Math.max(0, Math.ceil((end - from) / step));
  const first = new Int32Array(count);
  const share = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const place = points === 1 ? 0 : ((from + i * step + 0.5) / length - origin) / spacing;
    const held = Math.min(Math.max(place, 0), points - 1);
    first[i] = Math.max(0, Math.min(Math.floor(held), points - 2));
    share[i] = held - first[i];
  }
  return { first, share };
}

function gainMapRunner(
  { area, rows, columns, mapPlanes, gains, ...map }: Of<'gainMap'>,
  frame: PixelArea,
  samples: number,
  most: number,
): RunOpcodes {
  const down = placesAlong(
    area.top,
    area.bottom,
    area.rowPitch,
    frame.heightPx,
    rows,
    map.originV,
    map.spacingV,
  );
  const across = placesAlong(
    area.left,
    area.right,
    area.columnPitch,
    frame.widthPx,
    columns,
    map.originH,
    map.spacingH,
  );
  /** The map between two of its rows. */
  const line = new Float32Array((columns + 1) * mapPlanes);
  return (row, y) => {
    const i = (y - area.top) / area.rowPitch;
    const upper = down.first[i] * columns * mapPlanes;
    const lower = Math.min(down.first[i] + 1, rows - 1) * columns * mapPlanes;
    const share = down.share[i];
    for (let k = 0; k < columns * mapPlanes; k++) {
      line[k] = gains[upper + k] * (1 - share) + gains[lower + k] * share;
    }
    // Right of the last point nothing changes.
    line.copyWithin(columns * mapPlanes, (columns - 1) * mapPlanes, columns * mapPlanes);
    eachValue(area, samples, (at, column, plane) => {
      const k = across.first[column] * mapPlanes + Math.min(plane, mapPlanes - 1);
      const gain = line[k] + (line[k + mapPlanes] - line[k]) * across.share[column];
      row[at] = Math.min(row[at] * gain, most);
    });
  };
}

/** What lies below black counts as black: a curve says nothing of it. */
function polynomialRunner(
  { area, coefficients }: Of<'polynomial'>,
  samples: number,
  most: number,
): RunOpcodes {
  return (row) => {
    eachValue(area, samples, (at) => {
      const x = Math.max(0, row[at]);
      let sum = 0;
      for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + coefficients[k];
      row[at] = Math.min(Math.max(sum, 0), most);
    });
  };
}

function tableRunner({ area, table }: Of<'table'>, samples: number): RunOpcodes {
  return (row) => {
    eachValue(area, samples, (at) => {
      const index = Math.round(Math.min(Math.max(row[at], 0), 1) * 65_535);
      row[at] = table[Math.min(index, table.length - 1)] / 65_535;
    });
  };
}

function factorRunner(
  { kind, area, factors }: Of<'deltaRows' | 'deltaColumns' | 'scaleRows' | 'scaleColumns'>,
  samples: number,
  most: number,
): RunOpcodes {
  const isDelta = kind === 'deltaRows' || kind === 'deltaColumns';
  const isRow = kind === 'deltaRows' || kind === 'scaleRows';
  return (row, y) => {
    const line = (y - area.top) / area.rowPitch;
    eachValue(area, samples, (at, column) => {
      const factor = factors[isRow ? line : column];
      row[at] = Math.min(isDelta ? row[at] + factor : row[at] * factor, most);
    });
  };
}

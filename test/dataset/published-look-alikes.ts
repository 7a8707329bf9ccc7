/** Folders that look like published data sets: their names, formats and levels, with small pictures of known colours. */

import { encodePng16 } from '../../dist/raw/index.js';
import { cellColumn, cellRow, numbers, text, writeMat } from '../matlab/mat-writer.js';
import { writeFile } from './dataset-folder.js';

export interface Painted {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly black: number;
  readonly white: number;
  /** Linear, 0 to 1. */
  readonly colour: readonly [number, number, number];
  /** What stands where the calibration object stands: x, y from left and top, up to, not including, the ends. */
  readonly object: {
    readonly x0: number;
    readonly y0: number;
    readonly x1: number;
    readonly y1: number;
  };
  /** Of it; far from the light, so that it shows where it is not masked. */
  readonly objectColour?: readonly [number, number, number];
}

/** One colour all over, another in a rectangle, one pixel at white and one at black in the upper left corner. */
export function paint({
  widthPx,
  heightPx,
  black,
  white,
  colour,
  object,
  objectColour = [0.1, 0.9, 0.1],
}: Painted) {
  const rgb = new Uint16Array(3 * widthPx * heightPx);
  const stored = (value: number) => Math.round(black + value * (white - black));
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i += 3) {
      const isObject = x >= object.x0 && x < object.x1 && y >= object.y0 && y < object.y1;
      const shown = isObject ? objectColour : colour;
      for (let c = 0; c < 3; c++) rgb[i + c] = stored(shown[c]!);
    }
  }
  return { widthPx, heightPx, rgb, blackLevel: black, whiteLevel: white };
}

export const png = (painted: Painted) => encodePng16(paint(painted));

/** Uncompressed 16-bit RGB TIFF, little endian. */
export function tiff(painted: Painted): Uint8Array {
  const { widthPx, heightPx, rgb } = paint(painted);
  const entries = [
    [256, 4, 1, widthPx],
    [257, 4, 1, heightPx],
    [258, 3, 3, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 1, 200],
    [277, 3, 1, 3],
    [278, 4, 1, heightPx],
    [279, 4, 1, rgb.byteLength],
  ] as const;
  const bytes = Buffer.alloc(200 + rgb.byteLength);
  bytes.write('II*\0', 0, 'latin1');
  bytes.writeUInt32LE(14, 4);
  for (let c = 0; c < 3; c++) bytes.writeUInt16LE(16, 8 + 2 * c);
  bytes.writeUInt16LE(entries.length, 14);
  entries.forEach(([tag, type, count, value], i) => {
    const at = 16 + 12 * i;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(count, at + 4);
    if (type === 3 && count === 1) bytes.writeUInt16LE(value, at + 8);
    else bytes.writeUInt32LE(value, at + 8);
  });
  bytes.set(new Uint8Array(rgb.buffer, rgb.byteOffset, rgb.byteLength), 200);
  return new Uint8Array(bytes);
}

export const LIGHTS = [
  [0.3, 0.5, 0.2],
  [0.25, 0.5, 0.4],
  [0.45, 0.6, 0.3],
] as const;

/** Two cameras of NUS-8 with three pictures each; the chart in columns 13 to 20 and rows 5 to 8 (counted from 1). */
export function nusFolder(dir: string, { names = true } = {}): string {
  for (const [camera, black, white] of [
    ['Canon600D', 2048, 15_303],
    ['SonyA57', 128, 4093],
  ] as const) {
    const ids = LIGHTS.map((_, i) => `${camera}_000${i + 1}`);
    LIGHTS.forEach((colour, i) => {
      const painted = { widthPx: 24, heightPx: 16, black, white, colour } as const;
      const object = { x0: 12, y0: 4, x1: 20, y1: 8 };
      writeFile(dir, `${camera}/PNG/${ids[i]}.PNG`, png({ ...painted, object }));
    });
    const mat = {
      groundtruth_illuminants: numbers(LIGHTS),
      darkness_level: numbers([[black]]),
      saturation_level: numbers([[white]]),
      CC_coords: numbers(LIGHTS.map(() => [5, 8, 13, 20])),
      ...(names ? { all_image_names: cellColumn(ids.map((id) => text(id))) } : {}),
    };
    writeFile(dir, `${camera}/${camera}_gt.mat`, writeMat(mat, { deflated: true }));
  }
  return dir;
}

/** Three pictures of the 1D and three of the 5D; charts given in pictures of half the size. */
export function gehlerShiFolder(dir: string, { split = true } = {}): string {
  const names = ['8D5U5524', '8D5U5525', '8D5U5526', 'IMG_0298', 'IMG_0299', 'IMG_0300'];
  names.forEach((name, i) => {
    const black = name.startsWith('IMG') ? 129 : 0;
    const object = { x0: 4, y0: 2, x1: 12, y1: 10 };
    const colour = LIGHTS[i % 3]!;
    const painted = { widthPx: 24, heightPx: 16, black, white: 3692, colour, object };
    writeFile(dir, `568_dataset/png/${name}.png`, png(painted));
    writeFile(dir, `coordinates/${name}_macbeth.txt`, '12 8\n2 1\n6 1\n2 5\n6 5\n3 3\n');
  });
  const lights = names.map((_, i) => LIGHTS[i % 3]!);
  writeFile(dir, 'groundtruth_568/real_illum_568..mat', writeMat({ real_rgb: numbers(lights) }));
  if (split) {
    const files = { struct: names.map((name) => ({ name: text(`${name}.tif`) })) };
    const folds = cellRow([numbers([[1, 4]]), numbers([[2, 5]]), numbers([[3, 6]])]);
    writeFile(dir, 'threefoldCVsplit.mat', writeMat({ Xfiles: files, te_split: folds }));
  }
  return dir;
}

/** Three pictures of a tenth of Cube+'s size; the object in the lower right corner. */
export function cubePlusFolder(dir: string): string {
  LIGHTS.forEach((colour, i) => {
    const object = { x0: 205, y0: 105, x1: 260, y1: 173 };
    const painted = { widthPx: 260, heightPx: 173, black: 2048, white: 12_000, colour, object };
    writeFile(dir, `PNG_1_200/${i + 1}.PNG`, png({ ...painted, objectColour: [1, 1, 1] }));
  });
  writeFile(dir, 'cube+_gt.txt', `${LIGHTS.map((light) => light.join(' ')).join('\n')}\n`);
  return dir;
}

/** Three pictures of a tenth of Cube++'s size, the last under two lights. */
export function cubePlusPlusFolder(dir: string): string {
  const rows = ['image,mean_r,mean_g,mean_b,left_r,left_g,left_b,right_r,right_g,right_b'];
  LIGHTS.forEach((light, i) => {
    const id = `00_000${i}`;
    const object = { x0: 190, y0: 73, x1: 259, y1: 173 };
    const painted = {
      widthPx: 259,
      heightPx: 173,
      black: 2048,
      white: 12_000,
      colour: light,
      object,
    };
    writeFile(dir, `PNG/${id}.png`, png({ ...painted, objectColour: [1, 1, 1] }));
    rows.push([id, ...(i < 2 ? light : ['', '', '']), ...light, ...light].join(','));
  });
  writeFile(dir, 'gt.csv', `${rows.join('\n')}\n`);
  writeFile(dir, 'properties.csv', 'image,daytime\n00_0000,day\n00_0001,night\n');
  return dir;
}

/** Two cameras, a scene folder each, pictures 1 and 2; labels numbered with three digits. */
export function intelTauFolder(dir: string): string {
  const lines: string[][] = [[], []];
  for (const camera of ['Canon_5DSR', 'Sony_IMX135_BLCCSC']) {
    for (const i of [0, 1]) {
      const name = `${camera}/field_1_cameras/scene_${i + 1}`;
      const object = { x0: 0, y0: 0, x1: 0, y1: 0 };
      const painted = {
        widthPx: 24,
        heightPx: 16,
        black: 0,
        white: 65_535,
        colour: LIGHTS[i]!,
        object,
      };
      writeFile(dir, `processed_1080p/${name}.tiff`, tiff(painted));
      const label = `${camera}/field_1_cameras/scene_00${i + 1}.wp`;
      writeFile(dir, `processed_1080p/${label}`, `${LIGHTS[i]!.join('\n')}\n`);
      lines[i]!.push(`y:\\Intel-TAU_v3\\${name.replaceAll('/', '\\')}.plain16`);
    }
  }
  for (const i of [0, 1]) {
    const file = `splits/Intel-TAU_v3_filelist_subset0${i + 1}.txt`;
    writeFile(dir, file, `${lines[i]!.join('\n')}\n`);
  }
  return dir;
}

/** Small data sets of grey scenes under known lights: what grey world says of them is right, and a constant never. */

import { createRng } from '../../dist/random/index.js';
import { encodePng16 } from '../../dist/raw/index.js';
import { greyScene, temporaryFolder, writeFile } from '../dataset/dataset-folder.js';

export interface SetOptions {
  readonly pictures?: number;
  readonly parts?: readonly ('train' | 'test')[];
  readonly description?: object;
  /** Of picture n; in the properties file where given. */
  readonly fold?: (n: number) => string;
  /** Multiplies red of every light: another camera. */
  readonly red?: number;
}

/** A data set in `dir`; ids are `<name>_0001` and so on. */
export function writeSet(dir: string, name: string, options: SetOptions = {}): string {
  const { pictures = 8, parts = ['train'], description, fold, red = 1 } = options;
  for (const part of parts) {
    const rows = ['image,mean_r,mean_g,mean_b'];
    const properties = ['image,fold'];
    const rng = createRng(`${name} ${part}`);
    for (let n = 1; n <= pictures; n++) {
      const id = `${name}_${String(n).padStart(4, '0')}`;
      const warm = rng.uniform();
      const light = [red * (0.35 + 0.5 * warm), 1, 0.9 - 0.5 * warm] as const;
      writeFile(dir, `${part}/PNG/${id}.png`, encodePng16(greyScene(light, `${part}/${id}`)));
      rows.push([id, ...light].join(','));
      properties.push(`${id},${fold?.(n)}`);
    }
    writeFile(dir, `${part}/gt.csv`, `${rows.join('\n')}\n`);
    if (fold) writeFile(dir, `auxiliary/${part}_properties.csv`, `${properties.join('\n')}\n`);
  }
  if (description) writeFile(dir, 'dataset.json', JSON.stringify(description));
  return dir;
}

/** Three cameras in a folder. */
export function threeCameras(): string {
  const dir = temporaryFolder();
  const cameras = { a: 'Canon EOS 600D', b: 'Nikon D5200', c: 'Samsung NX2000' };
  for (const [name, camera] of Object.entries(cameras)) {
    writeSet(`${dir}/${name}`, name, { description: { camera }, red: name === 'b' ? 0.8 : 1 });
  }
  return dir;
}

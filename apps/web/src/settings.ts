/** How pictures are read: levels and camera, for files that say neither. */
import type { ColourMatrix } from 'deepawb/color';
import { element, make } from '../../dom.js';
import type { PictureRequest } from './messages.js';

export type Settings = Pick<PictureRequest, 'blackLevel' | 'whiteLevel' | 'xyzToCamera' | 'name'>;

const input = (id: string) => element(id, HTMLInputElement);

/** What the fields say, or what is wrong with them. */
export function readSettings(): Settings | string {
  const [blackLevel, whiteLevel] = [input('black').valueAsNumber, input('white').valueAsNumber];
  if (!(blackLevel >= 0 && blackLevel < whiteLevel)) {
    const [black, white] = [input('black').value, input('white').value].map(
      (text) => text || 'nothing',
    );
    return `levels: expected black below white, got ${black} and ${white}`;
  }
  const name = input('camera').value.trim() || null;
  const text = input('matrix').value.trim();
  if (text === '') return { blackLevel, whiteLevel, name, xyzToCamera: null };
  const numbers = text.split(/[\s,;]+/).map(Number);
  if (numbers.length !== 9 || !numbers.every(Number.isFinite)) {
    return 'colour matrix: expected nine numbers, from XYZ to camera RGB, row by row';
  }
  if (name !== null) return 'camera: expected a name or a colour matrix, got both';
  return { blackLevel, whiteLevel, name, xyzToCamera: numbers as unknown as ColourMatrix };
}

/** Names to choose from. */
export function offerCameras(names: readonly string[]): void {
  const list = element('cameras', HTMLDataListElement);
  list.replaceChildren(
    ...names.map((name) => {
      const option = make('option');
      option.value = name;
      return option;
    }),
  );
}

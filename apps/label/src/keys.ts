/** Keys of the page: what each does, as the box of keys tells it, and which action a press is. */
import { make } from '../../dom.js';

/** In the order of the box; a press of a letter counts in either case. */
const KEYS = [
  ['Enter', 'accept, and go on'],
  ['N', 'next picture'],
  ['P', 'the one before'],
  ['S', 'same label as before: of the burst, else the last one'],
  ['G', 'copy the label to the burst'],
  ['Z', 'undo'],
  ['X', 'not usable'],
  ['R', 'a card in the middle'],
  ['C', 'the chart'],
  ['B', 'what the picture is balanced by'],
  ['K', 'paint full and black pixels'],
  ['I', 'single pixels of the sensor, each in the colour of its filter, full ones in magenta'],
  ['+', 'larger'],
  ['-', 'smaller'],
  ['0', 'the whole picture'],
] as const;
type Key = (typeof KEYS)[number][0];

/** Keys that move what is drawn. */
const MOVES = [
  [['←', '↑', '→', '↓'], 'move the card; with Shift they size it'],
  [['1', '2', '3', '4'], 'choose a corner of the chart'],
] as const;

export type KeyActions = Readonly<Record<Key, () => unknown>>;

/** The action of a pressed key; null where it has none. */
export function actionOf(actions: KeyActions, pressed: string): (() => unknown) | null {
  // On the key of the plus, without Shift.
  const wanted = pressed === '=' ? '+' : pressed.toLowerCase();
  const found = KEYS.find(([key]) => key.toLowerCase() === wanted);
  return found ? actions[found[0]] : null;
}

export function fillKeys(target: HTMLElement): void {
  const rows = [...KEYS.map(([key, does]) => [[key], does] as const), ...MOVES];
  target.replaceChildren(
    ...rows.flatMap(([keys, does]) => {
      const term = make('dt');
      term.append(...keys.map((key) => make('kbd', key)));
      return [term, make('dd', does)];
    }),
  );
}

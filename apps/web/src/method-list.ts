/** The methods to choose from, by kind. */
import { element, make } from '../../dom.js';
import type { MethodEntry } from './messages.js';

const KINDS: readonly (readonly [string, readonly MethodEntry['kind'][]])[] = [
  ['Networks', ['network']],
  ['Bayesian', ['bayes']],
  ['Statistics', ['classical']],
  ['References', ['none', 'camera', 'label']],
];

const NO_BAYES =
  'Drop a tuning file of libcamera (.json), or start deepawb web with a data set, whose train part they learn from.';

const list = element('methods', HTMLElement);

/** Shows all of them, those that are chosen ticked; `onChange` is told whenever others are. */
export function listMethods(
  entries: readonly MethodEntry[],
  chosen: readonly string[],
  onChange: (chosen: string[]) => void,
): void {
  const changed = () => {
    const boxes = [...list.querySelectorAll('input')];
    onChange(boxes.filter(({ checked }) => checked).map(({ value }) => value));
  };
  list.replaceChildren(
    ...KINDS.map(([title, kinds]) => {
      const own = entries.filter(({ kind }) => kinds.includes(kind));
      const group = make('div', '', 'kind');
      group.setAttribute('role', 'group');
      group.setAttribute('aria-label', title);
      const choices = make('div', own.length === 0 ? NO_BAYES : '');
      if (own.length === 0) choices.className = 'hint';
      choices.append(...own.map((entry) => choiceOf(entry, chosen.includes(entry.name), changed)));
      group.append(make('strong', title), choices);
      return group;
    }),
  );
}

/** Ticks others, say after a link was read. */
export function tickMethods(chosen: readonly string[]): void {
  for (const box of list.querySelectorAll('input')) box.checked = chosen.includes(box.value);
}

function choiceOf({ name, learns }: MethodEntry, checked: boolean, changed: () => void) {
  const label = make('label', '', 'method');
  const box = make('input');
  box.type = 'checkbox';
  box.value = name;
  box.checked = checked;
  box.addEventListener('change', changed);
  label.append(box, name);
  if (learns) label.append(make('span', 'learns first', 'hint'));
  return label;
}

/** The list of pictures: which are shown, in what order, and how each stands. */
import type { ListedPicture } from 'deepawb/labels/node';
import { make } from '../../dom.js';

export type Filter = 'all' | 'open' | 'labelled' | 'doubtful' | 'unusable';
export type Order = 'next' | 'doubt' | 'time';

const isOpen = ({ label, isUnusable }: ListedPicture): boolean => !label && !isUnusable;
/** A weak label waits for a better one. */
export const wantsLabel = (picture: ListedPicture): boolean =>
  !picture.isUnusable && (!picture.label || picture.label.how === 'as-shot');

export function listed(
  pictures: readonly ListedPicture[],
  filter: Filter,
  order: Order,
): ListedPicture[] {
  const shown = pictures.filter((picture) => {
    switch (filter) {
      case 'all':
        return true;
      case 'open':
        return isOpen(picture);
      case 'labelled':
        return picture.label !== null;
      case 'doubtful':
        return picture.isDoubtful;
      case 'unusable':
        return picture.isUnusable;
      default:
        return filter satisfies never;
    }
  });
  const byTime = (a: ListedPicture, b: ListedPicture) =>
    a.takenAt < b.takenAt ? -1 : a.takenAt > b.takenAt ? 1 : a.image < b.image ? -1 : 1;
  const byDoubt = (a: ListedPicture, b: ListedPicture) => b.doubt - a.doubt || byTime(a, b);
  if (order === 'time') return shown.sort(byTime);
  if (order === 'doubt') return shown.sort(byDoubt);
  return shown.sort(
    (a, b) =>
      Number(wantsLabel(b)) - Number(wantsLabel(a)) ||
      (b.teaches ?? 0) - (a.teaches ?? 0) ||
      byDoubt(a, b),
  );
}

export function fillList(
  target: HTMLElement,
  pictures: readonly ListedPicture[],
  current: string | null,
  choose: (image: string) => void,
): void {
  target.replaceChildren(
    ...pictures.map((picture) => {
      const item = make('li');
      const button = make('button');
      button.type = 'button';
      button.dataset.image = picture.image;
      if (picture.image === current) button.setAttribute('aria-current', 'true');
      const thumbnail = make('img');
      thumbnail.src = `preview/${encodeURIComponent(picture.image)}.png`;
      thumbnail.alt = '';
      thumbnail.loading = 'lazy';
      const text = make('span', '', 'text');
      text.append(make('strong', picture.image), make('small', statusOf(picture)));
      button.append(thumbnail, text, make('i', '', `state ${toneOf(picture)}`));
      button.addEventListener('click', () => choose(picture.image));
      item.append(button);
      return item;
    }),
  );
  target.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function toneOf(picture: ListedPicture): string {
  if (picture.isUnusable) return 'unusable';
  if (!picture.label) return 'open';
  if (picture.isDoubtful) return 'doubt';
  return picture.label.how === 'as-shot' ? 'weak' : 'good';
}

const HOW = {
  patch: 'card',
  chart: 'chart',
  copied: 'copied',
  'as-shot': 'as shot, weak',
  typed: 'typed',
} as const;

export function statusOf(picture: ListedPicture): string {
  const { label, isUnusable, chartConfidence, teaches, burst } = picture;
  if (isUnusable) return 'not usable';
  if (label) {
    const from = label.how === 'copied' ? ` of ${label.from}` : '';
    return `${HOW[label.how]}${from}${label.place ? `, ${label.place}` : ''}`;
  }
  const parts = [
    ...(chartConfidence === null ? [] : [`chart found (${chartConfidence.toFixed(2)})`]),
    ...(burst.length > 1 ? [`burst of ${burst.length}`] : []),
    ...(teaches !== null && teaches > 0 ? [`${teaches.toFixed(1)}° new`] : []),
  ];
  return parts.join(', ') || 'open';
}

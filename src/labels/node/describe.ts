/** What was imported and labelled without a person, in lines for a terminal and as plain data. */
import { formatCount, readableShellWord } from '../../text/index.js';
import type { AutoLabelled } from './auto-label.js';
import type { Imported } from './import-shots.js';
import type { WeakLabelling } from './weak-labels.js';

/** How many labels there are by charts, and what to do next. */
export function describeAutoLabelled(
  dir: string,
  { labels, doubted, doubtful, without }: AutoLabelled,
): string[] {
  const counts = [
    `${formatCount(labels.length, 'label')} by charts`,
    `${formatCount(doubted.size, 'chart')} not believed`,
    `${formatCount(without.length, 'picture')} without a chart`,
  ];
  const next = doubted.size + doubtful.length + without.length > 0 ? 'label' : 'data inspect';
  return [
    `${dir}: ${counts.join(', ')}; ${doubtful.length} of all labels doubtful`,
    `Next: deepawb ${next} ${readableShellWord(dir)}`,
  ];
}

/** How many pictures came, and what to do next; `weak`: labels as shot, where they were asked for. */
export function describeImported(
  dir: string,
  { shots, known, developed }: Imported,
  weak: WeakLabelling | null,
): string[] {
  const others = developed > 0 ? `, ${developed} developed ones left alone` : '';
  return [
    `${dir}: ${formatCount(shots.length, 'new picture')}, ${known} known before${others}`,
    ...(weak ? [`${formatCount(weak.labelled.length, 'weak label')} as shot`] : []),
    `Next: deepawb label ${readableShellWord(dir)}`,
  ];
}

/** The same for programs. */
export function importedJson(
  dir: string,
  { shots, known, duplicates, problems, unnamedSensors, developed, ignored }: Imported,
  weak: WeakLabelling | null,
): Record<string, unknown> {
  return {
    dir,
    imported: shots,
    known,
    duplicates,
    problems,
    unnamedSensors,
    developed,
    ignored,
    labelled: weak?.labelled ?? [],
    refused: Object.fromEntries(weak?.refused ?? []),
  };
}

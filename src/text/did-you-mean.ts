/** The nearest of the known names to one that is not known, by Damerau and Levenshtein's distance. */

/** Mistakes that a suggestion may mend, as a share of the longer name. */
const FARTHEST_SHARE = 0.4;

/** The message, with the nearest known name behind it where one is near. */
export function withSuggestion(message: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === null ? message : `${message}. Did you mean ${nearest}?`;
}

/** The nearest of the known names, the first of equals; null where none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    const farthest = FARTHEST_SHARE * Math.max(name.length, candidate.length);
    if (distance <= farthest && distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Letters left out, put in, replaced, or two neighbours exchanged (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let distance = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, replaced);
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (exchanged) distance = Math.min(distance, rows[i - 2]![j - 2]! + 1);
      row.push(distance);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

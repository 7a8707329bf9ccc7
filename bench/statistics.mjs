/** What benchmarks say of several rounds. */

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The least and the greatest. */
export function rangeOf(numbers) {
  return [Math.min(...numbers), Math.max(...numbers)];
}

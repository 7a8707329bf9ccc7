/** Work on a list that is begun before its turn comes, for work that other threads or devices do while this one is busy. */

/**
 * What `begin` gives for each item, in the order of the items; up to `ahead` items are begun beyond the one that is handed out.
 * A rejection is thrown where its item's turn comes, and ends the list. Whoever stops early leaves what was begun to end by itself.
 */
export async function* beginAhead<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  begin: (item: Item, index: number) => Promise<Result>,
  ahead: number,
): AsyncGenerator<Result, void, undefined> {
  const begun: Promise<Result>[] = [];
  let index = 0;
  for await (const item of items) {
    const result = begin(item, index++);
    // It may reject before its turn comes.
    result.catch(() => {});
    begun.push(result);
    if (begun.length > ahead) yield await (begun.shift() as Promise<Result>);
  }
  for (const result of begun) yield await result;
}

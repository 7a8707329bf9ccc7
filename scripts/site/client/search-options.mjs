/** How the index of the search is made and asked: the same where it is built and where it is read. */

export const INDEX_OPTIONS = {
  fields: ['heading', 'title', 'text'],
  storeFields: ['url', 'heading', 'title'],
};

export const SEARCH_OPTIONS = {
  prefix: true,
  // One wrong letter in a word of five.
  fuzzy: 0.2,
  boost: { heading: 6, title: 3 },
  combineWith: 'AND',
};

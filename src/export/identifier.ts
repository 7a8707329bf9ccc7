/** The name of a model as one that C and file systems take. */

/** A C identifier that keeps what it can of a text: lower case, digits and single underscores. */
export function identifierFrom(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

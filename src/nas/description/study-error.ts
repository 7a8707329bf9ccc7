/** A study file that cannot be used; the message names file, line and what was expected. */
export class StudyError extends Error {
  override readonly name = 'StudyError';
}

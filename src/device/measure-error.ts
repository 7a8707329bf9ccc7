/** A measurement that did not come about: which step failed, and what to do. */
export class MeasureError extends Error {
  override readonly name = 'MeasureError';
  readonly step: string;

  constructor(step: string, message: string) {
    super(`${step}: ${message}`);
    this.step = step;
  }
}

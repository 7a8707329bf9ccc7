/** A measurement that did not come about: which step failed, and what to do. */
export class MeasureError extends Error {
  override readonly name = 'MeasureError';
  readonly step: string;

  constructor(step: string, message: string) {
    super(`${step}: ${message}`);
    this.step = step;
  }
}

/** The line of a stack trace that says what went wrong. */
export function lastError(stderr: string): string | null {
  const lines = stderr.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /^\w*Error\b.*: /.test(line)) ?? lines.find((line) => line !== '') ?? null
  );
}

/** Answers as tables and files. */
import { recoveryErrorDegrees } from 'deepawb/color';
import { csvText } from 'deepawb/text';
import { element, make } from '../../dom.js';
import type { MethodAnswer, PictureFacts } from './messages.js';

/** What was found out about one picture. */
export interface PictureResult {
  readonly name: string;
  readonly facts: PictureFacts;
  readonly answers: readonly MethodAnswer[];
}

/** Two methods further apart than that deserve a word. */
const FAR_DEGREES = 8;
const DOUBTFUL = 0.5;

export function fillTable(answers: readonly MethodAnswer[]): void {
  const body = element('points', HTMLTableElement).tBodies[0]!;
  body.replaceChildren(
    ...answers.map((answer) => {
      const row = make('tr');
      const head = make('th', answer.method);
      head.scope = 'row';
      row.append(head);
      if (answer.whitePoint === null) {
        const cell = make('td', answer.fault ?? 'no answer', 'none');
        cell.colSpan = 8;
        row.append(cell);
      } else for (const text of cellsOf(answer)) row.append(make('td', text));
      return row;
    }),
  );
}

const degrees = (angle: number | null | undefined, digits: number): string =>
  angle === null || angle === undefined ? '-' : `${angle.toFixed(digits)}°`;

function cellsOf(answer: MethodAnswer): string[] {
  const { whitePoint, gains, confidence, expectedErrorDegrees, errorDegrees, ms } = answer;
  const numbers = [whitePoint?.r, whitePoint?.b, gains?.red, gains?.blue];
  return [
    ...numbers.map((value) => value?.toFixed(4) ?? ''),
    confidence?.toFixed(2) ?? '-',
    degrees(expectedErrorDegrees, 1),
    degrees(errorDegrees, 2),
    ms === null ? '-' : `${ms < 10 ? ms.toPrecision(2) : Math.round(ms)} ms`,
  ];
}

/** Whether the network's answer is to be believed; a warning where it is not sure and others are far away. */
export function confidenceText(answers: readonly MethodAnswer[]): {
  text: string;
  isDoubtful: boolean;
} {
  const network = answers.find(({ method }) => method === 'network');
  if (!network?.whitePoint || network.confidence === null) return { text: '', isDoubtful: false };
  const { confidence, expectedErrorDegrees, whitePoint } = network;
  if (confidence === 0) {
    const text =
      'Confidence of the network: 0. The picture shows next to no light that is not clipped; take the white point for a guess.';
    return { text, isDoubtful: true };
  }
  const other = answers.find(({ method }) => method === 'grey-world')?.whitePoint;
  const apart = other ? recoveryErrorDegrees(whitePoint, other) : 0;
  const isDoubtful = confidence < DOUBTFUL || apart > FAR_DEGREES;
  const distance = other ? ` Grey world lies ${apart.toFixed(1)} degrees away.` : '';
  const expected =
    expectedErrorDegrees === undefined
      ? ''
      : ` Expected error: ${expectedErrorDegrees.toFixed(1)} degrees.`;
  const doubt = isDoubtful ? ' Look at the picture before you believe it.' : '';
  return {
    text: `Confidence of the network: ${confidence.toFixed(2)} (0 to 1).${expected}${distance}${doubt}`,
    isDoubtful,
  };
}

export function jsonOf(results: readonly PictureResult[]): string {
  const pictures = results.map(({ name, facts: { widthPx, heightPx, camera }, answers }) => ({
    picture: name,
    camera,
    widthPx,
    heightPx,
    answers: answers.map(({ method, whitePoint, gains, errorDegrees, ms, fault, ...sureness }) => ({
      method,
      whitePoint,
      gains,
      confidence: sureness.confidence,
      ...(sureness.expectedErrorDegrees === undefined
        ? {}
        : { expectedErrorDegrees: sureness.expectedErrorDegrees }),
      errorDegrees,
      ms,
      ...(fault === null ? {} : { error: fault }),
    })),
  }));
  return `${JSON.stringify({ pictures }, null, 2)}\n`;
}

export function csvOf(results: readonly PictureResult[]): string {
  const heading =
    'picture,method,white_r,white_b,gain_red,gain_blue,confidence,error_degrees,ms,error,expected_error_degrees';
  const rows = results.flatMap(({ name, answers }) =>
    answers.map(({ method, whitePoint, gains, fault, ...told }) => {
      const numbers = [whitePoint?.r, whitePoint?.b, gains?.red, gains?.blue];
      const judged = [told.confidence, told.errorDegrees, told.ms];
      const values = [...numbers, ...judged, fault, told.expectedErrorDegrees];
      return [name, method, ...values.map((value) => value ?? '')];
    }),
  );
  return csvText([heading.split(','), ...rows]);
}

/** Hands a file to the visitor. */
export function save(name: string, content: Blob | string): void {
  const blob = typeof content === 'string' ? new Blob([content]) : content;
  const link = make('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

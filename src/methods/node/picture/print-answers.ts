/** Answers on picture files in the form that was asked for: as they come, where that form allows it or they come one by one. */

import { inOption } from '../../../errors/index.js';
import { outputsFor, writeFileAtomically } from '../../../files/index.js';
import { jsonText } from '../../../text/index.js';
import { ANSWERS_CSV_HEADING, answerLines, answersCsv } from '../../picture/index.js';
import type { FileAnswer, FileFailure } from './answer-file.js';
import type { PictureMethod } from './picture-method.js';

export interface AnswerForm {
  readonly json?: true;
  /** A line of JSON each. */
  readonly jsonl?: true;
  /** A file, or `-`. */
  readonly csv?: string;
  /** Whether pictures come one by one. */
  readonly watch?: string;
  readonly force?: true;
}

/** Where answers go: results to `print`, words about the work to `note`. */
export interface AnswerPrinter {
  readonly print: (text: string) => void;
  readonly printJson: (value: unknown) => void;
  readonly note: (text: string) => void;
  readonly colours: {
    readonly bold: (text: string) => string;
    readonly dim: (text: string) => string;
  };
  readonly columns: number;
  readonly isTTY: boolean;
}

/** An answer with the files that were written of its picture. */
export type WrittenAnswer = FileAnswer & {
  readonly rendered?: string;
  readonly beforeAfter?: string;
};

export interface AnswerOutput {
  readonly each: (answers: readonly WrittenAnswer[], failures: readonly FileFailure[]) => void;
  readonly end: (answers: readonly WrittenAnswer[], failures: readonly FileFailure[]) => void;
}

/** Tries the file of `csv` at once. Throws UsageError where it is there already, OutputError where it cannot be written. */
export function answerOutput(
  files: readonly string[],
  methods: readonly PictureMethod[],
  form: AnswerForm,
  to: AnswerPrinter,
): AnswerOutput {
  const { csv } = form;
  const isFile = csv !== undefined && csv !== '-';
  if (isFile) {
    const options = { ending: '.csv', isNew: form.force !== true };
    inOption('--csv', () => outputsFor(['answers'], csv, options));
  }
  const output = csv === '-' ? csvLines(to) : textOutput(files, methods, form, to);
  return {
    each: output.each,
    end(answers, failures) {
      if (isFile) {
        writeFileAtomically(csv, ANSWERS_CSV_HEADING + answersCsv(answers, failures));
        to.note(`Written: ${csv}`);
      }
      output.end(answers, failures);
      if (!form.json) noteWritten(answers, to);
      for (const { name, notes } of methods) {
        const cameras = answers.filter(({ method }) => method === name).map(({ camera }) => camera);
        for (const note of notes(cameras)) to.note(note);
      }
    },
  };
}

function noteWritten(answers: readonly WrittenAnswer[], { note }: AnswerPrinter): void {
  for (const { rendered, beforeAfter } of answers) {
    for (const file of [rendered, beforeAfter]) if (file) note(`Written: ${file}`);
  }
}

function csvLines({ print }: AnswerPrinter): AnswerOutput {
  print(ANSWERS_CSV_HEADING.trimEnd());
  return {
    each(answers, failures) {
      const text = answersCsv(answers, failures).trimEnd();
      if (text !== '') print(text);
    },
    end: () => {},
  };
}

function textOutput(
  files: readonly string[],
  methods: readonly PictureMethod[],
  { json, jsonl, watch }: AnswerForm,
  to: AnswerPrinter,
): AnswerOutput {
  if (jsonl)
    return { each: (answers, failures) => printLines(answers, failures, to), end: () => {} };
  if (json) {
    const end: AnswerOutput['end'] = (answers, failures) =>
      to.printJson(summary(methods, answers, failures));
    return { each: () => {}, end };
  }
  const shown = files.flatMap((file) => methods.map(({ name: method }) => ({ file, method })));
  const columns = to.isTTY ? to.columns : Number.POSITIVE_INFINITY;
  const { heading, line } = answerLines(shown, to.colours, columns);
  const printAll = (answers: readonly WrittenAnswer[]) => {
    for (const answer of answers) to.print(line(answer));
  };
  if (watch !== undefined) {
    to.print(heading);
    return { each: printAll, end: () => {} };
  }
  return {
    each: () => {},
    end(answers) {
      if (answers.length > 0) to.print(heading);
      printAll(answers);
    },
  };
}

function printLines(
  answers: readonly WrittenAnswer[],
  failures: readonly FileFailure[],
  { print }: AnswerPrinter,
): void {
  for (const answer of answers) print(jsonText(answer));
  for (const { file, method, reason } of failures) print(jsonText({ file, method, error: reason }));
}

/** What `--json` prints: the first method's names stand apart, as they did when there was one. */
function summary(
  methods: readonly PictureMethod[],
  answers: readonly WrittenAnswer[],
  failures: readonly FileFailure[],
) {
  const [first] = methods;
  return {
    model: first?.file ?? null,
    method: first?.name ?? null,
    methods: methods.map(({ name }) => name),
    pictures: answers,
    failed: failures.map(({ file, method, reason }) => ({ file, method, error: reason })),
  };
}

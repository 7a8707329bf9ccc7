/**
 * The journal of a study: JSON lines, only ever appended and flushed to the disk line by line, so that a kill at any
 * point loses nothing that was written. The first line says which version it is; a last line that a kill cut short is
 * taken off when the study is opened again.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { StudyError } from '../description/study-description.js';
import type { StudyEvent } from './events.js';

export const JOURNAL_VERSION = 1;
const NEWLINE = 10;

export interface Journal {
  readonly events: readonly StudyEvent[];
  /** What was repaired when it was opened; null where nothing was. */
  readonly notice: string | null;
  /** Appends an event; it is on the disk when this returns. */
  append(event: StudyEvent): void;
  close(): void;
}

/** Starts a journal. Throws the file system's EEXIST where there is one. */
export function createJournal(file: string): Journal {
  const descriptor = openSync(file, 'ax');
  appendLine(descriptor, { journal: 'deepawb-study', version: JOURNAL_VERSION });
  return openDescriptor(descriptor, [], null);
}

/** Whether a journal holds no event: its study was killed before it began. */
export function isBlankJournal(file: string): boolean {
  const text = readFileSync(file, 'utf8');
  const begins = text.startsWith(HEADER_START) || HEADER_START.startsWith(text);
  return begins && text.indexOf('\n') === text.lastIndexOf('\n');
}

const HEADER_START = '{"journal":"deepawb-study"';

/** Opens a journal to go on with. Throws StudyError for one that is damaged or from a newer version. */
export function openJournal(file: string): Journal {
  const { events, wholeBytes, notice } = readJournal(file);
  const descriptor = openSync(file, 'r+');
  ftruncateSync(descriptor, wholeBytes);
  closeSync(descriptor);
  return openDescriptor(openSync(file, 'a'), events, notice);
}

export interface ReadJournal {
  readonly events: StudyEvent[];
  /** Length up to the end of the last whole line. */
  readonly wholeBytes: number;
  readonly notice: string | null;
}

/** Reads without changing anything; a study may be running. Throws StudyError. */
export function readJournal(file: string): ReadJournal {
  const bytes = readFileSync(file);
  const wholeBytes = bytes.lastIndexOf(NEWLINE) + 1;
  const torn = bytes.length - wholeBytes;
  const lines = bytes.subarray(0, wholeBytes).toString('utf8').split('\n').slice(0, -1);
  const [header, ...events] = lines.map((line, i) => parseLine(line, file, i + 1));
  checkHeader(header, file);
  return {
    events: events as StudyEvent[],
    wholeBytes,
    notice:
      torn === 0
        ? null
        : `${file}: the last line was cut short (${torn} bytes, written when the study was killed); it does not count`,
  };
}

function parseLine(line: string, file: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Falls through to what is said of every damaged line.
  }
  throw new StudyError(
    `${file}:${number}: expected an event in JSON, got a damaged line; restore the file from a copy, or cut it off there`,
  );
}

function checkHeader(header: object | undefined, file: string): void {
  if (!header) {
    throw new StudyError(`${file}: the study never started; 'deepawb search run' starts it`);
  }
  const { journal, version } = header as { journal?: unknown; version?: unknown };
  if (journal !== 'deepawb-study' || typeof version !== 'number') {
    throw new StudyError(`${file}: expected the journal of a study, got another file`);
  }
  if (version > JOURNAL_VERSION) {
    throw new StudyError(
      `${file}: expected journal version ${JOURNAL_VERSION} or older, got ${version}; update deepawb`,
    );
  }
}

function openDescriptor(
  descriptor: number,
  known: readonly StudyEvent[],
  notice: string | null,
): Journal {
  const events = [...known];
  return {
    events,
    notice,
    append(event) {
      appendLine(descriptor, event);
      events.push(event);
    },
    close: () => closeSync(descriptor),
  };
}

/** A line that a full disk cuts short is taken off again: whatever is appended later must not follow half an event. */
function appendLine(descriptor: number, value: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  const { size } = fstatSync(descriptor);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
  } catch (error) {
    ftruncateSync(descriptor, size);
    throw error;
  }
}

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
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { asOutput } from '../../files/index.js';
import { jsonLine } from '../../text/index.js';
import { StudyError } from '../description/study-description.js';
import { CURE, checkEventForm } from './event-schema.js';
import type { StudyEvent } from './events.js';

/** 2: the numbers of a `reference` network mean what they mean in the reference; `reference-v1` is what they meant before. */
export const JOURNAL_VERSION = 2;
const NEWLINE = 10;
/** Some 60,000 trials. Whoever has more has a file of something else. */
const MOST_BYTES = 128e6;
/** The longest curve that an event may hold. */
const LONGEST_LINE = 4e6;

export interface Journal {
  readonly events: readonly StudyEvent[];
  /** What was repaired when it was opened; null where nothing was. */
  readonly notice: string | null;
  /** Appends an event; it is on the disk when this returns. */
  append(event: StudyEvent): void;
  close(): void;
}

/** Starts a journal. Throws the file system's EEXIST where there is one, OutputError where it takes none. */
export function createJournal(file: string): Journal {
  const descriptor = openSync(file, 'ax');
  try {
    appendLine(file, descriptor, { journal: 'deepawb-study', version: JOURNAL_VERSION });
  } catch (error) {
    closeSync(descriptor);
    rmSync(file, { force: true });
    throw error;
  }
  return openDescriptor(file, descriptor, [], null);
}

/** Whether a journal holds no event: its study was killed before it began. */
export function isBlankJournal(file: string): boolean {
  const stats = statSync(file);
  if (!stats.isFile() || stats.size > MOST_BLANK_BYTES) return false;
  const text = readFileSync(file, 'utf8');
  const begins = text.startsWith(HEADER_START) || HEADER_START.startsWith(text);
  return begins && text.indexOf('\n') === text.lastIndexOf('\n');
}

const HEADER_START = '{"journal":"deepawb-study"';
/** A header, and what a kill left of a description: shorter than this nothing is lost. */
const MOST_BLANK_BYTES = 1e6;

/** Throws StudyError for what is no file, or too large a one. */
function sizeOf(file: string): number {
  const stats = statSync(file);
  const { size } = stats;
  if (!stats.isFile())
    throw new StudyError(`${file}: expected the journal of a study, got no file`);
  if (size <= MOST_BYTES) return size;
  throw new StudyError(
    `${file}: expected a journal of at most ${MOST_BYTES} bytes, got ${size}; it holds something else`,
  );
}

/** Opens a journal to go on with. Throws StudyError for one that is damaged or from a newer version. */
export function openJournal(file: string): Journal {
  const { events, wholeBytes, notice } = readJournal(file);
  const appended = asOutput(file, () => {
    const descriptor = openSync(file, 'r+');
    ftruncateSync(descriptor, wholeBytes);
    closeSync(descriptor);
    return openSync(file, 'a');
  });
  return openDescriptor(file, appended, events, notice);
}

export interface ReadJournal {
  readonly events: StudyEvent[];
  /** Length up to the end of the last whole line. */
  readonly wholeBytes: number;
  readonly notice: string | null;
}

/** Reads without changing anything; a study may be running. Throws StudyError. */
export function readJournal(file: string): ReadJournal {
  const bytes = readBounded(file);
  const wholeBytes = bytes.lastIndexOf(NEWLINE) + 1;
  const torn = bytes.length - wholeBytes;
  const events: StudyEvent[] = [];
  let number = 0;
  let version = JOURNAL_VERSION;
  for (let start = 0; start < wholeBytes; number++) {
    const end = bytes.indexOf(NEWLINE, start);
    const where = `${file}:${number + 1}`;
    const value = parseLine(bytes, start, end, where);
    if (number === 0) version = checkHeader(value, file);
    else events.push(inVersion(version, checkEventForm(value, where)));
    start = end + 1;
  }
  if (number === 0) checkHeader(undefined, file);
  return {
    events,
    wholeBytes,
    notice:
      torn === 0
        ? null
        : `${file}: the last line was cut short (${torn} bytes, written when the study was killed); it does not count`,
  };
}

/** What is there now: a running study may append. */
function readBounded(file: string): Buffer {
  const bytes = Buffer.alloc(sizeOf(file));
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, length);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function parseLine(bytes: Buffer, start: number, end: number, where: string): object {
  if (end - start > LONGEST_LINE) {
    throw new StudyError(
      `${where}: expected an event of at most ${LONGEST_LINE} bytes, got ${end - start}; ${CURE}`,
    );
  }
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8', start, end));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Falls through to what is said of every damaged line.
  }
  throw new StudyError(`${where}: expected an event in JSON, got a damaged line; ${CURE}`);
}

/** The journal's version. */
function checkHeader(header: object | undefined, file: string): number {
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
  return version;
}

/** An event of an older journal in today's words. */
function inVersion(version: number, event: StudyEvent): StudyEvent {
  if (version >= 2 || event.event !== 'created') return event;
  const { description } = event;
  const { space } = description;
  if (space === 'reference') {
    return { ...event, description: { ...description, space: 'reference-v1' } };
  }
  // A file may hold anything here; what is no description is told of where it is read.
  if (typeof space !== 'object' || space?.family !== 'reference') return event;
  const old = { ...space, family: 'reference-v1' as const };
  return { ...event, description: { ...description, space: old } };
}

function openDescriptor(
  file: string,
  descriptor: number,
  known: readonly StudyEvent[],
  notice: string | null,
): Journal {
  const events = [...known];
  return {
    events,
    notice,
    append(event) {
      appendLine(file, descriptor, event);
      events.push(event);
    },
    close: () => closeSync(descriptor),
  };
}

/** A line that a full disk cuts short is taken off again: whatever is appended later must not follow half an event. */
function appendLine(file: string, descriptor: number, value: unknown): void {
  const bytes = Buffer.from(jsonLine(value));
  asOutput(file, () => {
    const { size } = fstatSync(descriptor);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } catch (error) {
      ftruncateSync(descriptor, size);
      throw error;
    }
  });
}

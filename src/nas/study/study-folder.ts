/** The folder of a study: its journal, its lock, and what is made of it. */

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asOutput, LockHeld, lockFile, makeFolder } from '../../files/index.js';
import { type StudyDescription, StudyError } from '../description/study-description.js';
import { plainUrl } from '../executors/bullmq/redis-url.js';
import {
  createJournal,
  isBlankJournal,
  type Journal,
  openJournal,
  readJournal,
} from './journal.js';
import { applyEvent, type StudyState, stateOf } from './study-state.js';

export const JOURNAL_NAME = 'journal.jsonl';
const LOCK_NAME = 'lock';

export interface OpenStudy {
  readonly directory: string;
  readonly journal: Journal;
  readonly state: StudyState;
  /** Gives the lock back. Harmless when called twice. */
  close(): void;
}

export interface NewStudy {
  readonly description: StudyDescription;
  readonly dataHash: string;
  /** Where costs are measured, in words. */
  readonly device: string;
}

/** Throws StudyError where a folder has a study already. */
export function checkNoStudy(directory: string): void {
  const file = join(directory, JOURNAL_NAME);
  if (existsSync(file) && !isBlankJournal(file)) {
    throw new StudyError(
      `${directory}: there is a study already; go on with 'deepawb search resume ${directory}'`,
    );
  }
}

/**
 * Makes a study in a folder. Its journal never holds a password of Redis. Throws StudyError where there is one already.
 */
export function createStudy(directory: string, study: NewStudy): OpenStudy {
  checkNoStudy(directory);
  const file = join(directory, JOURNAL_NAME);
  makeFolder(directory);
  const description = withoutPassword(study.description);
  return open(directory, () => {
    // Once more, now that nobody else can: only what no study was begun in is taken away.
    checkNoStudy(directory);
    rmSync(file, { force: true });
    const journal = createJournal(file);
    journal.append({ event: 'created', at: new Date().toISOString(), ...study, description });
    return journal;
  });
}

/** A description as others may read it. */
export function withoutPassword(description: StudyDescription): StudyDescription {
  const { executor } = description;
  if (executor.kind !== 'bullmq') return description;
  return { ...description, executor: { ...executor, redis: plainUrl(executor.redis) } };
}

/** Opens a study to go on with. Throws StudyError where there is none, or another process runs it. */
export function resumeStudy(directory: string): OpenStudy {
  return open(directory, () => openJournal(journalIn(directory)));
}

/**
 * Lets a study try more networks than it was to; those that it tried before, and the noise that its finalists showed, are
 * what the model knows. Throws StudyError for fewer than there are.
 */
export function extendStudy({ directory, journal, state }: OpenStudy, trials: number): void {
  if (trials < state.trials.length) {
    throw new StudyError(
      `${directory}: expected at least the ${state.trials.length} trials that there are, got ${trials}`,
    );
  }
  if (trials === state.created.description.trials) return;
  const event = { event: 'extended', trials, at: new Date().toISOString() } as const;
  journal.append(event);
  applyEvent(state, event, directory);
}

/** What a study runs with: its data set, its executor and its device, which may be others than those it began with. */
export interface StudyMeans {
  readonly description: StudyDescription;
  readonly device: string;
}

/** Has a study go on with these means; its journal keeps those that it was created with. */
export function useMeans({ state }: OpenStudy, { description, device }: StudyMeans): void {
  const { data, executor, device: target } = description;
  const { created } = state;
  state.created = {
    ...created,
    description: { ...created.description, data, executor, device: target },
    device,
  };
}

/** Where a study stands, without touching it. Throws StudyError. */
export function readStudy(directory: string): { state: StudyState; notice: string | null } {
  const file = journalIn(directory);
  const { events, notice } = readJournal(file);
  return { state: stateOf(events, file), notice };
}

function journalIn(directory: string): string {
  const file = join(directory, JOURNAL_NAME);
  if (!existsSync(file)) {
    throw new StudyError(
      `${directory}: expected a study, found no ${JOURNAL_NAME}; 'deepawb search run' makes one`,
    );
  }
  return file;
}

/** One coordinator for a study. Throws StudyError where another runs it. */
function lockStudy(file: string): () => void {
  try {
    return asOutput(file, () => lockFile(file));
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    const { owner } = error;
    if (!owner) throw new StudyError(error.message);
    throw new StudyError(
      `${file}: the study is being run by process ${owner.pid} on ${owner.host}; wait for it or stop it. ` +
        'If there is no such process, remove that file.',
    );
  }
}

function open(directory: string, openIt: () => Journal): OpenStudy {
  const unlock = lockStudy(join(directory, LOCK_NAME));
  try {
    const journal = openIt();
    const state = stateOf(journal.events, join(directory, JOURNAL_NAME));
    let closed = false;
    return {
      directory,
      journal,
      state,
      close() {
        if (closed) return;
        closed = true;
        journal.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The folder of a study: its journal, its lock, and what is made of it. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type StudyDescription, StudyError } from '../description/study-description.js';
import {
  createJournal,
  isBlankJournal,
  type Journal,
  openJournal,
  readJournal,
} from './journal.js';
import { lockStudy } from './study-lock.js';
import { type StudyState, stateOf } from './study-state.js';

export const JOURNAL_NAME = 'journal.jsonl';
const LOCK_NAME = 'lock';

export interface OpenStudy {
  readonly directory: string;
  readonly journal: Journal;
  readonly state: StudyState;
  /** Gives the lock back. */
  close(): void;
}

export interface NewStudy {
  readonly description: StudyDescription;
  readonly dataHash: string;
  /** Where costs are measured, in words. */
  readonly device: string;
}

/**
 * Makes a study in a folder. Its journal never holds a password of Redis. Throws StudyError where there is one already.
 */
export function createStudy(directory: string, study: NewStudy): OpenStudy {
  const file = join(directory, JOURNAL_NAME);
  const exists = existsSync(file);
  if (exists && !isBlankJournal(file)) {
    throw new StudyError(
      `${directory}: there is a study already; go on with 'deepawb search resume ${directory}'`,
    );
  }
  mkdirSync(directory, { recursive: true });
  const description = withoutPassword(study.description);
  return open(directory, () => {
    if (exists) rmSync(file, { force: true });
    const journal = createJournal(file);
    journal.append({ event: 'created', at: new Date().toISOString(), ...study, description });
    return journal;
  });
}

function withoutPassword(description: StudyDescription): StudyDescription {
  const { executor } = description;
  if (executor.kind !== 'bullmq' || !URL.canParse(executor.redis)) return description;
  const redis = new URL(executor.redis);
  if (redis.username === '' && redis.password === '') return description;
  redis.username = '';
  redis.password = '';
  return { ...description, executor: { ...executor, redis: redis.href } };
}

/** Opens a study to go on with. Throws StudyError where there is none, or another process runs it. */
export function resumeStudy(directory: string): OpenStudy {
  return open(directory, () => openJournal(journalIn(directory)));
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

function open(directory: string, openIt: () => Journal): OpenStudy {
  const unlock = lockStudy(join(directory, LOCK_NAME));
  try {
    const journal = openIt();
    const state = stateOf(journal.events, join(directory, JOURNAL_NAME));
    return {
      directory,
      journal,
      state,
      close() {
        journal.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * The arithmetic of a training: SIMD of WebAssembly as it is, which gives the same bits on every machine, or relaxed SIMD, whose
 * fused multiply-add is faster and rounds as the machine at hand does.
 */
import { existsSync } from 'node:fs';
import { hasRelaxedSimd } from '../engine/index.js';
import { ModelFileError } from '../model/index.js';
import { checkpointSettings } from './checkpoint.js';
import { RecipeError } from './recipe-error.js';
import type { Simd, TrainSettings } from './settings.js';
import { teacherFile } from './teacher-file.js';

/** Of settings that do not say: plain, as all were before there was a choice. */
export function simdOf({ simd }: Pick<TrainSettings, 'simd'>): Simd {
  return simd ?? 'plain';
}

/** As settings have it: the arithmetic that is wanted, or the fastest that this engine has where none is. */
export function chooseSimd(wanted: unknown): Pick<TrainSettings, 'simd'> {
  const isRelaxed = wanted === undefined ? hasRelaxedSimd() : wanted === 'relaxed';
  return isRelaxed ? { simd: 'relaxed' } : {};
}

/** Throws RecipeError for an arithmetic that this engine has not. */
export function checkSimd(settings: TrainSettings): void {
  if (simdOf(settings) === 'plain' || hasRelaxedSimd()) return;
  throw new RecipeError(
    'training.simd: expected plain, since this engine has no relaxed SIMD; leave it out, or take Node 22 or newer',
  );
}

/**
 * The settings that a checkpoint is gone on from with: one begun in plain SIMD goes on in plain, also where relaxed SIMD would be
 * had. Throws ModelFileError for one begun in relaxed SIMD on an engine without. Where `checkpointFile` is not there, or not
 * readable, the settings are as they were: whoever reads it says what is wrong.
 */
export function settingsToResume(
  settings: TrainSettings,
  { checkpointFile, resume }: { readonly checkpointFile?: string; readonly resume?: boolean },
): TrainSettings {
  if (!resume || checkpointFile === undefined) return settings;
  // Teachers are trained first, in the same arithmetic, each with a checkpoint beside the pupil's.
  const hasTeachers = settings.distillation ?? settings.unlabelled;
  const files = hasTeachers ? [teacherFile(checkpointFile, 1)] : [];
  const begun = [...files, checkpointFile].find(existsSync);
  const found = begun === undefined ? null : checkpointSettings(begun);
  if (found === null || simdOf(found) === simdOf(settings)) return settings;
  if (simdOf(found) === 'relaxed') {
    if (hasRelaxedSimd()) return settings;
    throw new ModelFileError(
      `${checkpointFile}: the training was begun with relaxed SIMD, which this engine does not have, and would not go on to the ` +
        'same bits; go on with Node 22 or newer, or start anew without --resume',
    );
  }
  const { simd: _, ...plain } = settings;
  return plain;
}

/** An adaptation for people. */
import type { AdaptedModel } from './adapt-model.js';
import type { Forgetting } from './replay.js';
import type { AdaptationErrors, Judgement } from './verdict.js';

/** Errors before and after, the verdict, and what was therefore written. Lines for a terminal. */
export function describeAdaptation(
  { judgement, isAdapted, mappedTo, forgetting }: AdaptedModel,
  { from, camera }: { readonly from: string; readonly camera: string | null },
): string[] {
  const count = counted(judgement.pictures);
  const whose = camera ? `the ${camera}` : 'a camera that nobody names';
  const how = mappedTo ? `, read as those of the ${mappedTo}` : '';
  return [
    `${count} of ${whose}${how}.`,
    `Before (${from}): ${errors(judgement.before)}`,
    ...afterLines(judgement),
    ...(forgetting ? [forgettingLine(forgetting)] : []),
    [sentenceOf(judgement), writtenOf(judgement, isAdapted, from)].filter(Boolean).join(' '),
  ];
}

function errors({ mean, median }: AdaptationErrors): string {
  return `mean ${mean.toFixed(2)}°, median ${median.toFixed(2)}° recovery error`;
}

function afterLines({ after, difference, folds, pictures }: Judgement): string[] {
  if (!after || !difference) return [];
  const [low, high] = difference.interval.map(signed);
  const held = folds === pictures ? 'each picture' : `one picture in ${folds}`;
  return [
    `After, ${held} held back in turn: ${errors(after)}`,
    `Difference: ${signed(difference.meanDifference)}° (95 % interval ${low} to ${high})`,
  ];
}

function forgettingLine({ data, camera, pictures, before, after }: Forgetting): string {
  const whose = camera ? ` of the ${camera}` : '';
  return (
    `Kept in mind (${data}): ${pictures} other ${pictures === 1 ? 'picture' : 'pictures'}${whose}, ` +
    `mean ${before.mean.toFixed(2)}° before, and ${after.mean.toFixed(2)}° with what is written`
  );
}

function signed(degrees: number): string {
  return `${degrees < 0 ? '-' : '+'}${Math.abs(degrees).toFixed(2)}`;
}

function sentenceOf({ verdict, pictures, difference }: Judgement): string {
  switch (verdict) {
    case 'helped':
      return 'Adapting helped: pictures that took no part are nearer, by more than chance.';
    case 'probably helped':
      return `Adapting probably helped: pictures that took no part are nearer, in ${percent(difference?.shareBetter)} of resamples; more pictures would tell.`;
    case 'did not help':
      return `It cannot be said that adapting helped: pictures that took no part are nearer in ${percent(difference?.shareBetter)} of resamples only.`;
    case 'too few pictures':
      return `${counted(pictures)} ${pictures === 1 ? 'is' : 'are'} too few to tell whether adapting helps.`;
    default:
      verdict satisfies never;
      return '';
  }
}

function counted(pictures: number): string {
  return `${pictures} ${pictures === 1 ? 'picture' : 'pictures'}`;
}

function percent(share = 0): string {
  return `${Math.round(100 * share)} %`;
}

function writtenOf({ verdict }: Judgement, isAdapted: boolean, from: string): string {
  const helped = verdict === 'helped' || verdict === 'probably helped';
  if (!isAdapted)
    return `The model written answers as ${from} does (--always-adapt writes the other).`;
  return helped ? '' : 'The adapted model is written all the same (--always-adapt).';
}

/** What the demo's training and evaluation came to: as facts, as JSON, as a report with pictures. */
import { join } from 'node:path';
import type { EstimatedPictures } from '../../methods/node/index.js';
import {
  angularErrors,
  evaluateEstimates,
  type MethodEvaluation,
  pairedBootstrap,
} from '../../metrics/index.js';
import { createRng } from '../../random/index.js';
import type { EpochRecord } from '../charts/training-curve.js';
import { writeEvaluationReport } from '../evaluation/evaluation-report.js';
import { comparison, type DemoOutcome, whatWasDone } from './demo-explanation.js';

/** The demo's network as its training left it. */
export interface DemoTrained {
  /** Pictures. */
  readonly training: number;
  readonly heldBack: number;
  readonly parameters: number;
  readonly seconds: number;
  readonly history: readonly TrainedEpoch[];
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** An epoch as training records it. */
interface TrainedEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly validation?: { readonly mean: number } | undefined;
}

/** Errors of all methods, and by the lights and places of the rendered pictures. */
export function judgeDemo(
  { methods, entries }: EstimatedPictures,
  seed: number,
): MethodEvaluation[] {
  const groupBy = ['light', 'place'];
  return methods.map((m) => evaluateEstimates(m, m.estimates, entries, { seed, groupBy }));
}

/** The network beside the best of the others. The first evaluation is the network's. */
export function demoOutcome(
  files: Pick<DemoOutcome, 'dataDir' | 'modelFile' | 'reportFile'>,
  { epochs, seed }: { readonly epochs: number; readonly seed: number },
  { training, heldBack, parameters, seconds }: DemoTrained,
  { methods, entries }: EstimatedPictures,
  [network, ...others]: readonly MethodEvaluation[],
): DemoOutcome {
  const rival = others.reduce((a, b) => (b.recovery.mean < a.recovery.mean ? b : a));
  const errors = (name: string | undefined) =>
    angularErrors(methods.find((m) => m.name === name)?.estimates ?? [], entries, name).recovery;
  return {
    ...files,
    pictures: { training, heldBack, test: entries.length },
    epochs,
    parameters,
    trainingSeconds: seconds,
    examplePicture: join(files.dataDir, 'test', 'PNG', `${entries[0]?.id}.png`),
    network: network as MethodEvaluation,
    rival,
    difference: pairedBootstrap(errors(network?.name), errors(rival.name), {
      rng: createRng(seed).fork('demo'),
    }),
  };
}

/** Writes the report to the outcome's file. Throws OutputError. */
export async function writeDemoReport(
  outcome: DemoOutcome,
  { out }: { readonly out: string },
  { history, settings }: DemoTrained,
  result: EstimatedPictures,
  evaluations: readonly MethodEvaluation[],
): Promise<void> {
  await writeEvaluationReport({
    ...result,
    file: outcome.reportFile,
    dir: outcome.dataDir,
    part: 'test',
    judged: evaluations.map((evaluation) => ({ ...evaluation, difference: null })),
    title: 'A small network learns white balance',
    intro: [whatWasDone(outcome), comparison(outcome)],
    epochs: history.map(
      ({ epoch, loss, validation }): EpochRecord => ({
        epoch,
        loss,
        ...(validation ? { validationDegrees: validation.mean } : {}),
      }),
    ),
    settings,
    notes: [
      `Made by deepawb demo --out ${out}. The pictures are rendered (docs/synthetic-data.md); nobody has rights in them.`,
    ],
  });
}

/** What `demo --json` prints. */
export function demoJson(
  { dataDir, modelFile, reportFile, pictures, parameters, difference }: DemoOutcome,
  { seconds, history }: DemoTrained,
  methods: readonly MethodEvaluation[],
) {
  return {
    data: dataDir,
    model: modelFile,
    report: reportFile,
    pictures,
    parameters,
    training: { epochs: history.length, seconds, last: history.at(-1) },
    methods,
    difference,
  };
}

/** An evaluation as files: every estimate in a CSV, figures and pictures in a page. */
import type { DatasetPart } from '../../dataset/index.js';
import { writeFileAtomically } from '../../files/index.js';
import type { JudgedMethod } from '../../methods/index.js';
import type { EstimatedPictures } from '../../methods/node/index.js';
import { formatEstimatesCsv } from './estimates-csv.js';
import { writeEvaluationReport } from './evaluation-report.js';
import { type EvaluationFacts, provenanceNotes, provenanceSettings } from './provenance.js';

export interface EvaluationFiles {
  readonly csv?: string;
  readonly report?: string;
  /** Folder of the data set, and the part. */
  readonly data: string;
  readonly part: DatasetPart;
  /** Width by height in which the report shows pictures; that of their pixels unless given. */
  readonly aspect?: number;
}

/**
 * Writes what was asked for, all of it that can be written; `onWritten` is told of each. Throws OutputError that names the
 * first that cannot.
 */
export async function writeEvaluation(
  { csv, report, data: dir, part, aspect }: EvaluationFiles,
  result: EstimatedPictures,
  judged: readonly JudgedMethod[],
  facts: EvaluationFacts,
  onWritten: (file: string) => void,
): Promise<void> {
  const failures: unknown[] = [];
  const attempt = async (file: string | undefined, write: (file: string) => unknown) => {
    if (file === undefined) return;
    try {
      await write(file);
      onWritten(file);
    } catch (error) {
      failures.push(error);
    }
  };
  await attempt(csv, (file) =>
    writeFileAtomically(file, formatEstimatesCsv(result.methods, result.entries)),
  );
  await attempt(report, (file) =>
    writeEvaluationReport({
      ...result,
      judged,
      file,
      dir,
      part,
      ...(aspect === undefined ? {} : { pictureAspect: aspect }),
      title: `White balance: ${judged[0]?.name} on ${facts.data} (${facts.part})`,
      settings: provenanceSettings(result, facts),
      notes: provenanceNotes(result, facts),
    }),
  );
  if (failures.length > 0) throw failures[0];
}

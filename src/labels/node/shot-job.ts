/** What threads of an import are asked and answer. */
import type { BayerDump, RawLevels } from '../../raw/index.js';
import type { ShotRecord } from '../index.js';

/** The same for all pictures of a run. */
export interface ShotJob {
  readonly dir: string;
  readonly levels: Partial<RawLevels>;
  /** Longer side of working pictures. */
  readonly longestPx: number;
  readonly hasShadingTables: boolean;
  readonly hasTuning: boolean;
  /** Of the tuning file; null where its name says none. */
  readonly tuningSensor: string | null;
  /** What files without a header are. */
  readonly dump?: BayerDump;
  /** Ids of what was imported before, by the sum of the bytes. */
  readonly known: ReadonlyMap<string, string>;
}

export interface ShotTask {
  readonly image: string;
  readonly file: string;
  readonly part: ShotRecord['part'];
}

export type ShotAnswer =
  | { readonly kind: 'imported'; readonly record: ShotRecord }
  | { readonly kind: 'duplicate'; readonly of: string }
  | { readonly kind: 'fault'; readonly message: string; readonly cure: string };

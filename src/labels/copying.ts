/** A label of one picture for another under the same light: whether it may be, and what of the other training must not see. */
import { hiddenPolygons } from './hide.js';
import type { LabelLine, Place } from './label-record.js';
import type { ShotRecord } from './shot-record.js';

type Shot = Pick<ShotRecord, 'image' | 'camera' | 'widthPx' | 'heightPx' | 'chart'>;

export interface CopySource {
  readonly shot: Shot;
  readonly label: Pick<LabelLine, 'polygon' | 'corners' | 'hidden'>;
}

const named = ({ camera }: Shot): string => camera ?? 'a camera that its file does not name';

/** Why a picture cannot have the label of another, a sentence; null where it may: what a grey reads is a property of the sensor. */
export function whyNotCopied({ shot: from }: CopySource, to: Shot): string | null {
  if (from.camera === to.camera) return null;
  return `${to.image} is of ${named(to)}, ${from.image} of ${named(from)}: a white point belongs to a sensor and holds for no other.`;
}

/**
 * Where the card or chart of the source lies in the other picture, as large as it is hidden: it lies where it lay, if the camera did
 * not move, which is believed within a burst of one size. Null elsewhere, and where the source has none.
 */
export function copiedOutline(
  source: CopySource,
  to: Shot,
  bursts: readonly (readonly string[])[],
): readonly Place[] | null {
  return whyOutlineStays(source, to, bursts) === null ? outlineOf(source) : null;
}

/** What to know of a copy whose outline was not copied, a sentence; null for others. */
export function noteOfCopy(
  source: CopySource,
  to: Shot,
  bursts: readonly (readonly string[])[],
): string | null {
  const why = whyOutlineStays(source, to, bursts);
  if (why === null || outlineOf(source) === null) return null;
  const instead =
    to.chart === null
      ? 'nothing in it is hidden from training; draw its own card if there is one in sight.'
      : 'the chart that was found in it is hidden from training instead.';
  return `${to.image} is ${why} ${source.shot.image}, whose card may lie elsewhere: ${instead}`;
}

function outlineOf({ label: { polygon, corners, hidden } }: CopySource): readonly Place[] | null {
  return (
    hiddenPolygons({
      ...(polygon ? { polygon } : corners ? { corners } : hidden ? { hidden } : {}),
    })[0] ?? null
  );
}

function whyOutlineStays(
  { shot: from }: CopySource,
  to: Shot,
  bursts: readonly (readonly string[])[],
): string | null {
  if (from.widthPx !== to.widthPx || from.heightPx !== to.heightPx) return 'of another size than';
  const isBurst = bursts.some((burst) => burst.includes(from.image) && burst.includes(to.image));
  return isBurst ? null : 'not of one burst with';
}

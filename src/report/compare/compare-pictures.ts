/** Pictures of their own under several methods, as files: a PNG for each, and the page that holds them. */
import { basename, join } from 'node:path';
import { type CameraChoice, chosenCamera, renderMatrix } from '../../camera/index.js';
import type { Thumbnail } from '../../classical/index.js';
import type { LinearPicture } from '../../color/index.js';
import { writeFileAtomically } from '../../files/index.js';
import { PICTURE_THUMBNAIL, type PreparedMethod, searchOf } from '../../methods/index.js';
import {
  answerFiles,
  type FileAnswer,
  type FileFailure,
  type PictureMethod,
} from '../../methods/node/picture/index.js';
import { type RawImage, rawToSignedThumbnail, rawToThumbnail } from '../../raw/index.js';
import type { PictureReading } from '../../raw/node/decode/index.js';
import { commandText } from '../evaluation/provenance.js';
import { renderPictureComparison } from './compare-page.js';
import { comparePng } from './compare-png.js';
import { comparedCurve, keptCurves, methodToShow, type ShownBayes } from './comparison.js';
import { comparisonPng } from './comparison-files.js';
import type { ComparedPicture } from './content.js';
import { zoneWhitePoints } from './search-record.js';

export interface PicturesToCompare extends CameraChoice {
  /** Folder for index.html and the PNGs. */
  readonly out: string;
  readonly reading: PictureReading;
  /** Of deepawb. */
  readonly version: string;
  readonly aspect?: number;
  readonly signal?: AbortSignal;
  /** Told of each picture that is written. */
  readonly onPicture?: (done: number, id: string) => void;
}

export interface ComparedFiles {
  readonly page: string;
  readonly pictures: readonly {
    readonly file: string;
    readonly png: string;
    readonly answers: readonly FileAnswer[];
  }[];
  /** Pictures that are left out, as a method had no answer. */
  readonly failures: readonly FileFailure[];
}

/** Longest side of what is drawn: pictures are shown at that size at most. */
const DRAWN_PX = 1200;

/** Rejects with OutputError, UsageError for a camera that is none, and the signal's reason. */
export async function comparePictureFiles(
  files: readonly string[],
  methods: readonly PictureMethod[],
  { out, reading, version, aspect, signal, onPicture, ...camera }: PicturesToCompare,
): Promise<ComparedFiles> {
  const names = methods.map(({ name }) => name);
  const prepared = await Promise.all(methods.map(async (one) => (await one.of({})).prepared));
  const named = prepared.map((one, i): PreparedMethod => ({ ...one, name: names[i]! }));
  const shown = methodToShow(named);
  const curve = shown && comparedCurve(shown, { lights: [] });
  const kept = keptCurves({ prepared: named, methods: names.map((name) => ({ name })) });
  const seen = new Map<string, SeenPicture>();
  const work = {
    ...(signal ? { signal } : {}),
    onPicture: async (...[file, image, , header]: OnPicture) => {
      const ccm = renderMatrix('auto', chosenCamera(camera), header.camera);
      seen.set(file, { ...seenOf(image, shown), ccm });
    },
  };
  const pictures: ComparedPicture[] = [];
  const written: ComparedFiles['pictures'][number][] = [];
  const failures: FileFailure[] = [];
  const ids = distinctNames(files);
  for await (const found of answerFiles(files, methods, reading, work)) {
    failures.push(...found.failures);
    const file = found.answers[0]?.file ?? '';
    const picture = seen.get(file);
    seen.delete(file);
    if (!picture || found.failures.length > 0) continue;
    const id = ids.get(file) ?? file;
    const estimates = found.answers.map(({ whitePoint }) => whitePoint);
    const compared: ComparedPicture = { id, estimates, ...picture };
    const png = comparisonPng(out, id);
    writeFileAtomically(png, await comparePng(compared, { names, curve, kept, aspect }));
    pictures.push(compared);
    written.push({ file, png, answers: found.answers });
    onPicture?.(pictures.length, id);
  }
  const page = join(out, 'index.html');
  const count = `${pictures.length} ${pictures.length === 1 ? 'picture' : 'pictures'}`;
  const text = await renderPictureComparison({
    title: `White balance: ${names[0]}${names.length > 1 ? ' beside others' : ''}`,
    intro: [`${count} whose light nobody has measured, under ${names.join(', ')}.`],
    names,
    pictures,
    ...(aspect === undefined ? {} : { pictureAspect: aspect }),
    ...(curve ? { curve } : {}),
    ...(kept.length > 0 ? { kept } : {}),
    settings: { command: commandText(), date: new Date().toISOString().slice(0, 10) },
    notes: [`Made by deepawb ${version}.`],
  });
  if (pictures.length > 0) writeFileAtomically(page, text);
  return { page, pictures: written, failures };
}

type OnPicture = Parameters<import('../../methods/node/picture/index.js').OnPicture>;

/** What is kept of a picture when the next one is read. */
type SeenPicture = Pick<ComparedPicture, 'picture' | 'zones' | 'search' | 'ccm'>;

function seenOf(image: RawImage, shown: ShownBayes | undefined): Omit<SeenPicture, 'ccm'> {
  const pixels = rawToSignedThumbnail(image, PICTURE_THUMBNAIL);
  const thumbnail: Thumbnail = { ...PICTURE_THUMBNAIL, pixels };
  const search = shown && searchOf(shown, thumbnail);
  return {
    picture: drawn(image),
    zones: zoneWhitePoints(thumbnail),
    ...(search ? { search } : {}),
  };
}

function drawn(image: RawImage): LinearPicture {
  const shrink = Math.min(1, DRAWN_PX / Math.max(image.widthPx, image.heightPx));
  const size = {
    widthPx: Math.max(1, Math.round(image.widthPx * shrink)),
    heightPx: Math.max(1, Math.round(image.heightPx * shrink)),
  };
  return { ...size, pixels: rawToThumbnail(image, size) };
}

/** Names without folder and ending, each once: it becomes the name of a PNG. */
function distinctNames(files: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    files.map((file) => {
      const plain = file === '-' ? 'stdin' : basename(file).replace(/\.[^.]*$/, '');
      let name = plain;
      for (let n = 2; taken.has(name); n++) name = `${plain}-${n}`;
      taken.add(name);
      return [file, name];
    }),
  );
}

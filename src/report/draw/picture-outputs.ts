/** The pictures that are written of those that are read: white-balanced at full size, and before and after side by side. */
import { basename, join } from 'node:path';

import { type CameraChoice, chosenCamera, renderMatrix } from '../../camera/index.js';
import type { RenderMatrix, Tone } from '../../color/index.js';
import { InputError, inOption } from '../../errors/index.js';
import { outputsFor, writeFileAtomically } from '../../files/index.js';

import type { FileAnswer, OnPicture } from '../../methods/node/picture/index.js';
import { rowsOfPicture } from '../../raw/node/decode/index.js';
import { writeBalanced } from './balanced-file.js';
import { beforeAfterOfRaw } from './before-after.js';

/** What is to be written, as a user says it in options. */
export interface OutputChoice extends CameraChoice {
  readonly render?: string;
  readonly renderBits: 8 | 16;
  readonly renderMatrix: RenderMatrix;
  readonly renderTone: Tone;
  readonly beforeAfter?: string;
  /** Write over what is there. */
  readonly force?: true;
  /** The folder that is watched: what is named is a folder then. */
  readonly watch?: string;
}

export interface PictureOutputs {
  /** Draws what was asked for; undefined where nothing was. */
  readonly onPicture?: OnPicture;
  /** The answer with what was written of its picture. */
  readonly told: (
    answer: FileAnswer,
  ) => FileAnswer & { readonly rendered?: string; readonly beforeAfter?: string };
}

type Kind = 'render' | 'beforeAfter';

const FLAGS = { render: '--render', beforeAfter: '--before-after' } as const;
const ENDINGS = { render: '.png', beforeAfter: '-before-after.png' } as const;

/** Tries what is to be written before anything is read. Throws UsageError where files would meet, or be there already. */
export function pictureOutputs(files: readonly string[], options: OutputChoice): PictureOutputs {
  const kinds = (['render', 'beforeAfter'] as const).filter((kind) => options[kind] !== undefined);
  if (kinds.length === 0) return { told: (answer) => answer };
  const targets = new Map<string, Partial<Record<Kind, string>>>();
  for (const kind of kinds) {
    const found = targetsOf(files, kind, options);
    for (const [i, file] of files.entries()) {
      targets.set(file, { ...targets.get(file), [kind]: found[i] });
    }
  }
  const targetOf = (file: string, kind: Kind): string | undefined => {
    const known = targets.get(file);
    if (known) return known[kind];
    // A file that has come since: it may come again, changed.
    const path = options[kind];
    return path && join(path, nameOf(file, kind));
  };
  const drawn = new Map<string, Partial<Record<Kind, string>>>();
  return {
    async onPicture(file, image, whitePoint, header) {
      for (const kind of kinds) {
        const target = targetOf(file, kind);
        if (target === undefined) continue;
        if (kind === 'beforeAfter') await drawPanels(target, file, image, whitePoint);
        else await drawWhole(target, file, image, whitePoint, header, options);
        drawn.set(file, { ...drawn.get(file), [kind]: target });
      }
    },
    told(answer) {
      const { render, beforeAfter } = drawn.get(answer.file) ?? {};
      return {
        ...answer,
        ...(render ? { rendered: render } : {}),
        ...(beforeAfter ? { beforeAfter } : {}),
      };
    },
  };
}

function targetsOf(
  files: readonly string[],
  kind: Kind,
  { force, watch, ...paths }: OutputChoice,
): string[] {
  const path = paths[kind] ?? '';
  // What is watched gives any number of pictures.
  const out = watch === undefined ? path : join(path, '/');
  const inputs = files.map((file) => (file === '-' ? 'stdin' : file));
  const options = { ending: ENDINGS[kind], isNew: force !== true };
  return inOption(FLAGS[kind], () => outputsFor(inputs, out, options));
}

function nameOf(file: string, kind: Kind): string {
  return `${basename(file).replace(/\.[^.]*$/, '')}${ENDINGS[kind]}`;
}

async function drawPanels(
  target: string,
  file: string,
  image: Parameters<OnPicture>[1],
  whitePoint: Parameters<OnPicture>[2],
): Promise<void> {
  const title = basename(file);
  writeFileAtomically(target, await beforeAfterOfRaw(image, whitePoint, { title }));
}

async function drawWhole(
  target: string,
  file: string,
  image: Parameters<OnPicture>[1],
  whitePoint: Parameters<OnPicture>[2],
  { camera }: Parameters<OnPicture>[3],
  options: OutputChoice,
): Promise<void> {
  const { renderMatrix: which, renderBits: bits, renderTone: tone } = options;
  let ccm: ReturnType<typeof renderMatrix>;
  try {
    ccm = renderMatrix(which, chosenCamera(options), camera);
  } catch (error) {
    if ((error as Error).name !== 'CameraError') throw error;
    throw new InputError(`${file}: ${(error as Error).message}`);
  }
  await writeBalanced(target, rowsOfPicture(file, image), image, whitePoint, { ccm, bits, tone });
}

/** The pictures that `deepawb predict` writes of those that it reads. */
import { basename, join } from 'node:path';
import type { FileAnswer, OnPicture } from '../../methods/node/picture/index.js';
import { InputError, inOption } from '../exit-code.js';
import type { PredictCommandOptions } from './predict.js';

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
export async function pictureOutputs(
  files: readonly string[],
  options: PredictCommandOptions,
): Promise<PictureOutputs> {
  const kinds = (['render', 'beforeAfter'] as const).filter((kind) => options[kind] !== undefined);
  if (kinds.length === 0) return { told: (answer) => answer };
  const targets = new Map<string, Partial<Record<Kind, string>>>();
  for (const kind of kinds) {
    const found = await targetsOf(files, kind, options);
    for (const [i, file] of files.entries()) {
      targets.set(file, { ...targets.get(file), [kind]: found[i] });
    }
  }
  const targetOf = async (file: string, kind: Kind): Promise<string | undefined> => {
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
        const target = await targetOf(file, kind);
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

async function targetsOf(
  files: readonly string[],
  kind: Kind,
  { force, watch, ...paths }: PredictCommandOptions,
): Promise<string[]> {
  const { outputsFor } = await import('../../files/index.js');
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

const drawPanels = async (
  target: string,
  file: string,
  image: Parameters<OnPicture>[1],
  whitePoint: Parameters<OnPicture>[2],
): Promise<void> => {
  const { beforeAfterOfRaw } = await import('../../report/draw/index.js');
  const { writeFileAtomically } = await import('../../files/index.js');
  const title = basename(file);
  writeFileAtomically(target, await beforeAfterOfRaw(image, whitePoint, { title }));
};

async function drawWhole(
  target: string,
  file: string,
  image: Parameters<OnPicture>[1],
  whitePoint: Parameters<OnPicture>[2],
  { camera }: Parameters<OnPicture>[3],
  options: PredictCommandOptions,
): Promise<void> {
  const { chosenCamera, renderMatrix } = await import('../../camera/index.js');
  const { rowsOfPicture } = await import('../../raw/node/decode/index.js');
  const { writeBalanced } = await import('../../report/draw/index.js');
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

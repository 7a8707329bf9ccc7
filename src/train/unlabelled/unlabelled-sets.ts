/**
 * Folders of pictures without labels as one list: those that are labelled too left out, those of the data's own test part counted,
 * all as the camera's whose pictures training reads.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { type Camera, cameraMap } from '../../camera/index.js';
import { InputError } from '../../errors/index.js';
import { readWhole } from '../../files/index.js';
import { mappedPixels } from '../merge-pictures.js';
import type { PreparedPictures } from '../recipe.js';
import { setNames } from '../training-sets.js';
import {
  chosenPixels,
  type UnlabelledOrigin,
  type UnlabelledPictures,
} from './unlabelled-pictures.js';

/** The pictures of one folder, whose labels were not read. */
export interface UnlabelledSet {
  readonly dir: string;
  /** Null where nobody says: then that of the labelled pictures. */
  readonly camera: Camera | null;
  readonly pictures: PreparedPictures;
}

export interface JoinedUnlabelled {
  readonly pictures: UnlabelledPictures;
  /** Sentences for people. */
  readonly notices: readonly string[];
}

/**
 * @param labelled their contents, and the folders of the data sets that they are of
 * @param to the camera as whose pictures labelled ones are read, where they are mapped
 * Throws InputError where no picture is left, or one of an unknown camera is to be mapped.
 */
export function joinUnlabelled(
  sets: readonly UnlabelledSet[],
  labelled: { readonly contentHashes: readonly string[]; readonly dirs: readonly string[] },
  to: Camera | undefined,
): JoinedUnlabelled {
  const seen = new Set(labelled.contentHashes);
  const names = setNames(sets);
  const parts = sets.map((set, i) => {
    const { contentHashes = [], input } = set.pictures;
    const kept = [...input.entries.keys()].filter((index) => {
      const hash = contentHashes[index]!;
      if (seen.has(hash)) return false;
      seen.add(hash);
      return true;
    });
    if (kept.length === 0) {
      throw new InputError(
        `${set.dir}: expected pictures without labels, got ${input.entries.length} that are all labelled, or given twice; name others with --unlabelled`,
      );
    }
    const hashes = kept.map((index) => contentHashes[index]!);
    const ids = kept.map((index) => input.entries[index]!.id);
    const ofTestPart = countTestPictures(labelled.dirs, ids, hashes);
    const leftOut = input.entries.length - kept.length;
    const digest = createHash('sha256')
      .update(hashes.join())
      .update(mapOf(set, to)?.join() ?? '');
    const origin: UnlabelledOrigin = {
      name: names[i]!,
      hash: digest.digest('hex'),
      pictures: kept.length,
      ...(leftOut > 0 ? { leftOut } : {}),
      ...(ofTestPart > 0 ? { ofTestPart } : {}),
      ...(set.camera ? { camera: set.camera.name } : {}),
    };
    return { set, kept, origin };
  });
  return {
    pictures: packed(parts, to),
    notices: parts.flatMap(({ origin, set }) => noticesOf(set.dir, origin)),
  };
}

interface Part {
  readonly set: UnlabelledSet;
  readonly kept: readonly number[];
  readonly origin: UnlabelledOrigin;
}

function packed(parts: readonly Part[], to: Camera | undefined): UnlabelledPictures {
  const pixelsOf = (kind: 'source' | 'input') =>
    joined(
      parts.map(({ set, kept }) => {
        const chosen = { ...set.pictures[kind] };
        const map = mapOf(set, to);
        const own = chosenPixels(chosen, kept);
        return map ? mappedPixels({ pixels: own }, kind, map) : own;
      }),
    );
  const { heightPx, widthPx } = parts[0]!.set.pictures.source;
  const hash = createHash('sha256');
  for (const { origin } of parts) hash.update(`${origin.hash}\n`);
  return {
    heightPx,
    widthPx,
    source: pixelsOf('source'),
    input: pixelsOf('input'),
    count: parts.reduce((sum, { kept }) => sum + kept.length, 0),
    hash: hash.digest('hex'),
    origin: parts.map(({ origin }) => origin),
  };
}

/** Throws InputError for pictures of a camera that nobody names, where they are to be another's. */
function mapOf({ dir, camera }: UnlabelledSet, to: Camera | undefined) {
  if (!to) return null;
  if (camera) return camera.name === to.name ? null : cameraMap(camera, to);
  throw new InputError(
    `${dir}: expected to know which camera took the pictures; give --camera once for each --data and each --unlabelled, or "camera" in dataset.json`,
  );
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new Float32Array(new SharedArrayBuffer(4 * length));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Pictures that lie in a test part of the data, under any path: by name, and then by content. */
function countTestPictures(
  dirs: readonly string[],
  ids: readonly string[],
  hashes: readonly string[],
): number {
  const hashOf = new Map(ids.map((id, i) => [id, hashes[i]!]));
  const found = new Set<string>();
  for (const dir of dirs) {
    const folder = join(dir, 'test', 'PNG');
    for (const file of existsSync(folder) ? readdirSync(folder) : []) {
      const id = parse(file).name;
      const hash = hashOf.get(id);
      if (hash === undefined) continue;
      const bytes = readWhole(join(folder, file));
      if (createHash('sha256').update(bytes).digest('hex') === hash) found.add(id);
    }
  }
  return found.size;
}

function noticesOf(dir: string, { pictures, leftOut, ofTestPart }: UnlabelledOrigin): string[] {
  return [
    ...(leftOut === undefined
      ? []
      : [
          `${dir}: ${leftOut} of ${leftOut + pictures} pictures are labelled too, or given twice, and are left out`,
        ]),
    ...(ofTestPart === undefined
      ? []
      : [
          `${dir}: ${ofTestPart} of ${pictures} pictures are of the test part of --data. Their labels are not read, but the model learns from them (transductively): what it errs by there says nothing of new pictures. The model file says so`,
        ]),
  ];
}

/** Folders that hold a data set a camera: which camera each is, by its dataset.json or by NUS-8's names. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cameraByName } from '../dist/camera/index.js';
import { datasetCamera } from '../dist/dataset/index.js';

/** Cheng et al. 2014: their folders. */
const NUS_8 = {
  C1: 'Canon EOS-1Ds Mark III',
  Canon600D: 'Canon EOS 600D',
  Fuji: 'Fujifilm X-M1',
  NikonD40: 'Nikon D40',
  NikonD5200: 'Nikon D5200',
  NikonD810: 'Nikon D810',
  Olympus: 'Olympus E-PL6',
  Panasonic: 'Panasonic DMC-GX1',
  Samsung: 'Samsung NX2000',
  Sony: 'Sony SLT-A57',
};

/** `{ name, dir, camera }` of each folder in `data`, or of those that `only` names with commas. */
export function cameraFolders(data, only) {
  return readdirSync(data, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (!only || only.split(',').includes(entry.name)))
    .map(({ name }) => {
      const dir = join(data, name);
      return { name, dir, camera: datasetCamera(dir) ?? cameraByName(NUS_8[name] ?? name).camera };
    });
}

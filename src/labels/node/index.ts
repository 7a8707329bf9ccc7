export { type OwnFolder, readBook, readOwnFolder, type Tuning, WORKING_LEVELS } from './folder.js';
export { type Imported, type ImportOptions, importShots, WORKING_PX } from './import-shots.js';
export { appendLabels, deriveDataset, newKey, shade, shadingOfShot } from './keep-labels.js';
export { labelAsShot, type WeakLabelling } from './weak-labels.js';

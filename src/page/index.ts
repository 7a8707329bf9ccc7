export type { FolderPicture, ListedFolder } from './folder-pictures.js';
export { type PageOptions, servePictures } from './serve-pictures.js';

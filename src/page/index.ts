export {
  type FolderPicture,
  type FolderPictures,
  folderPictures,
  type ListedFolder,
} from './folder-pictures.js';
export { type PageOptions, servePictures } from './serve-pictures.js';

/** Pictures by what a user calls them, for programs that count every megabyte. */
export { type ChosenPictures, chosenPictures, type PictureChoice } from './chosen-pictures.js';

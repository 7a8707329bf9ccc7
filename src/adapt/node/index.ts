export { adaptationChoice, adaptToPictures, type HoldBack } from './adapt-to-pictures.js';

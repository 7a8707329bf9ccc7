/** Reading alone: for programs that count every megabyte. */
export {
  type InputWords,
  readInputBytes,
  readInputText,
  unreadable,
} from './read-input.js';
export { readWhole } from './read-whole.js';

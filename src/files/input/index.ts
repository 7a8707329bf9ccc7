/** Reading alone: for programs that count every megabyte. */
export {
  asInput,
  type InputWords,
  readInputBytes,
  readInputText,
  unreadable,
} from './read-input.js';
export { readWhole } from './read-whole.js';

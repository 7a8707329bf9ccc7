export { appendLines } from './append-lines.js';
export {
  type InputWords,
  readInputBytes,
  readInputText,
  readWhole,
  unreadable,
} from './input/index.js';
export { LockHeld, type LockOwner, lockFile } from './lock-file.js';
export { makeFolder } from './make-folder.js';
export { asOutput, isSystemError, OutputError, outputFault } from './output-error.js';
export { isSameFile, outputsFor } from './outputs-for.js';
export { tryOutputFile, tryOutputFolder } from './try-output.js';
export { type FileContent, writeFileAtomically } from './write-atomically.js';
export { writePiecesAtomically } from './write-pieces.js';
export { type NamedContent, type WrittenFile, writeFilesTogether } from './write-together.js';

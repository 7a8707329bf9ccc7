export { LockHeld, type LockOwner, lockFile } from './lock-file.js';
export { writeFileAtomically } from './write-atomically.js';

// Inputs as files in a reader's own folder.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function inFile(dir, name, bytes) {
  const file = join(dir, name);
  writeFileSync(file, bytes);
  return file;
}

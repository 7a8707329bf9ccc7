/** `deepawb web` for tests. */
import { spawn } from 'node:child_process';
import { MAIN } from '../support/run-cli.js';

/** The program until it has said where the page is. */
export function serveWeb(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly url: string; readonly stop: () => void }> {
  const child = spawn(process.execPath, [MAIN, 'web', ...args, '--json'], { cwd });
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      try {
        const [first] = JSON.parse(text).urls;
        resolve({ url: first, stop: () => child.kill() });
      } catch {
        // Not all of it yet.
      }
    });
    child.on('close', (code) => reject(new Error(`web ended with ${code}: ${text}`)));
  });
}

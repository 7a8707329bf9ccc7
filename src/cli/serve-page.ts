/** A page served by a command until Ctrl-C. */
import type { LocalServer } from '../serve/index.js';
import { visibleText } from '../text/index.js';
import type { CommandContext } from './command-context.js';

interface ServedPage {
  readonly json: true | undefined;
  /** Said below the addresses. */
  readonly hint: string;
  readonly dir: string | undefined;
}

/** Rejects as `serve` does. */
export async function servedUntilStopped(
  { json, hint, dir }: ServedPage,
  { terminal, signal }: CommandContext,
  serve: (onFault: (error: unknown) => void) => Promise<LocalServer>,
): Promise<void> {
  const onFault = (error: unknown) =>
    terminal.error(visibleText(error instanceof Error ? error.message : String(error)));
  const server = await serve(onFault);
  if (json) terminal.printJson({ dir: dir ?? null, urls: server.urls });
  else {
    for (const url of server.urls) terminal.print(url);
    terminal.note(hint);
  }
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
}

/** A page served by a command until Ctrl-C. */
import type { LocalServer } from '../serve/index.js';
import { visibleText } from '../text/index.js';
import type { CommandContext } from './command-context.js';
import { UsageError } from './exit-code.js';

interface ServedPage {
  readonly host: string;
  readonly port: number;
  readonly json: true | undefined;
  /** Said below the addresses. */
  readonly hint: string;
  readonly dir: string | undefined;
}

const ADDRESS_FAULTS = ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'ENOTFOUND'];

/** Throws UsageError for an address that cannot be served on, and what `serve` throws. */
export async function servedUntilStopped(
  { host, port, json, hint, dir }: ServedPage,
  { terminal, signal }: CommandContext,
  serve: (onFault: (error: unknown) => void) => Promise<LocalServer>,
): Promise<void> {
  const onFault = (error: unknown) =>
    terminal.error(visibleText(error instanceof Error ? error.message : String(error)));
  const server = await serve(onFault).catch((error: NodeJS.ErrnoException) => {
    const { code = '' } = error;
    if (!ADDRESS_FAULTS.includes(code)) throw error;
    const cure =
      code === 'EADDRINUSE' ? 'Name another --port.' : "Name one of this machine's addresses.";
    throw new UsageError(`--host ${host}, --port ${port}: cannot be served on (${code}). ${cure}`);
  });
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

/** Runs a command in this process: starting Node for each would take most of the time. */
import { runCli } from '../../dist/cli/run-cli.js';
import { createTerminal } from '../../dist/terminal/index.js';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `cache`: folder of thumbnails and fits. */
export async function run(args: readonly string[], cache: string): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    write: (text: string) => {
      said[name] += text;
      return true;
    },
  });
  const env = { DEEPAWB_CACHE: cache };
  const streams = { stdout: stream('stdout'), stderr: stream('stderr') } as never as {
    stdout: NodeJS.WriteStream;
    stderr: NodeJS.WriteStream;
  };
  const argv = process.argv;
  process.argv = ['node', 'deepawb', ...args];
  try {
    const terminal = createTerminal({ ...streams, env });
    const { signal } = new AbortController();
    return { code: await runCli(args, { terminal, signal, env }), ...said };
  } finally {
    process.argv = argv;
  }
}

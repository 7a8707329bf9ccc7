/**
 * What a device is asked to do, as one POSIX shell script over one connection. It removes its folder whatever happens:
 * when the connection drops, reading ends early or writing fails, and its exit trap runs. Steps are told on stderr.
 */

/** Marks the lines that name steps. */
const STEP_MARK = 'deepawb-step ';

export type DeviceStep = 'make a folder' | 'copy' | 'compile' | 'find node' | 'wait' | 'run';

export interface DeviceScript {
  /** Bytes that come on stdin, as one file. */
  readonly payloadBytes: number;
  /** `node`: an ES module; `program`: an executable; `c`: a C source, compiled there. */
  readonly payload: 'node' | 'program' | 'c';
  readonly request: readonly string[];
  readonly remoteDir?: string | undefined;
  readonly timeoutSeconds: number;
}

/** Flags that need no more of a compiler than being one. */
export const C_FLAGS = ['-std=c99', '-O3'] as const;

export function deviceScript(script: DeviceScript): string {
  const { payloadBytes, payload, request, remoteDir, timeoutSeconds } = script;
  const file = { node: 'runner.mjs', program: 'runner', c: 'runner.c' }[payload];
  const wanted = request.map(quoteForShell).join(' ');
  const command = payload === 'node' ? `node "$d/runner.mjs"` : `"$d/runner"`;
  const lines = [
    'umask 077',
    `step() { echo "${STEP_MARK}$1" >&2; }`,
    'step "make a folder"',
    `base=${remoteDir === undefined ? `"\${TMPDIR:-/tmp}"` : quoteForShell(remoteDir)}`,
    'd=$(mktemp -d "$base/deepawb-XXXXXX") || exit 1',
    'lock=',
    `trap 'rm -rf "$d" "\${lock:-$d}"' EXIT`,
    "trap 'exit 1' HUP INT TERM PIPE",
    ...(payload === 'node'
      ? [
          'step "find node"',
          'command -v node >/dev/null || { echo "no node in PATH" >&2; exit 1; }',
        ]
      : []),
    'step copy',
    `cat >"$d/${file}" || exit 1`,
    `got=$(wc -c <"$d/${file}")`,
    `[ "$got" -eq ${payloadBytes} ] || { echo "only $got of ${payloadBytes} bytes arrived" >&2; exit 1; }`,
    ...(payload === 'c'
      ? ['step compile', `cc ${C_FLAGS.join(' ')} "$d/runner.c" -o "$d/runner" -lm || exit 1`]
      : []),
    ...(payload === 'program' ? ['chmod 700 "$d/runner" || exit 1'] : []),
    'step wait',
    ...takeTurns(timeoutSeconds),
    'step run',
    'limit=',
    `if command -v timeout >/dev/null; then limit="timeout ${timeoutSeconds}"; fi`,
    `$limit ${command} ${wanted} </dev/null`,
  ];
  return lines.join('\n');
}

/** One measurement at a time: a folder is the lock, and a process that is gone holds none. */
function takeTurns(seconds: number): string[] {
  return [
    'turn="$base/deepawb-measuring-$(id -u)"',
    'n=0',
    'until mkdir "$turn" 2>/dev/null; do',
    '  holder=$(cat "$turn/pid" 2>/dev/null)',
    '  if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then rm -rf "$turn"; fi',
    '  n=$((n + 1))',
    `  [ "$n" -le ${seconds} ] || { echo "process \${holder:-?} measures there; if it does not, remove $turn" >&2; exit 1; }`,
    '  sleep 1',
    'done',
    'lock=$turn',
    'echo $$ >"$turn/pid"',
  ];
}

export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Takes the step lines out of what a device said. */
export function readSteps(stderr: string): { step: DeviceStep | null; said: string } {
  const lines = stderr.split('\n');
  const steps = lines.filter((line) => line.startsWith(STEP_MARK));
  return {
    step: (steps.at(-1)?.slice(STEP_MARK.length).trim() as DeviceStep | undefined) ?? null,
    said: lines
      .filter((line) => !line.startsWith(STEP_MARK))
      .join('\n')
      .trim(),
  };
}

/**
 * What a device is asked to do, as one POSIX shell script over one connection. It ends, and removes its folder, when the
 * connection does: stdin stays open while somebody waits for the figures. Steps are told on stderr.
 */
import { shellWord } from '../../text/index.js';

/** Marks the lines that name steps. */
const STEP_MARK = 'deepawb-step ';

export type DeviceStep = 'make a folder' | 'copy' | 'compile' | 'find node' | 'wait' | 'run';

export interface DeviceScript {
  /** Bytes that come on stdin, as one file; what follows them is not read. */
  readonly payloadBytes: number;
  /** `node`: an ES module; `program`: an executable; `c`: a C source, compiled there. */
  readonly payload: 'node' | 'program' | 'c';
  readonly request: readonly string[];
  readonly remoteDir?: string | undefined;
  /** The device's own limit, for connections that break without its notice. */
  readonly timeoutSeconds: number;
}

/** Flags that need no more of a compiler than being one. */
export const C_FLAGS = ['-std=c99', '-O3'] as const;

const PAYLOAD_FILES = { node: 'runner.mjs', program: 'runner', c: 'runner.c' } as const;

export function deviceScript(script: DeviceScript): string {
  const { payloadBytes, payload, request, remoteDir, timeoutSeconds } = script;
  const file = PAYLOAD_FILES[payload];
  return [
    'umask 077',
    'exec 3<&0',
    `step() { echo "${STEP_MARK}$1" >&2; }`,
    'fail() { echo "$1" >&2; exit 1; }',
    'step "make a folder"',
    `base=${remoteDir === undefined ? `"\${TMPDIR:-/tmp}"` : shellWord(remoteDir)}`,
    'd=$(mktemp -d "$base/deepawb-XXXXXX") || exit 1',
    ...cleanUpAtExit(),
    ...endInTime(timeoutSeconds),
    ...(payload === 'node' ? findNode() : []),
    'step copy',
    // Not `cat` alone: stdin stays open. Not `head` alone: in BusyBox only `cat` says that a disk is full.
    `head -c ${payloadBytes} <&3 | cat >"$d/${file}" || exit 1`,
    `got=$(wc -c <"$d/${file}")`,
    `[ "$got" -eq ${payloadBytes} ] || fail "only $got of ${payloadBytes} bytes arrived"`,
    ...endWithConnection(),
    ...(payload === 'c'
      ? ['step compile', `run cc ${C_FLAGS.join(' ')} "$d/runner.c" -o "$d/runner" -lm || exit 1`]
      : []),
    ...(payload === 'program' ? ['chmod 700 "$d/runner" || exit 1'] : []),
    'step wait',
    ...takeTurns(),
    'step run',
    `run ${payload === 'node' ? 'node "$d/runner.mjs"' : '"$d/runner"'} ${request.map(shellWord).join(' ')}`,
    'code=$?',
    // What a shell makes of a program for another processor.
    ...(payload === 'program'
      ? ['case $code in 2|126|127) echo "the processor there is $(uname -m)" >&2;; esac']
      : []),
    'exit $code',
  ].join('\n');
}

/** `run` waits for a program that a signal to the script ends at once; compilers keep their own files in the folder. */
function cleanUpAtExit(): string[] {
  return [
    'child= watchers= lock=',
    `trap 'kill $child $watchers 2>/dev/null; rm -rf "$d" "\${lock:-$d}"' EXIT`,
    "trap 'exit 1' HUP INT TERM PIPE",
    'run() { TMPDIR=$d "$@" </dev/null 3<&- & child=$!; wait "$child"; set -- $?; child=; return "$1"; }',
  ];
}

function findNode(): string[] {
  return [
    'step "find node"',
    'command -v node >/dev/null || fail "no node in PATH"',
    'version=$(node --version </dev/null 3<&-) || exit 1',
    'case $version in v?.*|v1?.*) fail "node $version is too old";; esac',
  ];
}

/** Ends the script when time is up; `sleep` goes with it. */
function endInTime(seconds: number): string[] {
  return [
    `( trap 'kill $nap; exit' TERM; sleep ${seconds} & nap=$!; wait "$nap"; kill $$ ) >/dev/null 2>&1 3<&- &`,
    'watchers=$!',
  ];
}

/** Ends the script when stdin does. */
function endWithConnection(): string[] {
  return ['( cat <&3; kill $$ ) >/dev/null 2>&1 &', 'watchers="$watchers $!"'];
}

/**
 * One measurement at a time on a device, whoever's: a folder is the lock, and a process that is gone holds none. It is
 * moved away before it is removed, so that of two that wait only one breaks it.
 */
function takeTurns(): string[] {
  return [
    `turn="\${TMPDIR:-/tmp}"`,
    '[ -w "$turn" ] || turn=$base',
    'turn=$turn/deepawb-measuring',
    'n=0',
    'umask 022',
    'until fault=$(mkdir "$turn" 2>&1); do',
    '  [ -d "$turn" ] || [ "$n" -lt 3 ] || fail "$fault"',
    '  holder=$(cat "$turn/pid" 2>/dev/null)',
    '  if [ -n "$holder" ]; then kill -0 "$holder" 2>/dev/null || [ -d "/proc/$holder" ]; else [ "$n" -lt 3 ]; fi ||',
    '    { mv "$turn" "$turn.$$" && rm -rf "$turn.$$"; } 2>/dev/null',
    '  [ "$n" -ne 1 ] || echo "process $holder measures there; if it does not, remove $turn" >&2',
    '  n=$((n + 1))',
    '  sleep 1',
    'done',
    'lock=$turn',
    'echo $$ >"$turn/pid" || exit 1',
    'umask 077',
  ];
}

/** Takes the lines that name steps out of what a device said so far; a line that has not ended may be half a name. */
export function readSteps(stderr: string): { steps: DeviceStep[]; said: string } {
  const lines = stderr.slice(0, stderr.lastIndexOf('\n') + 1).split('\n');
  const steps = lines
    .filter((line) => line.startsWith(STEP_MARK))
    .map((line) => line.slice(STEP_MARK.length).trim() as DeviceStep);
  const said = stderr.split('\n').filter((line) => !line.startsWith(STEP_MARK));
  return { steps, said: said.join('\n').trim() };
}

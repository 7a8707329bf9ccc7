/**
 * What this process leaves behind when it is killed: processes that it started and folders that it made. A small shell
 * outlives it just long enough: its stdin ends when this process does, however that came about, and then it kills and
 * removes what it was told of and not taken back. Children that are stopped by a signal could not see for themselves that
 * their parent is gone. Where there is no `sh`, nothing is guarded.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** `c PID` and `f FOLDER` are to be watched, `C` and `F` no longer. Positional parameters are the folders. */
const SCRIPT = String.raw`
trap '' HUP INT TERM
children=' '
while IFS= read -r line; do
  word=\${line#? }
  case $line in
    'c '*) children="$children$word ";;
    'C '*) case $children in *" $word "*) children="\${children%% $word *} \${children#* $word }";; esac;;
    'f '*) set -- "$@" "$word";;
    'F '*) n=$#; while [ $n -gt 0 ]; do [ "$1" = "$word" ] || set -- "$@" "$1"; shift; n=$((n - 1)); done;;
  esac
done
for child in $children; do kill -KILL "$child"; done
[ $# -gt 0 ] || exit 0
rm -rf -- "$@"
# A compiler's helpers may have written once more.
sleep 1
rm -rf -- "$@"
`.replaceAll('\\$', '$');

let guard: ChildProcess | null = null;

/** Kills a process when this one is gone; call what it returns when that process has ended. */
export function guardProcess(pid: number | undefined): () => void {
  if (pid === undefined) return () => undefined;
  tell(`c ${pid}`);
  return () => tell(`C ${pid}`);
}

/** Removes a folder, and all in it, when this process is gone; call what it returns when it has been removed. */
export function guardFolder(folder: string): () => void {
  if (folder.includes('\n')) return () => undefined;
  tell(`f ${folder}`);
  return () => tell(`F ${folder}`);
}

function tell(line: string): void {
  guard ??= startGuard();
  guard?.stdin?.write(`${line}\n`);
}

/** A process of a group of its own: what is sent to ours, as by Ctrl-C, does not reach it. */
function startGuard(): ChildProcess | null {
  if (process.platform === 'win32') return null;
  const child = spawn('sh', ['-c', SCRIPT, 'deepawb-guard'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  // Without it everything works as well, until somebody is killed.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as { unref?: () => void }).unref?.();
  return child;
}

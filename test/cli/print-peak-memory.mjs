/** Preloaded into a process (node --import): prints its peak resident memory when it ends. */
import { readFileSync } from 'node:fs';

process.on('exit', () => {
  process.stderr.write(`peak memory ${peakKilobytes()} kB\n`);
});

/** Linux's own mark: that of resourceUsage begins with the process that started this one, here the tests'. */
function peakKilobytes() {
  try {
    return /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

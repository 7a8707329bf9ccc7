/** A clock for limits of work: it stands still while other programs have the machine, so that a busy one finds what an idle one does. */

interface WithThreadUsage {
  /** From Node 23.9 on. */
  readonly threadCpuUsage?: () => { readonly user: number; readonly system: number };
}

/** Milliseconds of the processor that this thread took; before Node 23.9 those of all threads of the process together. */
export function processorMs(): number {
  const { threadCpuUsage } = process as unknown as WithThreadUsage;
  const { user, system } = threadCpuUsage?.call(process) ?? process.cpuUsage();
  return (user + system) / 1000;
}

/** Arguments may hold a password, and every user of a machine can list those of its processes. */

/** Writes a title over this process's arguments, where the system has room for that there. */
export function hideArguments(title: string): void {
  process.title = title;
}

/** Paragraphs for a terminal: broken at spaces to a width, every line indented. */

/** A sentence broken to the width of a terminal; in files and pipes it stays one line. */
export function wrapFor(
  stdout: { readonly isTTY: boolean; readonly columns: number },
  text: string,
): string {
  return stdout.isTTY ? wrapText(text, stdout.columns) : text;
}

/** Words longer than the room (paths, commands) stay whole and stick out. */
export function wrapText(text: string, columns: number, indent = ''): string {
  const room = Math.max(20, columns - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((l) => `${indent}${l}`).join('\n');
}

/** Numbers, arrays and comments as C99 text. */

const LINE_WIDTH = 100;

/** The shortest decimal that a compiler rounds to the very float32. Throws RangeError for what is not finite. */
export function floatLiteral(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) {
    throw new RangeError(`floatLiteral: expected a finite float32, got ${value}`);
  }
  // Nine digits tell any two floats apart [IEEE 754-2019, 5.12.2]; mostly fewer do.
  let text = '';
  for (let digits = 1; digits <= 9; digits++) {
    text = single.toPrecision(digits);
    if (Math.fround(Number(text)) === single) break;
  }
  const short = Object.is(single, -0) ? '-0' : String(Number(text));
  return /[.e]/.test(short) ? `${short}f` : `${short}.0f`;
}

/** `static const TYPE name[n] = {...};`, lines filled. */
export function constantArray(type: string, name: string, values: readonly string[]): string {
  return `static const ${type} ${name}[${values.length}] = {\n${filled(values)}\n};`;
}

export function floatArray(name: string, values: ArrayLike<number>): string {
  return constantArray('float', name, Array.from(values, floatLiteral));
}

function filled(values: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const value of values) {
    if (line !== '' && line.length + value.length + 4 > LINE_WIDTH) {
      lines.push(line);
      line = '';
    }
    line += `${line === '' ? '  ' : ' '}${value},`;
  }
  return [...lines, line].join('\n');
}

/**
 * A text as one line of a block comment, whatever it holds: what would end the comment, open another, leave the line or
 * be a trigraph [C99, 5.2.1.1] is pulled apart; characters that change how the line reads become spaces. Spaces stay.
 */
export function commentText(text: string): string {
  return (
    text
      // biome's rule wants no control characters in a pattern, hence the class by property.
      .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
      .replace(/\*(?=\/)/g, '* ')
      .replace(/\/(?=\*)/g, '/ ')
      .replace(/\?(?=\?)/g, '? ')
      .trimEnd()
  );
}

/** A block comment of these lines, each made harmless as a whole. */
export function blockComment(lines: readonly string[]): string {
  return `/*\n${lines.map((line) => ` * ${commentText(line)}`.trimEnd()).join('\n')}\n */`;
}

/** Numbers and arrays as C99 text; names and comments are the text layer's. */

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

/** `static const TYPE name[n] = {...};`, lines filled; `attribute` stands behind the name. */
export function constantArray(
  type: string,
  name: string,
  values: readonly string[],
  attribute = '',
): string {
  const behind = attribute === '' ? '' : ` ${attribute}`;
  return `static const ${type} ${name}[${values.length}]${behind} = {\n${filled(values)}\n};`;
}

export function floatArray(name: string, values: ArrayLike<number>): string {
  return constantArray('float', name, Array.from(values, floatLiteral));
}

/** The shortest decimal that a compiler rounds to the very double. Throws RangeError for what is not finite. */
export function doubleLiteral(value: number): string {
  if (!Number.isFinite(value)) {
    throw new RangeError(`doubleLiteral: expected a finite number, got ${value}`);
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

export function doubleArray(name: string, values: ArrayLike<number>): string {
  return constantArray('double', name, Array.from(values, doubleLiteral));
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

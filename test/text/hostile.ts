/** Text as somebody writes it who wants out of a comment, a string, a cell, a fence, a line or a terminal's line. */
import fc from 'fast-check';

/** Stands in every hostile text, so that a test can look for it outside its place. */
export const CANARY = 'canary7';

const ESC = '\u001b';

export const HOSTILE_TEXTS: readonly string[] = [
  `*/ int ${CANARY}(void) { return 1; } /*`,
  `??/\n*/ ${CANARY} /*??`,
  `*\u200b/ ${CANARY} */`,
  `\\\n#error ${CANARY}`,
  `"; ${CANARY}(); "`,
  `'; ${CANARY} $(touch ${CANARY}) \`touch ${CANARY}\` '`,
  `\r\n# ${CANARY}\n| ${CANARY} | \`\`\` ${CANARY} |`,
  `\`\`\`\`\n<b>${CANARY}</b>`,
  `<script>${CANARY}()</script><img src=x onerror=${CANARY}()>`,
  `"><svg onload=${CANARY}()>`,
  `</text><${CANARY}/>]]></style></title></script>`,
  `&${CANARY};&#x3c;`,
  `=cmd|'/c ${CANARY}'!A1`,
  `@SUM(${CANARY})`,
  `+${CANARY}`,
  `-1+${CANARY}`,
  `\t=${CANARY}`,
  `a,"b";=${CANARY}\n=${CANARY}`,
  `${ESC}]0;${CANARY}\u0007${ESC}[2J${ESC}[8m`,
  `\u009b2J\u009d0;${CANARY}\u009c`,
  `\u202e${CANARY}\u2066\u200f`,
  `\0\u0001\u0008\u000b\u000c\u007f${CANARY}\ufffe\uffff\ud800`,
  `\u2028${CANARY}\u2029\u0085`,
  `: {${CANARY}: &a *a, !!js/function x}\n- ${CANARY}`,
  `{{${CANARY}}} %s%n ${'${'}${CANARY}}`,
  `__proto__ ${CANARY}`,
  `??/??/\n${CANARY} ??' ??< ??> ??!`,
  `*\\\n/ ${CANARY} /\\\n*`,
  `// ${CANARY}\\`,
  `${CANARY} \\`,
  `\r${CANARY}\r\n\u000b\u000c\u0085\u2028`,
  `javascript:${CANARY}()`,
  `[${CANARY}](javascript:${CANARY}()) ![${CANARY}](x) <${CANARY}@b.c> # ${CANARY}`,
  `--- !!binary ${CANARY}\n...\n%TAG ! ${CANARY}\n--- &a [*a]\n<<: *a`,
  `- ${CANARY}: | # ${CANARY}`,
  `\uff1d${CANARY}`,
  `; rm -rf ${CANARY} && ${CANARY} || > ${CANARY} # !! * ~ {a,b}`,
  `-o${CANARY}`,
  `../../${CANARY}/..\\..`,
  `0x1p3 1e999 ${CANARY} NaN null true ~`,
  `${'x'.repeat(3000)}*/${CANARY}/*`,
];

/** Random texts of the signs that mean something somewhere. */
export const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({
    unit: fc.constantFrom(
      ...'*/\\?"\'`|<>&=+-@;,:#{}[]()$!%~_. \n\r\t\0a1',
      ESC,
      '\u009b',
      '\u202e',
      '\u2028',
      '\ufeff',
      '\ud83d',
      'é',
      '😀',
    ),
    maxLength: 24,
  }),
  fc.string({ unit: 'binary', maxLength: 24 }),
);

/** What may not stand in text for people: everything without a shape of its own, but line feeds. */
export const UNSEEN = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/u;

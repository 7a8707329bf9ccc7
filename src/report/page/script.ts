/**
 * The one script of a report: tables are sorted by a click on a heading, methods are chosen, pictures enlarged. Without it a report is
 * whole. It takes nothing from outside, and the page's policy names it by its hash, so that nothing else can run.
 */
import { createHash } from 'node:crypto';
import { html, type Markup, trusted } from './markup.js';

/**
 * Rows and columns of a method carry its name in `data-method`; `data-sort` is a cell's value where its text is not it.
 * Figures go before words, and rows that are alike keep their order.
 */
const SCRIPT = `
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const valueOf = (row, column) => {
  const text = row.cells[column]?.dataset.sort ?? row.cells[column]?.textContent.trim() ?? '';
  const value = Number.parseFloat(text.replaceAll(',', '').replace('\\u2212', '-'));
  return Number.isNaN(value) ? text : value;
};
const order = (a, b) => {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return typeof a === 'number' ? a - b : a.localeCompare(b);
};
for (const table of all('table.sortable')) {
  const [body] = table.tBodies;
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    if (heading.textContent.trim() === '' || heading.classList.contains('whisker')) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const isDown = heading.getAttribute('aria-sort') === 'ascending';
      for (const other of headings) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
      const rows = [...body.rows].map((row, i) => ({ row, i, value: valueOf(row, column) }));
      rows.sort((a, b) => (isDown ? -1 : 1) * order(a.value, b.value) || a.i - b.i);
      body.append(...rows.map(({ row }) => row));
    });
  });
}
const size = document.querySelector('[data-enlarge]');
if (size) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'size';
  button.textContent = 'Larger pictures';
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => {
    const isLarge = document.body.classList.toggle('large');
    button.setAttribute('aria-pressed', String(isLarge));
  });
  size.replaceWith(button);
}
const place = document.querySelector('[data-choose]');
const methods = [...new Set(all('[data-method]').map(({ dataset }) => dataset.method))];
if (place && methods.length > 2) {
  const group = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = 'Methods in tables and pictures';
  group.append(legend);
  for (const name of methods) {
    const label = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = true;
    box.addEventListener('change', () => {
      for (const element of all('[data-method]')) {
        if (element.dataset.method === name) element.hidden = !box.checked;
      }
    });
    label.append(box, name);
    group.append(label);
  }
  place.replaceWith(group);
}
`;

/** Where pictures are made larger; nothing without the script. */
export const PICTURE_SIZE: Markup = html`<div data-enlarge></div>`;

/** Where the methods are chosen; nothing without the script. */
export const METHOD_CHOICE: Markup = html`<div data-choose></div>`;

const HASH = createHash('sha256').update(SCRIPT).digest('base64');

/** What a page may load and run: itself. */
export const PAGE_POLICY: Markup = html`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${HASH}'">`;

export const PAGE_SCRIPT: Markup = trusted(`<script>${SCRIPT}</script>`);

/** The search of the site: a field in the header, an index that is loaded as a script when the field is first used. */
import MiniSearch from 'minisearch';
import { INDEX_OPTIONS, SEARCH_OPTIONS } from './search-options.mjs';

const MOST_SHOWN = 12;

const place = document.getElementById('search');
const { root } = place.dataset;
place.innerHTML =
  '<input type="search" aria-label="Search these pages" placeholder="Search" autocomplete="off" spellcheck="false"><div role="status"></div>';
const [input, status] = place.children;
let index;
let loading;

/** By a script element, since a page that was opened from a file may fetch nothing. */
function loadIndex() {
  loading ??= new Promise((resolve, reject) => {
    globalThis.deepawbSearchIndex = (data) => {
      index = MiniSearch.loadJS(data, INDEX_OPTIONS);
      resolve();
    };
    const script = document.createElement('script');
    script.src = `${root}assets/search-index.js`;
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

function close() {
  place.querySelector('.found')?.remove();
}

function entry({ url, heading, title }) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = root + url;
  const name = document.createElement('b');
  name.textContent = heading || title;
  const page = document.createElement('span');
  page.textContent = title;
  link.append(name, page);
  link.addEventListener('click', close);
  item.append(link);
  return item;
}

async function show() {
  const query = input.value.trim();
  if (query === '') {
    close();
    status.textContent = '';
    return;
  }
  try {
    await loadIndex();
  } catch {
    status.textContent = 'The index of the search could not be read.';
    return;
  }
  if (query !== input.value.trim()) return;
  const found = index.search(query, SEARCH_OPTIONS).slice(0, MOST_SHOWN);
  close();
  const list = document.createElement('ul');
  list.className = 'found';
  if (found.length === 0) {
    const none = document.createElement('li');
    none.textContent = `Nothing about "${query}".`;
    list.append(none);
  } else list.append(...found.map(entry));
  place.append(list);
  status.textContent = found.length === 1 ? '1 place found' : `${found.length} places found`;
}

input.addEventListener('focus', () => loadIndex().catch(() => {}));
input.addEventListener('input', show);

/** Arrows go through what was found, Escape closes it, / goes to the field. */
place.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    close();
    input.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [input, ...place.querySelectorAll('.found a')];
  stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  event.preventDefault();
});
document.addEventListener('keydown', (event) => {
  const { target } = event;
  if (event.key !== '/' || target.closest?.('input, textarea, select')) return;
  event.preventDefault();
  input.focus();
});
document.addEventListener('click', ({ target }) => {
  if (!place.contains(target)) close();
});

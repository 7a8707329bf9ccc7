/** Markdown to markup: anchors as GitHub makes them, links turned to the site's pages, names of commands and subpaths linked. */
import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import MarkdownIt from 'markdown-it';
import { addressOf, linkBetween, ROOT } from './sources.mjs';

/** The anchor of a heading. `taken` counts those of the page. */
export function anchorOf(heading, taken) {
  const plain = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
  const times = taken.get(plain) ?? 0;
  taken.set(plain, times + 1);
  return times === 0 ? plain : `${plain}-${times}`;
}

const textOf = (inline) =>
  (inline.children ?? [])
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');

/** Gives headings their anchors and notes them with the text below each, for the list beside the page and for the search. */
function noteSections(state) {
  const { env, tokens } = state;
  const taken = new Map();
  env.sections = [{ level: 1, anchor: '', heading: '', text: '' }];
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const heading = textOf(tokens[at + 1]);
      const anchor = anchorOf(heading, taken);
      token.attrSet('id', anchor);
      env.sections.push({ level: Number(token.tag.slice(1)), anchor, heading, text: '' });
    } else if (token.type === 'inline' && tokens[at - 1]?.type !== 'heading_open') {
      env.sections.at(-1).text += `${textOf(token)} `;
    } else if (token.type === 'fence' || token.type === 'code_block') {
      env.sections.at(-1).text += `${token.content} `;
    }
  }
}

/** Where a link of a source leads on the site; links that leave it stay. Notes what it leads to in `env.linked`. */
function turned(href, env) {
  if (/^[a-z]+:|^#/.test(href)) return href;
  const [path, anchor = ''] = decodeURI(href).split('#');
  if (env.generated) return href.replace(/\.md(?=#|$)/, '.html');
  const source = posix.join(posix.dirname(env.source), path).replace(/\/$/, '');
  const file = join(ROOT, source);
  // What is not there is left as it is, for the test of links to find.
  if (!existsSync(file)) return href;
  const isFolder = statSync(file).isDirectory();
  const readme = posix.join(source, 'README.md');
  const target = isFolder && existsSync(join(ROOT, readme)) ? readme : source;
  env.linked.add(target);
  const address = env.addressOf(target);
  return linkBetween(addressOf(env.source), address) + (anchor && `#${anchor}`);
}

/** Where a link's text is but the name of the file that it leads to, the page's title says more. */
function nameTarget(href, text, env) {
  if (text?.type !== 'text' || !/^[\w/.-]+\.md$/.test(text.content)) return;
  const source = posix.join(posix.dirname(env.source), href.split('#')[0]);
  text.content = env.titleOf(source) ?? text.content;
}

function turnLinks(state) {
  const { env } = state;
  for (const { children } of state.tokens) {
    for (const [at, token] of (children ?? []).entries()) {
      const attribute = { link_open: 'href', image: 'src' }[token.type];
      if (!attribute) continue;
      const href = token.attrGet(attribute);
      if (!env.generated) nameTarget(href, children[at + 1], env);
      token.attrSet(attribute, turned(href, env));
    }
  }
}

/** `deepawb/infer` and `deepawb data fetch` in a text lead to their pages, but for headings and what is a link already. */
function linkNames(state) {
  const { env, Token } = state;
  if (env.generated) return;
  for (const [at, token] of state.tokens.entries()) {
    if (token.type !== 'inline' || state.tokens[at - 1]?.type === 'heading_open') continue;
    let depth = 0;
    token.children = token.children.flatMap((child) => {
      depth += { link_open: 1, link_close: -1 }[child.type] ?? 0;
      const page = child.type === 'code_inline' && depth === 0 && env.pageOfName(child.content);
      if (!page) return [child];
      const open = new Token('link_open', 'a', 1);
      open.attrSet('href', linkBetween(addressOf(env.source), page));
      return [open, child, new Token('link_close', 'a', -1)];
    });
  }
}

function createParser(html) {
  const parser = new MarkdownIt({ html, linkify: false });
  parser.core.ruler.push('sections', noteSections);
  parser.core.ruler.push('links', turnLinks);
  parser.core.ruler.push('names', linkNames);
  const { rules } = parser.renderer;
  const self = (tokens, at, options, _env, renderer) => renderer.renderToken(tokens, at, options);
  // What is wider than the page scrolls by itself, and by keyboard.
  rules.table_open = (...args) => `<div class="scroll" tabindex="0">${self(...args)}`;
  rules.table_close = (...args) => `${self(...args)}</div>`;
  const fence = rules.fence;
  rules.fence = (...args) => fence(...args).replace('<pre>', '<pre tabindex="0">');
  return parser;
}

const parsers = { true: createParser(true), false: createParser(false) };

/**
 * Markup of a page and its sections. `context` says where links lead (`addressOf`), what pages are called (`titleOf`) and what
 * names mean (`pageOfName`); `generated` pages are Markdown of TypeDoc, with anchors of its own.
 */
export function renderMarkdown(text, source, context) {
  const env = { source, linked: new Set(), ...context };
  // Comments are notes for whoever runs the commands of a page, and not for its readers.
  const rendered = parsers[context.generated === true].render(
    text.replace(/^<!--.*?-->\n/gms, ''),
    env,
  );
  // A heading without a word is none.
  const markup = rendered.replace(/<th([^>]*)><\/th>/g, '<td$1></td>');
  return { markup, sections: env.sections, linked: env.linked };
}

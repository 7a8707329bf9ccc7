/** Links of a built site that lead to no file, or to no anchor in it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

const plain = (text) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');

/** What a page leads to within the site, as paths from the page and anchors. The site writes all attributes in double quotes. */
export function linksOf(text) {
  return [...text.matchAll(/\s(?:href|src)="([^"]*)"/g)]
    .map(([, href]) => plain(href))
    .filter((href) => !/^[a-z]+:/.test(href))
    .map((href) => {
      const [path, anchor = ''] = href.split('#').map(decodeURIComponent);
      return { href, path, anchor };
    });
}

const anchorsOf = (text) =>
  new Set([...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => plain(id)));

const pagesOf = (site) =>
  readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(site, name), 'utf8')]);

/** Broken links as `page: href`; an empty list where there are none. */
export function brokenLinks(site, pages = pagesOf(site)) {
  const anchors = new Map(pages.map(([address, text]) => [address, anchorsOf(text)]));
  const there = (address) =>
    anchors.has(address) ||
    (!address.endsWith('.html') &&
      existsSync(join(site, address)) &&
      statSync(join(site, address)).isFile());
  return pages.flatMap(([address, text]) =>
    linksOf(text)
      .filter(({ path, anchor }) => {
        const target = path === '' ? address : posix.join(posix.dirname(address), path);
        return !there(target) || (anchor !== '' && !anchors.get(target)?.has(anchor));
      })
      .map(({ href }) => `${address}: ${href}`),
  );
}

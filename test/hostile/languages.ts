/**
 * What each language of outputs may hold of a hostile text, said by parsers that are not ours: it stands in comments, strings,
 * cells and text, and nowhere does a token of it begin. Text that somebody wants to break out with holds CANARY.
 */
import { Resvg } from '@resvg/resvg-js';
import { Parser } from 'commonmark';
import { parse as parseCsv } from 'csv-parse/sync';
import { decode as decodePng } from 'fast-png';
import * as parse5 from 'parse5';
import { expect } from 'vitest';
import { isMap, isPair, isScalar, isSeq, parseAllDocuments, visit } from 'yaml';
import { decodeModel } from '../../dist/model/index.js';
import { CANARY, UNSEEN } from '../text/hostile.js';

type Check = (content: Uint8Array, name: string) => void;

const inText =
  (check: (text: string, name: string) => void): Check =>
  (content, name) =>
    check(new TextDecoder('utf-8', { fatal: true }).decode(content), name);

/** By the ending of a file. A file with another ending fails: a format that is new says here how it is held. */
export const LANGUAGES: Readonly<Record<string, Check>> = {
  c: inText(checkC),
  h: inText(checkC),
  md: inText(checkMarkdown),
  html: inText(checkHtml),
  svg: inText(checkSvg),
  csv: inText(checkCsv),
  json: inText(checkJson),
  jsonl: inText((text, name) => {
    expect(text.endsWith('\n'), name).toBe(true);
    for (const line of text.slice(0, -1).split('\n')) checkJson(line, name);
  }),
  yaml: inText(checkYaml),
  txt: inText(checkTerminal),
  png: (content) => void decodePng(content),
  awb: (content) => void decodeModel(content),
  checkpoint: (content) => expect(content.length).toBeGreaterThan(16),
  wasm: (content, name) => {
    const module = new WebAssembly.Module(content as BufferSource);
    for (const { name: exported } of WebAssembly.Module.exports(module))
      expect(exported, name).not.toContain(CANARY);
    expect(WebAssembly.Module.imports(module), name).toEqual([]);
  },
  // Names and text of ONNX are fields with a length; test/hostile/exports.test.ts loads it into ONNX Runtime.
  tflite: (content) => expect(Buffer.from(content.subarray(4, 8)).toString()).toBe('TFL3'),
  safetensors: (content, name) => {
    const length = Number(new DataView(content.buffer, content.byteOffset).getBigUint64(0, true));
    const header = new TextDecoder().decode(content.subarray(8, 8 + length));
    expect(() => JSON.parse(header), name).not.toThrow();
  },
  onnx: (content) => expect(content.length).toBeGreaterThan(16),
};

/** Throws where a file is of no language that is known here, or holds what it must not. */
export function checkFile(name: string, content: string | Uint8Array): void {
  const check = LANGUAGES[name.slice(name.lastIndexOf('.') + 1)];
  expect(check, `languages.ts: no check for the language of ${name}`).toBeDefined();
  check?.(typeof content === 'string' ? new TextEncoder().encode(content) : content, name);
}

const TRIGRAPHS: Readonly<Record<string, string>> = {
  '=': '#',
  '(': '[',
  '/': '\\',
  ')': ']',
  "'": '^',
  '<': '{',
  '!': '|',
  '>': '}',
  '-': '~',
};

/**
 * Tokens of C99 by the first four phases of translation [5.1.1.2]: trigraphs, spliced lines, comments, then tokens; strings
 * and character constants are one token each.
 */
export function tokensOfC(text: string): string[] {
  const spliced = text
    .replace(/\?\?([=(/)'<!>-])/g, (_, sign: string) => TRIGRAPHS[sign] ?? '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\\\n', '');
  const PIECE =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\[^\n]|[^"\\\n])*"|'(?:\\[^\n]|[^'\\\n])*'|[\w.]+|[^\s]/g;
  return (spliced.match(PIECE) ?? []).filter((piece) => !/^\/[*/]/.test(piece));
}

function checkC(text: string, name: string): void {
  expect(text, name).not.toMatch(UNSEEN);
  expect(text, name).not.toMatch(/\?\?[=(/)'<!>-]/);
  for (const token of tokensOfC(text)) {
    // Identifiers of ours hold the letters and digits of a model's name.
    if (token.startsWith('"') || /^deepawb_[a-z0-9_]+$/i.test(token)) continue;
    expect(token, name).not.toContain(CANARY);
  }
}

function checkMarkdown(text: string, name: string): void {
  expect(text, name).not.toMatch(UNSEEN);
  const walker = new Parser().parse(text).walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    const { type, literal, destination, title, info } = step.node;
    expect(['html_block', 'html_inline', 'image'], `${name}: ${literal}`).not.toContain(type);
    for (const part of [destination, title, info]) expect(part ?? '', name).not.toContain(CANARY);
  }
}

type Element = parse5.DefaultTreeAdapterTypes.Node;

function checkHtml(text: string, name: string): void {
  expect(text, name).not.toMatch(UNSEEN);
  const faults: string[] = [];
  const page = parse5.parse(text, { onParseError: ({ code }) => void faults.push(code) });
  expect(faults, name).toEqual([]);
  checkElements(page, name);
}

/** Names of elements and attributes are ours; scripts, styles and comments hold nothing of others but JSON. */
function checkElements(node: Element, name: string): void {
  if ('tagName' in node) {
    expect(node.tagName, name).not.toContain(CANARY);
    for (const { name: attribute, value } of node.attrs) {
      expect(attribute, name).not.toContain(CANARY);
      if (/^(?:on|style$|srcdoc$)/i.test(attribute)) expect(value, name).not.toContain(CANARY);
      if (/^(?:href|src|action|xlink:href)$/i.test(attribute))
        expect(value, name).not.toMatch(new RegExp(`^[^/#.]*:.*${CANARY}`, 'i'));
    }
  }
  if (node.nodeName === '#comment' && 'data' in node) expect(node.data, name).not.toContain(CANARY);
  for (const child of 'childNodes' in node ? node.childNodes : []) {
    const isCode = node.nodeName === 'script' || node.nodeName === 'style';
    if (isCode && 'value' in child && child.value.includes(CANARY)) checkJson(child.value, name);
    checkElements(child, name);
  }
}

/** XML by resvg, which takes nothing that is not well-formed; names by parse5. */
function checkSvg(text: string, name: string): void {
  expect(text, name).not.toMatch(UNSEEN);
  expect(new Resvg(text).width, name).toBeGreaterThan(0);
  checkElements(parse5.parseFragment(text), name);
}

function checkCsv(text: string, name: string): void {
  expect(text, name).not.toMatch(UNSEEN);
  const rows: string[][] = parseCsv(text);
  for (const row of rows) {
    for (const field of row) {
      if (!Number.isFinite(Number(field)))
        expect(field, name).not.toMatch(/^\s*[=+\-@\t\r＝＋－＠]/);
    }
  }
}

function checkJson(text: string, name: string): void {
  expect(text, name).not.toMatch(UNSEEN);
  expect(() => JSON.parse(text), name).not.toThrow();
}

/** One document without anchors, tags, comments; keys and values in one line each. */
function checkYaml(text: string, name: string): void {
  expect(text, name).not.toMatch(UNSEEN);
  const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent' });
  expect(documents, name).toHaveLength(1);
  const [document] = documents;
  if (!document || !('errors' in document)) return;
  expect([...document.errors, ...document.warnings], name).toEqual([]);
  expect(document.comment ?? document.commentBefore ?? '', name).toBe('');
  visit(document, (_, node) => {
    if (node === document || isPair(node)) return;
    const isPlain = isMap(node) || isSeq(node) || isScalar(node);
    expect(isPlain && !node.anchor && !node.tag && !node.comment, name).toBe(true);
  });
}

/** What a terminal gets where there are no colours: text that can be seen, and line feeds. */
function checkTerminal(text: string, name: string): void {
  expect(text, name).not.toMatch(UNSEEN);
}

/**
 * How text from outside is written into other languages, one writer each, and how figures and paragraphs are written
 * for people. Pure; sees nothing of the project.
 */
export { parseAspect } from './aspect.js';
export { blockComment, commentText, identifierFrom, stringLiteral } from './c.js';
export { csvField, csvText } from './csv.js';
export { describeValue } from './describe-value.js';
export { nearestName, withSuggestion } from './did-you-mean.js';
export { jsonInPage, jsonLine, jsonText } from './json.js';
export { markdownCode, markdownFence, markdownText } from './markdown.js';
export { escapeMarkup, readableMarkup } from './markup.js';
export {
  formatProgressBar,
  formatProgressPlain,
  type ProgressState,
  type ProgressUnit,
} from './progress-line.js';
export { formatBytes, formatCount, formatDuration, parseBytes } from './quantities.js';
export { readableShellWord, shellWord } from './shell.js';
export { type CommandTree, completionScript, SHELLS, type Shell } from './shell-completion.js';
export { utf8FromBytes, utf8ToBytes } from './utf8.js';
export {
  cutName,
  visibleLines,
  visibleSentence,
  visibleStyledLines,
  visibleText,
} from './visible.js';
export { wrapFor, wrapText } from './wrap-text.js';
export { yamlText } from './yaml.js';

/** Values whose every text is hostile: of models and data sets, made by walking their forms. */

import type { Form } from '../../dist/forms/index.js';
import type { Model, ModelMetadata, ModelNode } from '../../dist/model/index.js';
import { METADATA_FORM } from '../../dist/model/metadata.js';
import { CANARY } from '../text/hostile.js';

/** A text with the canary of one field in the place of everybody's: whoever finds it knows where it came from. */
export function ofField(text: string, pattern: string): string {
  return text.replaceAll(CANARY, canaryOf(pattern));
}

/** `canary7metadata_name`. */
export function canaryOf(pattern: string): string {
  return `${CANARY}_${pattern.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_`;
}

/**
 * A value of a form with everything in it: each text is what `text` makes of its pattern, as long as the form allows; numbers
 * are the `number` that lies in a range. Throws for a kind that it does not know, so that a new kind is thought of here.
 */
export function sampleOf(
  form: Form,
  text: (pattern: string) => string,
  number: (low: number, high: number) => number = (low, high) => Math.min(Math.max(1, low), high),
  at = '',
): unknown {
  const inner = (one: Form, path: string) => sampleOf(one, text, number, path);
  switch (form.kind) {
    case 'text':
      return text(at).slice(0, form.longest);
    case 'number':
      return number(form.low, form.high);
    case 'whole':
      return Math.round(number(form.low, form.high));
    case 'flag':
      return true;
    case 'choice':
      return form.choices[0];
    case 'list':
      return Array.from({ length: Math.max(1, form.least ?? 0) }, () => inner(form.of, `${at}[]`));
    case 'record':
      return { [text(`${at}.key`)]: inner(form.of, `${at}.*`) };
    case 'object':
      return Object.fromEntries(
        Object.entries(form.fields).map(([key, field]) => [key, inner(field, `${at}.${key}`)]),
      );
    case 'either':
      return inner(form.forms[0]!, at);
    case 'any':
      return { [text(`${at}.key`)]: [text(`${at}.any`), { deep: text(`${at}.deep`) }] };
    default:
      throw new Error(`sampleOf: a form of kind ${(form as Form).kind}`);
  }
}

/** Metadata whose every text is hostile, and every number one that its form allows; levels are right. */
export function hostileMetadata(
  text: string,
  number?: (low: number, high: number) => number,
): ModelMetadata {
  const sample = sampleOf(METADATA_FORM, (pattern) => ofField(text, `metadata${pattern}`), number);
  return { ...(sample as ModelMetadata), blackLevel: 2048, whiteLevel: 16_383 };
}

const LONGEST_ID = 256;

/** A model whose every text and id is hostile. Ids are told apart by a number, and hold no null, which readers refuse. */
export function hostileModel({ architecture, ...model }: Model, text: string): Model {
  const ids = new Map(
    architecture.nodes.map(({ id }, i) => [
      id,
      `${i} ${ofField(text.replaceAll('\0', ''), 'node.id')}`.slice(0, LONGEST_ID),
    ]),
  );
  const renamed = (id: string) => ids.get(id) ?? id;
  const nodes = architecture.nodes.map((node): ModelNode => {
    const { from, weights } = node as { from?: string | string[]; weights?: string };
    return {
      ...node,
      id: renamed(node.id),
      ...(from === undefined
        ? {}
        : { from: Array.isArray(from) ? from.map(renamed) : renamed(from) }),
      ...(weights === undefined ? {} : { weights: renamed(weights) }),
    } as ModelNode;
  });
  return {
    ...model,
    architecture: { ...architecture, nodes, output: renamed(architecture.output) },
    metadata: hostileMetadata(text),
  };
}

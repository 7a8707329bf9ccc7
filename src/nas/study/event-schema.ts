/** What a line of a journal may say: the form of every event, with bounds. Whether it fits the study is check-event.ts's. */
import { z } from 'zod';
import type { CostName } from '../cost/costs.js';
import { faultsOf, shown } from '../description/faults.js';
import { StudyError } from '../description/study-description.js';
import type { StudyEvent } from './events.js';

/** More than any study has, little enough to count with. */
const MOST = 1_000_000;
/** Reasons are cut to this when they are written. */
export const LONGEST_REASON = 2000;
const MOST_EPOCHS = 100_000;

const count = z.int().min(0).max(MOST);
/** Times, bytes, errors, operations. */
const measure = z.number().min(0).max(1e15);
const at = z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]{8,15}Z$/, 'expected a time in ISO 8601');
const reason = z.string().max(16 * LONGEST_REASON);
const configuration = z.record(z.string().max(100), z.union([z.number(), z.string().max(1000)]));
const costs = z.strictObject({
  cpuMs: measure,
  memoryMb: measure,
  parameters: measure,
  flops: measure,
} satisfies Record<CostName | 'flops', unknown>);
/** JSON has null for an error that was not finite while the training still recovered. */
const curve = z.array(measure.nullable()).min(1).max(MOST_EPOCHS);

const result = {
  trial: count,
  attempt: count,
  error: measure,
  curve,
  cpuSeconds: measure,
  at,
};

/** All events; a test walks it. */
export const EVENT_SCHEMA = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('created'),
    at,
    description: z.record(z.string(), z.unknown()),
    dataHash: z.string().max(1000),
    device: z.string().max(1000),
  }),
  z.strictObject({ event: z.literal('calibrated'), configuration, costs }),
  z.strictObject({
    event: z.literal('suggested'),
    trial: count,
    configuration,
    seconds: measure,
  }),
  z.strictObject({ event: z.literal('measured'), trial: count, costs }),
  z.strictObject({ event: z.literal('infeasible'), trial: count, reason }),
  z.strictObject({ event: z.literal('started'), trial: count, attempt: count, at }),
  z.strictObject({ event: z.enum(['completed', 'pruned']), ...result }),
  z.strictObject({
    event: z.literal('failed'),
    trial: count,
    attempt: count,
    reason,
    refused: z.literal(true).optional(),
  }),
  z.strictObject({
    event: z.literal('finalists'),
    round: z.int().min(0).max(100),
    trials: z.array(count).max(MOST_EPOCHS),
  }),
  z.strictObject({
    event: z.literal('repeated'),
    trial: count,
    seed: count,
    error: measure,
    cpuSeconds: measure,
  }),
  z.strictObject({ event: z.literal('repeatFailed'), trial: count, seed: count, reason }),
  z.strictObject({ event: z.literal('extended'), trials: count.min(1), at }),
  z.strictObject({ event: z.literal('finished'), at, reason: reason.optional() }),
]);

const EVENTS: ReadonlySet<unknown> = new Set(
  EVENT_SCHEMA.options.flatMap(({ shape }) =>
    'values' in shape.event ? [...shape.event.values] : shape.event.options,
  ),
);

/** The event of a line. Throws StudyError that names the place, the key and what was expected. */
export function checkEventForm(value: unknown, where: string): StudyEvent {
  const checked = EVENT_SCHEMA.safeParse(value);
  if (checked.success) return checked.data as StudyEvent;
  const { event } = value as { event?: unknown };
  if (!EVENTS.has(event)) {
    throw new StudyError(`${where}: expected an event of a study, got ${shown(event)}; ${CURE}`);
  }
  const [fault] = faultsOf(checked.error.issues, value);
  const key = fault?.path.join('.') || 'event';
  const message = fault?.message.replace(/^expected a key that .*/, 'expected no such key');
  throw new StudyError(`${where}: ${key}: ${message}; ${CURE}`);
}

/** What to do about a journal that something else has written to. */
export const CURE = 'restore the file from a copy, or cut it off before that line';

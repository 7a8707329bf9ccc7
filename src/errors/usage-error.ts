/** What was asked does not go together: no file is at fault, and none would cure it. */

/** Choices that contradict each other, lack one, or name what there is not. The command line ends with exit code 2 for it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a layer says of a value that it cannot take, where the value came with an option: names, numbers, choices. */
const OF_VALUES = ['RangeError', 'UnknownMethodError', 'UnknownPropertyError'];

/** Runs `work`; a value that a layer refuses becomes a UsageError that begins with the option, where the layer does not name it. */
export function inOption<T>(option: string | null, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { name, message } = error as Error;
    throw OF_VALUES.includes(name)
      ? new UsageError(option === null ? message : `${option}: ${message}`)
      : error;
  }
}

/** The same of work that is on its way. */
export async function inOptionLater<T>(option: string | null, work: Promise<T>): Promise<T> {
  const outcome = await work.then(
    (value) => () => value,
    (error) => (): T => {
      throw error;
    },
  );
  return inOption(option, outcome);
}

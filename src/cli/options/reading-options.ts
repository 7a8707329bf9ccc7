/** Options about what a camera knows beside its pictures: declared in `model`, and argued about as commands do. */
import { type Command, InvalidArgumentError } from 'commander';
import { READING_OPTIONS } from '../../model/readings/index.js';

/** A parser whose errors are those of the command line. */
export function argument<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };
}

export function withReadingOptions(command: Command): void {
  for (const { flags, about, parse } of READING_OPTIONS)
    command.option(flags, about, argument(parse));
}

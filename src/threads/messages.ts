/** What goes between a pool and its threads. */

export interface TaskMessage<Task> {
  readonly index: number;
  readonly task: Task;
}

/** A task's result, something that it says on its way, or what it threw. */
export type AnswerMessage<Result, Report> =
  | { readonly index: number; readonly result: Result }
  | { readonly index: number; readonly report: Report }
  | { readonly index: number; readonly thrown: unknown };

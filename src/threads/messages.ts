/** What goes between a pool and its threads. */

export interface TaskMessage<Task> {
  readonly index: number;
  readonly task: Task;
}

/** A task's result, or something that it says on its way. */
export type AnswerMessage<Result, Report> =
  | { readonly index: number; readonly result: Result }
  | { readonly index: number; readonly report: Report };

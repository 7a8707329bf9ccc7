/** Where the teachers of a training can be gone on with. */

/** Of teacher `number`, from 1, beside the checkpoint of the network that learns from it. */
export const teacherFile = (checkpointFile: string, number: number): string =>
  `${checkpointFile}.teacher${number}`;

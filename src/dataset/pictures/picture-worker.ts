/** Worker thread: reads one picture after the other and does the job that picture-pool names. */
import { workerData } from 'node:worker_threads';
import { answerTasks } from '../../threads/index.js';
import { answerPicture } from './answer-picture.js';
import type { PictureJob, PictureResult, PictureTask } from './picture-job.js';

const job = workerData as PictureJob;
answerTasks((task: PictureTask): PictureResult => answerPicture(job, task));

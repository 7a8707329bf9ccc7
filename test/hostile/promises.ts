/** What SECURITY.md promises, sentence by sentence, and the test that holds each: its file, and words of its name. */

export interface Proof {
  readonly file: string;
  readonly test: string;
}

const proof = (file: string, test: string): Proof => ({ file, test });

const ATTACK = [
  proof('hostile/attack.test.ts', 'have a row each'),
  proof('hostile/attack.test.ts', 'others of their kinds'),
];
const FUZZ = [
  proof('hostile/fuzz.test.ts', 'finds no input that a reader neither reads nor refuses'),
];

/**
 * By how each sentence begins. `null`: it defines, advises or says what is not promised.
 */
export const PROMISES: Readonly<Record<string, readonly Proof[] | null>> = {
  'Nothing that is read, by intent.': null,
  'Pictures, model files, checkpoints,': [...ATTACK, ...FUZZ],
  'A reader that crashes, hangs,': null,
  'What is written goes through one writer': [
    proof('hostile/commands.test.ts', 'shows and writes it as text'),
    proof('hostile/exports.test.ts', 'holds no token of a model'),
  ],
  '`test/hostile` walks the schemas': [
    proof('hostile/exports.test.ts', 'are the only fields that take text'),
    proof('hostile/studies.test.ts', 'has events that are refused in a sentence'),
    proof('hostile/commands.test.ts', 'is every command, and every option'),
  ],
  '`npm run fuzz` feeds every reader': FUZZ,
  'A short run of it is part of the tests.': FUZZ,

  'may make its estimator wrong.': null,
  'It cannot run code, neither where it is loaded': [
    ...ATTACK,
    proof('hostile/exports.test.ts', 'holds no token of a model'),
    ...FUZZ,
  ],
  '`measure model --runner c` and `--ssh` compile': [
    proof('hostile/exports.test.ts', 'are each found in an export, or known to be kept'),
  ],

  'holds data, and resuming one runs no code': [
    proof('hostile/promises.test.ts', 'is read without a program being started'),
  ],
  'Who may write to it decides what is trained': null,
  'So resume only a study': null,
  'Its journal holds no password.': [
    proof('nas/study.test.ts', 'keeps passwords out of its journal'),
    proof('nas/redis-refuses.test.ts', 'keeps a password out of all that a study leaves'),
    proof('hostile/promises.test.ts', 'takes no device with a password'),
  ],

  'that workers listen to may make them train any network within bounds': [
    proof('nas/trial-form.test.ts', 'is refused before anything is read'),
  ],
  'A worker with `--data` reads no other folder': [
    proof('nas/executors.test.ts', 'leaves a trial that one worker refuses to another one'),
  ],
  'Jobs are no code.': [proof('nas/trial-form.test.ts', 'is refused before anything is read')],
  'Whoever may write to that Redis commands': null,

  'over SSH is reached with OpenSSH': [
    proof('hostile/promises.test.ts', 'is reached with keys only, and nothing goes on to it'),
  ],
  'It may lie about its figures.': [
    proof('device/parse-measurement.test.ts', 'is refused with a wrong value'),
  ],
  'What it says is shown without': [
    proof('device/parse-measurement.test.ts', 'is told of without its control characters'),
    ...FUZZ,
  ],

  'of `data fetch` may waste bytes and time': [
    proof('dataset/fetch-hostile.test.ts', 'a body without end is cut at the limit'),
    proof('dataset/fetch-hostile.test.ts', 'ends when its time is up'),
  ],
  'Archives write only below the folder': [
    proof('dataset/fetch-extract.test.ts', 'and leaves nothing behind'),
    proof('dataset/fetch.test.ts', 'refuses a wrong checksum'),
  ],

  'is served on 127.0.0.1 unless': [
    proof('labels/label-server.test.ts', 'gives the page under its token'),
  ],
  'Whoever knows its whole address': [
    proof('labels/label-server.test.ts', 'has a token of 144 bits'),
    proof('labels/label-server.test.ts', 'gives no file outside of its folders'),
    proof('labels/label-server.test.ts', 'follows no link out of the folder of previews'),
  ],
  'Other sites in the same browser': [
    proof('labels/label-server.test.ts', 'the name of a site that points here'),
    proof('labels/label-server.test.ts', 'refuses posts without an origin'),
  ],
  'With `--host` the address travels': null,

  'sends no picture anywhere': [proof('web/page.test.ts', 'sends no picture anywhere')],
  'It runs what its server gives it.': null,

  'Loading a model costs memory and time': null,
  'Numbers in a file may be lies': null,
};

// Everything that reads what comes from outside. A new reader is an entry of a file in readers/ and its name here: `seeds` gives
// right inputs (as bytes, or as trees that `encode` writes), `mutate` changes one (mutate.mjs), `read` reads bytes and does with
// them what a command does first; `refusals` names errors that are no bad input and yet an answer. `covers` names compiled files for --coverage.

const FILES = {
  pictures: ['png', 'dng'],
  models: ['model', 'checkpoint', 'wasm-frame'],
  weights: ['safetensors', 'torch', 'onnx', 'network-file'],
  tuning: ['tuning', 'case'],
  data: ['labels', 'properties', 'description', 'archive'],
  matlab: ['mat'],
  own: ['label-book', 'shading'],
  studies: ['study', 'journal'],
  devices: ['device', 'recipe', 'job'],
  servers: ['server'],
};

/** By name; each is loaded when it is asked for, as a process reads inputs of one. */
export const READER_NAMES = Object.values(FILES).flat();

/** The reader of a name. */
export async function loadReader(name) {
  const [file] = Object.entries(FILES).find(([, names]) => names.includes(name));
  const { READERS } = await import(`./readers/${file}.mjs`);
  return READERS[name];
}

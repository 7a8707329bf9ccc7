export { loadKernelModule, loadTrainingKernelModule, readStandaloneKernels } from './load.js';

export { loadKernelModule, readStandaloneKernels } from './load.js';

export { loadKernelModule } from './load.js';

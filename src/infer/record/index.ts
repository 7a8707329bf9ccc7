export { findMixture, type LightMixture } from '../light-mixture.js';
export {
  type KernelCall,
  type RecordedPass,
  type RecordOptions,
  recordPass,
} from './record-pass.js';

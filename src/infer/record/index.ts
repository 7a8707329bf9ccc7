export {
  type KernelCall,
  type RecordedPass,
  type RecordOptions,
  recordPass,
} from './record-pass.js';

/**
 * `import ... from 'deepawb'`: what most programs want, reading a raw picture and estimating its light. Everything else has a
 * subpath of its own (`deepawb/train`, `deepawb/export`, ...).
 */
export * from '../infer/index.js';
export * from '../raw/index.js';

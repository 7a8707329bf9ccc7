/** Where coordinators and workers meet unless they are told otherwise. */
export const DEFAULT_REDIS = 'redis://127.0.0.1:6379';
export const DEFAULT_QUEUE = 'deepawb';

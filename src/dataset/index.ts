export { THUMBNAIL_CHANNELS, type ThumbnailEntry, type ThumbnailSet } from './thumbnail-set.js';

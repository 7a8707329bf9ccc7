export {
  type Answer,
  type LocalRequest,
  type LocalServer,
  RequestError,
  type ServeLocallyOptions,
  serveLocally,
} from './local-server.js';
export { readWithin, type StaticFile } from './static-file.js';

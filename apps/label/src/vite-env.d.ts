/** Imports that Vite turns into the addresses of files. */
declare module '*?url' {
  const url: string;
  export default url;
}

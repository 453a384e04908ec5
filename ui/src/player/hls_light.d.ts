/** The small build of hls.js, without subtitles and encryption, has the face of the whole one. */
declare module "hls.js/light" {
  export { default } from "hls.js";
}

const pictureEndings =
  'jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|hei[cf]s?|hif|bmp|jxl|3fr|arw|cr[23w]|dcr|dng|erf|iiq|kdc|mef|mos|mrw|nef|nrw|orf|pef|raf|rw[2l]|sr[2fw]|x3f';

/** `.ts` is more often a program's text. */
const videoEndings = 'mp4|m4v|mov|qt|mkv|webm|avi|divx|3gpp?|3g2|mts|m2ts?|mpe?g|vob|wmv|asf|flv|f4v|ogv|mxf|dv';

/** Names that claim a video. */
export const videoName = new RegExp(`\\.(?:${videoEndings})$`, 'i');

/** Names that claim a picture or video. */
export const mediaName = new RegExp(`\\.(?:${pictureEndings}|${videoEndings})$`, 'i');

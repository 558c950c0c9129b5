/** The track that pictures go on. Tracks other than the audio track share the priority of video, lower numbers first. */
export const videoTrack = 1;
/** The track that sound goes on: it is never held back by the pacer and overtakes everything. */
export const audioTrack = 2;
/** The highest track number. */
export const maxTrack = 255;

/**
 * Writes into `into` as x, y, width, height (an SDL_Rect) the largest centred rectangle inside `outer` with the aspect
 * ratio of the picture. All in pixels; the result is at least 1×1 and a picture that fits exactly fills `outer`.
 */
export function fitInside(
  pictureWidth: number,
  pictureHeight: number,
  outerWidth: number,
  outerHeight: number,
  into: Int32Array,
): void {
  let width = outerWidth;
  let height = Math.round((outerWidth * pictureHeight) / pictureWidth);
  if (height > outerHeight) {
    height = outerHeight;
    width = Math.min(outerWidth, Math.round((outerHeight * pictureWidth) / pictureHeight));
  }
  width = Math.max(1, width);
  height = Math.max(1, height);
  into[0] = (outerWidth - width) >> 1;
  into[1] = (outerHeight - height) >> 1;
  into[2] = width;
  into[3] = height;
}

package dev.kizuki.stream.camera;

/**
 * The look of the healthy pictures of a camera at one time, for a comparison with a later time.
 *
 * @param brightness the mean of the luma, 0 to 255
 * @param sharpness the sharpness, as {@link Picture#sharpness()}
 * @param thumbnail base64 of {@link Picture#SIDE} x {@link Picture#SIDE} uint8 samples, row-major
 */
public record Look(double brightness, double sharpness, String thumbnail) {

  /** Returns what changed until a later look. */
  public LookChange until(Look later) {
    Reference before = new Reference(thumbnail);
    byte[] now = new Reference(later.thumbnail).samples();
    int[] shift = before.bestShift(now);
    return new LookChange(
        brightness,
        later.brightness,
        sharpness,
        later.sharpness,
        before.similarity(now),
        (double) shift[1] / Picture.SIDE,
        (double) shift[0] / Picture.SIDE);
  }
}

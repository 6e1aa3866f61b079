package dev.kizuki.stream.camera;

/** The measurements of {@link PictureMeasure} in one image. Holds about 1 KB. */
public final class Picture {
  /** The side of the thumbnail, in pixels. */
  public static final int SIDE = 32;

  private final int width;
  private final int height;
  private final double brightness;
  private final double contrast;
  private final double blackShare;
  private final double whiteShare;
  private final double sharpness;
  private final long digest;
  private final byte[] thumbnail;

  Picture(
      int width,
      int height,
      double brightness,
      double contrast,
      double blackShare,
      double whiteShare,
      double sharpness,
      long digest,
      byte[] thumbnail) {
    this.width = width;
    this.height = height;
    this.brightness = brightness;
    this.contrast = contrast;
    this.blackShare = blackShare;
    this.whiteShare = whiteShare;
    this.sharpness = sharpness;
    this.digest = digest;
    this.thumbnail = thumbnail;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** Returns the mean of the luma, 0 to 255. */
  public double brightness() {
    return brightness;
  }

  /** Returns the standard deviation of the luma, in gray levels. */
  public double contrast() {
    return contrast;
  }

  /** Returns the share of pixels with a luma of at most 8, 0 to 1. */
  public double blackShare() {
    return blackShare;
  }

  /** Returns the share of pixels with a luma of at least 247, 0 to 1. */
  public double whiteShare() {
    return whiteShare;
  }

  /**
   * Returns the strength of fine detail relative to coarse detail, without noise: mostly 0.3 to 4,
   * less if the picture is out of focus, 0 for a picture without detail.
   */
  public double sharpness() {
    return sharpness;
  }

  /** Returns a digest of all samples and of the shape. Equal pictures have equal digests. */
  public long digest() {
    return digest;
  }

  /**
   * Returns the luma in {@value #SIDE} x {@value #SIDE} pixels, uint8, row-major; each is the mean
   * of its area. Not copied.
   */
  public byte[] thumbnail() {
    return thumbnail;
  }

  /** Returns whether another picture has the same samples. */
  boolean equalsPicture(Picture other) {
    return digest == other.digest && width == other.width && height == other.height;
  }

  /** Returns the mean absolute difference of the thumbnails, in gray levels. */
  double difference(Picture other) {
    int sum = 0;
    for (int i = 0; i < thumbnail.length; i++) {
      sum += Math.abs((thumbnail[i] & 0xff) - (other.thumbnail[i] & 0xff));
    }
    return (double) sum / thumbnail.length;
  }
}

package dev.kizuki.stream.camera;

import java.util.List;

/**
 * The knowledge about one camera, for a store. It becomes about 3 KB of JSON.
 *
 * @param lastArrivalMs when the last image arrived, in epoch milliseconds
 * @param arrivals the number of images that arrived
 * @param usualGapMs the usual longest time between two images, in milliseconds
 * @param lastLearnedMs when the last picture was learned, in epoch milliseconds
 * @param width the width of the learned pictures, in pixels; 0 if none is learned
 * @param height the height of the learned pictures, in pixels
 * @param logitBrightness the logarithm of the usual brightness over its way to white
 * @param contrast the usual contrast
 * @param logSharpness the natural logarithm of the usual sharpness
 * @param change the usual difference to the picture before, in gray levels
 * @param similarity the usual correlation with the reference
 * @param repeats the share of pictures that equal the picture before, and their number
 * @param reference the usual thumbnail, as base64 of {@link Picture#SIDE} x {@link Picture#SIDE}
 *     uint8 samples; empty if none is learned
 * @param accepted the troubles whose absolute limits an operator has called wrong
 * @param confirmed the troubles that are confirmed now
 */
public record CameraMemory(
    long lastArrivalMs,
    long arrivals,
    double usualGapMs,
    long lastLearnedMs,
    int width,
    int height,
    Level logitBrightness,
    Level contrast,
    Level logSharpness,
    Level change,
    Level similarity,
    Level repeats,
    String reference,
    List<Trouble> accepted,
    List<Finding> confirmed) {
  /** Nothing is known. */
  public static final CameraMemory NONE =
      new CameraMemory(
          0,
          0,
          0,
          0,
          0,
          0,
          Level.NONE,
          Level.NONE,
          Level.NONE,
          Level.NONE,
          Level.NONE,
          Level.NONE,
          "",
          List.of(),
          List.of());

  public CameraMemory {
    accepted = List.copyOf(accepted);
    confirmed = List.copyOf(confirmed);
  }

  /**
   * The usual value of one measure.
   *
   * @param deviation the mean absolute deviation
   * @param count the number of values that were learned
   */
  public record Level(double centre, double deviation, int count) {
    static final Level NONE = new Level(0, 0, 0);
  }
}

package dev.kizuki.stream.recalibration;

import dev.kizuki.stream.history.TimeSpan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The options of a recalibration.
 *
 * @param model the file of the model
 * @param span the time of the images
 * @param fromFeedback whether there must be an incident that was judged false
 * @param devices the pattern of the devices; null takes all
 * @param falseAlarmRate the promised rate; null takes the rate that counts now
 * @param images the most images that calibrate, at least 1
 * @param version the version of the new model; null makes one
 * @param refit whether mean and whitening are renewed, too
 * @param insists whether a person insists on it in spite of objections
 * @param out the file of the new model
 */
public record RecalibrationOptions(
    Path model,
    TimeSpan span,
    boolean fromFeedback,
    @Nullable String devices,
    @Nullable Double falseAlarmRate,
    int images,
    @Nullable String version,
    boolean refit,
    boolean insists,
    Path out) {
  /** The most images that calibrate, by default. */
  public static final int DEFAULT_IMAGES = 10_000;
}

package dev.kizuki.trainer.calibration;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.RateInterval;
import dev.kizuki.model.Threshold;
import dev.kizuki.trainer.data.DataException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The false-alarm rate that the user asks for.
 *
 * @param rate the share of normal images that may raise an alarm, in (0, 1)
 * @param extrapolate whether a tail may be fitted if there are too few images for the rate
 */
public record FalseAlarmPromise(double rate, boolean extrapolate) {
  /** The factor of images for which the user is told what more images would give. */
  private static final int MORE_IMAGES = 4;

  /** The most images that are held out to fit a tail. */
  private static final int IMAGES_FOR_TAIL = 100;

  private static final String NUMBER = "([0-9]+(?:\\.[0-9]+)?)";

  private static final Pattern PROMISE =
      Pattern.compile(
          "\\s*%1$s\\s+per\\s+%1$s?\\s*(s|min|h|d)\\s+at\\s+%1$s\\s*/\\s*s\\s*".formatted(NUMBER));

  /**
   * Reads a rate such as "1 per 8h at 5/s": one false alarm in eight hours, at five images a
   * second.
   *
   * @return the rate
   * @throws IllegalArgumentException if the text has another form, or the rate is not in (0, 1)
   */
  public static double rate(String promise) {
    Matcher matcher = PROMISE.matcher(promise.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "false alarms are given as 'N per TIME at IMAGES/s', as in '1 per 8h at 5/s' (s, min, h"
              + " or d), was '%s'".formatted(promise));
    }
    double time = matcher.group(2) == null ? 1 : Double.parseDouble(matcher.group(2));
    double seconds =
        time
            * switch (matcher.group(3)) {
              case "s" -> 1;
              case "min" -> 60;
              case "h" -> 3600;
              default -> 86400;
            };
    double images = seconds * Double.parseDouble(matcher.group(4));
    double rate = Double.parseDouble(matcher.group(1)) / images;
    if (!(rate > 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "'%s' is a false alarm for %s of %s images".formatted(promise, matcher.group(1), images));
    }
    return rate;
  }

  /**
   * Returns the number of images to hold out for the calibration. If there are too few for the rate
   * and a tail may be fitted, the tail gets up to half of the images.
   *
   * @param images the number of normal images
   */
  public int calibrationImages(int images) {
    int needed = Calibration.imagesNeededFor(rate);
    if (!extrapolate || 2L * needed <= images) {
      return needed;
    }
    return Math.min(needed, Math.max(fewest(), Math.min(images / 2, IMAGES_FOR_TAIL)));
  }

  /** The smallest number of calibration images. */
  private int fewest() {
    int needed = Calibration.imagesNeededFor(rate);
    return extrapolate ? Math.min(needed, ExponentialTail.IMAGES_NEEDED) : needed;
  }

  /**
   * Checks that there are enough images. Call it before the training.
   *
   * @throws DataException if there are too few normal images; the message says what to do
   */
  public void requireImages(int images) {
    long needed = 2L * fewest();
    if (images < needed) {
      throw tooFew(
          images,
          "%d (%d for calibration, the same number for training)".formatted(needed, fewest()),
          lowestRate(images),
          2 * ExponentialTail.IMAGES_NEEDED);
    }
  }

  /**
   * Checks that there are enough images where all of them calibrate the threshold.
   *
   * @throws DataException if there are too few normal images; the message says what to do
   */
  public void requireCalibrationImages(int images) {
    if (images < fewest()) {
      throw tooFew(
          images,
          Integer.toString(fewest()),
          Math.min(0.5, Math.ceil(1e4 / (images + 1)) / 1e4),
          ExponentialTail.IMAGES_NEEDED);
    }
  }

  private DataException tooFew(int images, String needed, double lowestRate, int imagesForTail) {
    return new DataException(
        "There are %d normal images, too few %s a false-alarm rate of %s: that takes %s. Add images%s%s"
            .formatted(
                images,
                extrapolate ? "to estimate" : "to promise",
                Double.toString(rate),
                needed,
                lowestRate > rate
                    ? ", ask for a higher rate: --false-alarm-rate %.4f".formatted(lowestRate)
                    : "",
                extrapolate || images < imagesForTail
                    ? ""
                    : ", or leave --no-extrapolate out: then a tail is fitted"));
  }

  /**
   * Returns a sentence that warns that the threshold will be extrapolated.
   *
   * @param calibrationImages the number of images that set the threshold
   * @return empty if there are enough images for the rate
   */
  public Optional<String> warning(int calibrationImages) {
    int needed = Calibration.imagesNeededFor(rate);
    return calibrationImages >= needed
        ? Optional.empty()
        : Optional.of(
            "%d calibration images can promise no false-alarm rate below %.2g; %s takes %d. The threshold will be extrapolated by a fitted tail: its rate is an estimate. --no-extrapolate refuses this"
                .formatted(
                    calibrationImages,
                    1.0 / (calibrationImages + 1),
                    Double.toString(rate),
                    needed));
  }

  /** The lowest rate that a number of images can promise, rounded up to four digits. */
  private static double lowestRate(int images) {
    return Math.min(0.5, Math.ceil(1e4 / (images / 2 + 1)) / 1e4);
  }

  /**
   * The conformal threshold. With too few images for it, and if extrapolation is allowed, it is the
   * quantile of an exponential tail, and at least the largest distance. {@code EXPERIMENTS.md}
   * compares this tail with others.
   */
  public Threshold threshold(Calibration calibration) {
    if (extrapolate && calibration.size() < Calibration.imagesNeededFor(rate)) {
      return new Threshold(
          Math.max(calibration.quantile(1), ExponentialTail.of(calibration).distance(rate)),
          rate,
          Threshold.Rule.EXTRAPOLATED);
    }
    return calibration.threshold(rate);
  }

  /**
   * Describes, in words, the rate that the threshold will show. Over the choice of the calibration
   * images the rate has the distribution Beta(k, n + 1 - k), where k of the n distances are above
   * the threshold.
   */
  public String explain(Calibration calibration) {
    int n = calibration.size();
    int allowed = calibration.allowed(rate);
    if (allowed == 0) {
      return "EXTRAPOLATED by an exponential tail, an estimate and no promise: %d images promise no rate below %.2g, %d are needed"
          .formatted(n, 1.0 / (n + 1), Calibration.imagesNeededFor(rate));
    }
    RateInterval interval = RateInterval.ofThreshold(allowed, n);
    int more = MORE_IMAGES * n;
    RateInterval narrower = RateInterval.ofThreshold((int) (rate * (more + 1) + 1e-9), more);
    return "%d images allow the rate to lie between %.2g and %.2g (95 %%), %d images between %.2g and %.2g"
        .formatted(n, interval.low(), interval.high(), more, narrower.low(), narrower.high());
  }
}

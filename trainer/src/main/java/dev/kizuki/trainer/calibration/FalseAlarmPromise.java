package dev.kizuki.trainer.calibration;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Threshold;
import dev.kizuki.trainer.data.DataException;
import java.util.Locale;
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

  /** The smallest number of images that must be held out for the calibration. */
  public int calibrationImages() {
    int conformal = Calibration.imagesNeededFor(rate);
    return extrapolate ? Math.min(conformal, ParetoTail.IMAGES_NEEDED) : conformal;
  }

  /**
   * Checks that there are enough images. Call it before the training.
   *
   * @throws DataException if there are too few normal images; the message says what to do
   */
  public void requireImages(int images) {
    long needed = 2L * calibrationImages();
    FalseAlarmPromise extrapolating = new FalseAlarmPromise(rate, true);
    if (images < needed) {
      throw new DataException(
          "There are %d normal images, too few to promise a false-alarm rate of %s: that takes %d"
                  .formatted(images, Double.toString(rate), needed)
              + " (%d for calibration, the same number for training). Add images"
                  .formatted(calibrationImages())
              + (lowestRate(images) > rate
                  ? ", ask for a higher rate: --false-alarm-rate %.4f".formatted(lowestRate(images))
                  : "")
              + (extrapolate || images < 2L * extrapolating.calibrationImages()
                  ? ""
                  : ", or extrapolate the threshold with a fitted tail: --extrapolate"));
    }
  }

  /**
   * Checks that there are enough images where all of them calibrate the threshold.
   *
   * @throws DataException if there are too few normal images; the message says what to do
   */
  public void requireCalibrationImages(int images) {
    if (images < calibrationImages()) {
      throw new DataException(
          "There are %d normal images, too few to promise a false-alarm rate of %s: that takes %d. Add images%s"
              .formatted(
                  images,
                  Double.toString(rate),
                  calibrationImages(),
                  images < 2
                      ? ""
                      : ", or ask for a higher rate: --false-alarm-rate %.4f"
                          .formatted(Math.ceil(1e4 / (images + 1)) / 1e4)));
    }
  }

  /** The lowest rate that a number of images can promise, rounded up to four digits. */
  private static double lowestRate(int images) {
    return Math.min(0.5, Math.ceil(1e4 / (images / 2 + 1)) / 1e4);
  }

  /**
   * The conformal threshold. With too few images for it, and if extrapolation is allowed, the
   * extrapolated one.
   */
  public Threshold threshold(Calibration calibration) {
    if (extrapolate && calibration.size() < Calibration.imagesNeededFor(rate)) {
      return new Threshold(
          Math.max(calibration.quantile(1), ParetoTail.of(calibration).distance(rate)),
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
      return "EXTRAPOLATED by a Pareto tail: %d images promise no rate below %.2g, %d are needed"
          .formatted(n, 1.0 / (n + 1), Calibration.imagesNeededFor(rate));
    }
    RateInterval interval = RateInterval.ofThreshold(allowed, n);
    int more = MORE_IMAGES * n;
    RateInterval narrower = RateInterval.ofThreshold((int) (rate * (more + 1) + 1e-9), more);
    return "%d images allow the rate to lie between %.2g and %.2g (95 %%), %d images between %.2g and %.2g"
        .formatted(n, interval.low(), interval.high(), more, narrower.low(), narrower.high());
  }
}

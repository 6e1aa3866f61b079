package dev.kizuki.stream.camera;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Learns how the pictures of one camera usually look. Not thread-safe. */
final class UsualPicture {
  private static final double WHITE = 255;

  /** Smaller changes of the brightness are never a trouble, in gray levels. */
  private static final double LEAST_BRIGHTNESS_CHANGE = 8;

  /** A picture with less contrast has no detail: it shows neither focus nor place. */
  private static final double BLANK = 3;

  /** Keeps the logarithm of the sharpness finite. */
  private static final double LEAST_SHARPNESS = 1e-6;

  /** A camera whose pictures change more looks at moving things, in gray levels. */
  private static final double MOVING = 3;

  /** A camera whose pictures change less has no noise that could be missed, in gray levels. */
  private static final double NOISELESS = 0.1;

  /** A picture with less than this share of the usual noise has none. */
  private static final double NOISE_SHARE = 0.1;

  /** Smaller falls of the similarity are never a trouble. */
  private static final double LEAST_SIMILARITY_CHANGE = 0.1;

  /** A camera whose healthy pictures may be less similar shows no fixed scene. */
  private static final double LEAST_SIMILARITY = 0.3;

  private static final double MOST_WEIGHT = 0.05;

  private final CameraLimits limits;
  private final Repeats repeats;
  private final Reference reference;
  private final Set<Trouble> accepted;
  private Usual logitBrightness;
  private Usual contrast;
  private Usual logSharpness;
  private Usual change;
  private Usual similarity;
  private int width;
  private int height;
  private long lastLearnedMs;

  UsualPicture(CameraLimits limits, CameraMemory memory) {
    this.limits = limits;
    this.repeats = new Repeats(memory.repeats());
    this.reference = new Reference(memory.reference());
    this.accepted = EnumSet.noneOf(Trouble.class);
    this.accepted.addAll(memory.accepted());
    this.logitBrightness = new Usual(memory.logitBrightness());
    this.contrast = new Usual(memory.contrast());
    this.logSharpness = new Usual(memory.logSharpness());
    this.change = new Usual(memory.change());
    this.similarity =
        new Usual(reference.count() == 0 ? CameraMemory.Level.NONE : memory.similarity());
    this.width = memory.width();
    this.height = memory.height();
    this.lastLearnedMs = memory.lastLearnedMs();
  }

  /** Counts equal pictures, and starts again if the size of the pictures has changed. */
  void see(Picture picture, @Nullable Picture previous, boolean frozen) {
    if (picture.width() != width || picture.height() != height) {
      forgetPictures();
      width = picture.width();
      height = picture.height();
    }
    if (previous != null) {
      repeats.add(picture.equalsPicture(previous), !isKnown(), frozen);
    }
  }

  /** Returns the troubles that a picture shows. */
  Map<Trouble, Finding> check(Picture picture, @Nullable Picture previous) {
    Map<Trouble, Finding> found = new EnumMap<>(Trouble.class);
    checkBrightness(picture, found);
    if (found.isEmpty() && picture.contrast() >= BLANK) {
      checkFrozen(picture, previous, found);
      checkSharpness(picture, found);
      checkPlace(picture, found);
    }
    return found;
  }

  private void checkBrightness(Picture picture, Map<Trouble, Finding> found) {
    double value = picture.brightness();
    double low = accepted.contains(Trouble.DARK) ? 0 : limits.darkBelow();
    double high = accepted.contains(Trouble.BRIGHT) ? WHITE : limits.brightAbove();
    if (picture.contrast() < limits.darkBelow() && value < low) {
      put(found, Trouble.DARK, value, low, high);
    } else if (picture.contrast() < WHITE - limits.brightAbove() && value > high) {
      put(found, Trouble.BRIGHT, value, low, high);
    } else if (isKnown() && limits.brightnessFactor() > 0) {
      double usualLow = usualLow();
      double usualHigh = usualHigh();
      if (value < usualLow) {
        put(found, Trouble.DARK, value, usualLow, usualHigh);
      } else if (value > usualHigh) {
        put(found, Trouble.BRIGHT, value, usualLow, usualHigh);
      }
    }
  }

  private double usualLow() {
    double centre = level(logitBrightness.centre());
    double far = level(logitBrightness.centre() - logitBrightness.tolerance(limits.tolerance()));
    double low = Math.min(limits.brightnessFactor() * centre, centre - LEAST_BRIGHTNESS_CHANGE);
    return Math.max(0, Math.min(low, far));
  }

  private double usualHigh() {
    double centre = level(logitBrightness.centre());
    double far = level(logitBrightness.centre() + logitBrightness.tolerance(limits.tolerance()));
    double way = WHITE - limits.brightnessFactor() * (WHITE - centre);
    return Math.min(WHITE, Math.max(Math.max(way, centre + LEAST_BRIGHTNESS_CHANGE), far));
  }

  /**
   * Returns the logarithm of the brightness over the way to white. Light changes by factors, and
   * white ends its range.
   */
  private static double logit(double brightness) {
    return Math.log((brightness + 1) / (WHITE + 1 - brightness));
  }

  /** Inverts {@link #logit}. */
  private static double level(double logit) {
    return (WHITE + 2) / (1 + Math.exp(-logit)) - 1;
  }

  private void checkFrozen(
      Picture picture, @Nullable Picture previous, Map<Trouble, Finding> found) {
    if (previous == null || !isKnown() || !watches(Trouble.FROZEN)) {
      return;
    }
    if (repeats.row() > 1) {
      // the row becomes unusual when the finding is confirmed
      int suspicious = Math.max(2, repeats.unusualRow() - limits.confirmPictures() + 1);
      if (repeats.row() >= suspicious) {
        put(found, Trouble.FROZEN, repeats.row(), 1, repeats.unusualRow());
      }
      return;
    }
    double low = NOISE_SHARE * change.centre();
    boolean still = change.centre() >= NOISELESS && change.centre() <= MOVING;
    double difference = picture.difference(previous);
    if (still && difference < low) {
      put(found, Trouble.FROZEN, difference, low, WHITE);
    }
  }

  private void checkSharpness(Picture picture, Map<Trouble, Finding> found) {
    if (!isKnown() || !watches(Trouble.BLURRED)) {
      return;
    }
    double low = Math.exp(lowLogSharpness());
    if (picture.sharpness() < low) {
      double high = Math.exp(logSharpness.centre() + logSharpness.tolerance(limits.tolerance()));
      put(found, Trouble.BLURRED, picture.sharpness(), low, high);
    }
  }

  private double lowLogSharpness() {
    double centre = logSharpness.centre();
    return Math.min(
        centre + Math.log(Math.max(LEAST_SHARPNESS, limits.sharpnessFactor())),
        centre - logSharpness.tolerance(limits.tolerance()));
  }

  private void checkPlace(Picture picture, Map<Trouble, Finding> found) {
    if (!watches(Trouble.MOVED)) {
      return;
    }
    double low = lowSimilarity();
    double similar = reference.similarity(picture.thumbnail());
    if (similar < low && (similar < low / 2 || isShifted(picture, similar))) {
      put(found, Trouble.MOVED, similar, low, 1);
    }
  }

  /** Returns whether a shift brings back half of the similarity that is missing. */
  private boolean isShifted(Picture picture, double similar) {
    double shifted = reference.shiftedSimilarity(picture.thumbnail());
    return shifted >= (similar + similarity.centre()) / 2;
  }

  private double lowSimilarity() {
    return similarity.centre()
        - Math.max(similarity.tolerance(limits.tolerance()), LEAST_SIMILARITY_CHANGE);
  }

  private void put(
      Map<Trouble, Finding> found, Trouble trouble, double value, double low, double high) {
    if (limits.looksFor(trouble)) {
      found.put(trouble, new Finding(trouble, value, low, high));
    }
  }

  /** Learns a healthy picture. */
  void learn(Picture picture, @Nullable Picture previous, long atMs) {
    double passed = Math.max(0, atMs - lastLearnedMs);
    double weight = Math.min(MOST_WEIGHT, passed / limits.follow().toMillis());
    lastLearnedMs = atMs;
    logitBrightness.learn(logit(picture.brightness()), weight);
    contrast.learn(picture.contrast(), weight);
    if (picture.contrast() >= BLANK) {
      logSharpness.learn(Math.log(Math.max(LEAST_SHARPNESS, picture.sharpness())), weight);
      learnPlace(picture, weight);
    }
    if (previous != null && !picture.equalsPicture(previous)) {
      change.learn(picture.difference(previous), weight);
    }
  }

  private void learnPlace(Picture picture, double weight) {
    // the first pictures make the reference; only later ones show how similar pictures are
    if (reference.count() > limits.burnIn() / 2) {
      similarity.learn(reference.similarity(picture.thumbnail()), weight);
    }
    reference.learn(picture.thumbnail(), weight);
  }

  /** Widens the limits of a trouble that was suspected and was none. */
  void forgive(Trouble trouble) {
    switch (trouble) {
      case DARK, BRIGHT -> logitBrightness.forgive();
      case BLURRED -> logSharpness.forgive();
      case MOVED -> similarity.forgive();
      case FROZEN, SILENT -> {}
    }
  }

  void relearn(Trouble trouble) {
    accepted.add(trouble);
    if (trouble == Trouble.FROZEN) {
      repeats.forget();
    }
    forgetPictures();
  }

  private void forgetPictures() {
    logitBrightness = new Usual(CameraMemory.Level.NONE);
    contrast = new Usual(CameraMemory.Level.NONE);
    logSharpness = new Usual(CameraMemory.Level.NONE);
    change = new Usual(CameraMemory.Level.NONE);
    similarity = new Usual(CameraMemory.Level.NONE);
    reference.forget();
  }

  private boolean isKnown() {
    return logitBrightness.count() >= limits.burnIn();
  }

  /** Returns what the pictures look like; null if too few are known. */
  @Nullable Look look() {
    return isKnown()
        ? new Look(
            level(logitBrightness.centre()), Math.exp(logSharpness.centre()), reference.base64())
        : null;
  }

  /** Returns whether a trouble can be seen on this camera now. */
  boolean watches(Trouble trouble) {
    return switch (trouble) {
      case SILENT -> false;
      case DARK, BRIGHT -> true;
      case FROZEN -> isKnown() && repeats.isUsable();
      case BLURRED -> isKnown() && logSharpness.count() >= limits.burnIn();
      case MOVED -> similarity.count() >= limits.burnIn() && lowSimilarity() >= LEAST_SIMILARITY;
    };
  }

  CameraMemory memory(Rhythm rhythm, List<Finding> confirmed) {
    return new CameraMemory(
        rhythm.lastMs(),
        rhythm.count(),
        rhythm.gapMs(),
        lastLearnedMs,
        width,
        height,
        logitBrightness.memory(),
        contrast.memory(),
        logSharpness.memory(),
        change.memory(),
        similarity.memory(),
        repeats.memory(),
        reference.base64(),
        List.copyOf(accepted),
        confirmed);
  }
}

package dev.kizuki.embedded.demo;

import dev.kizuki.embedded.simulator.LineCamera;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One camera of the demo: takes the picture that the script asks for. The same seed and the same
 * times give the same pictures. Not thread-safe.
 */
final class DemoCamera {
  /** The number of bad parts of a burst. */
  static final int BURST = 10;

  /** A mark of this size, of the full size 1, is plain to see. Smaller marks do not count. */
  static final double PLAIN_MARK = 0.4;

  /** The share of a tool's wear after which its mark is as large as it gets. */
  private static final double FULL_WEAR = 0.8;

  private static final double DARKNESS = 0.04;

  /** The brightness at the end of a light that fades. */
  private static final double FADED = 0.5;

  private final String device;
  private final List<String> defects;
  private final LineCamera camera;
  private final Script script;
  private final double defectShare;
  private final Random random;
  private boolean inBurst;
  private int badPartsLeft;
  private byte @Nullable [] frozen;

  /**
   * @param camera takes the pictures; cameras of one line may share it
   * @param defectShare the share of parts with a defect where the script asks for nothing else
   */
  DemoCamera(
      String device,
      DemoLine line,
      LineCamera camera,
      Script script,
      double defectShare,
      long seed) {
    this.device = device;
    this.defects = line.defects();
    this.camera = camera;
    this.script = script;
    this.defectShare = defectShare;
    this.random = new Random(seed);
  }

  String device() {
    return device;
  }

  /** An image to publish, and what it shows. */
  static final class Shot {
    private final byte[] jpeg;
    private final Truth truth;

    private Shot(byte[] jpeg, Truth truth) {
      this.jpeg = jpeg;
      this.truth = truth;
    }

    byte[] jpeg() {
      return jpeg;
    }

    Truth truth() {
      return truth;
    }
  }

  /**
   * Takes the next picture.
   *
   * @param time the script's time
   * @return empty while the camera is silent
   */
  Optional<Shot> next(Duration time) {
    Optional<Script.Moment> moment = script.at(device, time);
    Trouble trouble = moment.map(Script.Moment::trouble).orElse(null);
    double progress = moment.map(Script.Moment::progress).orElse(0.0);
    count(trouble);
    if (trouble == Trouble.SILENT) {
      return Optional.empty();
    }
    if (trouble != Trouble.FROZEN) {
      frozen = null;
    }
    return Optional.of(trouble == null ? usual(time) : shot(trouble, progress));
  }

  /**
   * A burst has a number of parts and no duration, so that its size does not depend on the rate.
   */
  private void count(@Nullable Trouble trouble) {
    boolean burst = trouble == Trouble.BURST;
    if (burst && !inBurst) {
      badPartsLeft = BURST;
    }
    inBurst = burst;
  }

  private Shot shot(Trouble trouble, double progress) {
    return switch (trouble) {
      case WEAR -> worn(Math.min(1, progress / FULL_WEAR));
      case DARK -> sick(camera.dimmed(DARKNESS), trouble);
      case DRIFT -> sick(camera.dimmed(1 - (1 - FADED) * progress), trouble);
      case FROZEN -> sick(frozenPicture(), trouble);
      case BURST, SILENT -> product();
    };
  }

  private Shot usual(Duration time) {
    return script.isSick(device, time)
        ? new Shot(camera.good(), Truth.notCounted("the camera has just recovered"))
        : product();
  }

  private Shot product() {
    if (badPartsLeft > 0) {
      badPartsLeft--;
      return defective();
    }
    return random.nextDouble() < defectShare ? defective() : new Shot(camera.good(), Truth.good());
  }

  private Shot defective() {
    String defect = defects.get(random.nextInt(defects.size()));
    return new Shot(camera.defective(defect), Truth.defective(defect));
  }

  private Shot worn(double size) {
    Truth truth =
        size < PLAIN_MARK
            ? Truth.notCounted("tool wear, still faint")
            : Truth.defective("tool wear");
    return new Shot(camera.worn(size), truth);
  }

  private static Shot sick(byte[] jpeg, Trouble trouble) {
    return new Shot(jpeg, Truth.notCounted(trouble.toString()));
  }

  private byte[] frozenPicture() {
    if (frozen == null) {
      frozen = camera.good();
    }
    return frozen;
  }
}

package dev.kizuki.embedded.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.Calibration;
import dev.kizuki.model.RateInterval;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.LimitOwner;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.limit.DeviceLearning;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.KnownLimits;
import dev.kizuki.stream.limit.LimitAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Measures the false-alarm rate of each of many cameras, under the threshold of the model and under
 * a limit of its own. It writes a table to {@code target/device-promise.md}. With {@code
 * -Dkizuki.promise=full} it takes 50 cameras, and 500 images of each after the burn-in.
 */
class DevicePromiseTest {
  private static final boolean FULL = "full".equals(System.getProperty("kizuki.promise"));
  private static final int CAMERAS = FULL ? 50 : 8;
  private static final int BURN_IN = FULL ? 500 : 200;
  private static final int IMAGES = FULL ? 500 : 300;
  private static final double RATE = 0.01;
  private static final ModelReference MODEL = new ModelReference("demo-parts", "1", "00");
  private static final ImageReference PLACE = new ImageReference("images", 0, 0, 1, "00");
  private static final Path FILE = Path.of("../../onnx-models/models/demo-parts.onnx");

  /** The false alarms of a camera under the shared threshold and under its own. */
  private record Measured(String camera, int shared, int own, boolean isConfirmed) {}

  @Test
  void eachCameraKeepsThePromiseUnderALimitOfItsOwn() throws IOException {
    List<Measured> all;
    try (Model model = Model.load(FILE)) {
      all =
          IntStream.rangeClosed(1, CAMERAS)
              .parallel()
              .mapToObj(seed -> measure(model, new OddCamera(seed)))
              .toList();
    }
    List<Measured> confirmed = all.stream().filter(Measured::isConfirmed).toList();
    int rank = (int) Math.floor(RATE * (BURN_IN + 1));
    BetaBinomial expected = new BetaBinomial(rank, BURN_IN, IMAGES);
    int low = expected.quantile(0.025);
    int high = expected.quantile(0.975);
    long outside = confirmed.stream().filter(each -> each.own < low || each.own > high).count();
    long sharedOutside =
        all.stream().filter(each -> each.shared < low || each.shared > high).count();
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/device-promise.md"), table(all, expected, low, high));
    // 5 % are expected outside; more than 12 of 50 or 4 of 8 have a probability below 1e-4
    assertThat(outside).isLessThanOrEqualTo(FULL ? 12 : 4);
    assertThat(sharedOutside).isGreaterThan(outside);
    assertThat(confirmed.size()).isGreaterThanOrEqualTo(all.size() - 1);
  }

  private static Measured measure(Model model, OddCamera camera) {
    Calibration shared = model.metadata().calibration();
    KnownLimits known = new KnownLimits();
    DeviceLearning learning =
        new DeviceLearning("camera", "line", MODEL, "graph", BURN_IN, Instant.EPOCH);
    int sharedAlarms = 0;
    int ownAlarms = 0;
    try (ImageJudge judge = new ImageJudge(model, shared.threshold(RATE), ImageLimits.DEFAULT, 1)) {
      for (int i = 0; i < BURN_IN; i++) {
        Verdict.Scored verdict = (Verdict.Scored) judge.judge(camera.next());
        Instant at = Instant.ofEpochSecond(i);
        learning.add(verdict.score().distance(), at, i, MODEL, () -> PLACE);
      }
      learning.confirm(
          new LimitAction("1", LimitAction.Type.CONFIRM, "anna", Instant.EPOCH, null, null),
          RATE,
          null,
          Instant.EPOCH);
      known.put(learning.published());
      for (int i = 0; i < IMAGES; i++) {
        ModelVerdict verdict = new ModelVerdict(judge.judge(camera.next()), MODEL, Instant.EPOCH);
        sharedAlarms += isAlarm(verdict) ? 1 : 0;
        ModelVerdict own = known.judge("camera", "line", verdict, "graph", RATE);
        ownAlarms += own.limit() == LimitOwner.DEVICE && isAlarm(own) ? 1 : 0;
      }
    }
    return new Measured(
        camera.toString(), sharedAlarms, ownAlarms, learning.state() == State.CONFIRMED);
  }

  private static boolean isAlarm(ModelVerdict verdict) {
    return verdict.verdict() instanceof Verdict.Anomalous;
  }

  private static String table(List<Measured> all, BetaBinomial expected, int low, int high) {
    StringBuilder text = new StringBuilder();
    text.append("| camera | shared threshold | own limit | 95 % interval | in the band |\n");
    text.append("|---|---|---|---|---|\n");
    all.stream()
        .sorted(Comparator.comparingInt(Measured::shared))
        .forEach(each -> text.append(row(each, low, high)));
    long outside = outside(all, low, high);
    long clopperPearson =
        all.stream().filter(each -> !RateInterval.of(each.own, IMAGES).contains(RATE)).count();
    double share =
        IntStream.rangeClosed(0, IMAGES)
            .filter(count -> !RateInterval.of(count, IMAGES).contains(RATE))
            .mapToDouble(expected::probability)
            .sum();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%d cameras, %d images of burn-in, %d images measured. Mean rate: shared %.2f %%, own"
                + " %.2f %%. The 95 %% band of the beta-binomial distribution is %d to %d false"
                + " alarms: %d outside, %.1f expected. The Clopper-Pearson interval lacks 1 %% for"
                + " %d cameras, %.1f expected. Confirmed: %d.%n",
            all.size(),
            BURN_IN,
            IMAGES,
            100 * all.stream().mapToInt(Measured::shared).average().orElse(0) / IMAGES,
            100 * all.stream().mapToInt(Measured::own).average().orElse(0) / IMAGES,
            low,
            high,
            outside,
            0.05 * all.size(),
            clopperPearson,
            share * all.size(),
            all.stream().filter(Measured::isConfirmed).count()));
    return text.toString();
  }

  private static long outside(List<Measured> all, int low, int high) {
    return all.stream().filter(each -> each.own < low || each.own > high).count();
  }

  private static String row(Measured each, int low, int high) {
    RateInterval own = RateInterval.of(each.own, IMAGES);
    return String.format(
        Locale.ROOT,
        "| %s | %.2f %% | %.2f %% | %.2f to %.2f %% | %s |%n",
        each.camera,
        100.0 * each.shared / IMAGES,
        100 * own.rate(),
        100 * own.low(),
        100 * own.high(),
        !each.isConfirmed ? "refused" : each.own < low || each.own > high ? "no" : "yes");
  }
}

package dev.kizuki.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.evidence.Evidence;
import dev.kizuki.evidence.Explanation;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.GoldenImage;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Threshold;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceRunnerTest {
  private static final Path MNIST_ZERO = ModelTest.MODELS.resolve("mnist-zero.onnx");
  private static final Path PATCH = Path.of("src/test/resources/patch.onnx");
  private static final int SIDE = 28;

  @TempDir private Path folder;

  /** A ring, which looks like a zero and is normal. */
  private static byte[] ring() {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      int row = i / SIDE;
      double distance = Math.hypot((i % SIDE - 13.5) / 6.5, (row - 13.5) / 8.5);
      pixels[i] = (byte) (Math.abs(distance - 1) < 0.22 ? 255 : 0);
    }
    return pixels;
  }

  /** The same ring, with a stroke in the lower left corner. */
  private static byte[] ringWithStroke() {
    byte[] pixels = ring();
    for (int row = 18; row < 27; row++) {
      Arrays.fill(pixels, row * SIDE + 2, row * SIDE + 5, (byte) 255);
    }
    return pixels;
  }

  /** A runner with a clock that goes on by {@code step} at each reading. */
  private static EvidenceRunner runner(Model model, Threshold threshold, Duration step) {
    AtomicLong now = new AtomicLong();
    return new EvidenceRunner(
        model,
        threshold,
        new PreparedImages(model.metadata().preprocessing(), ImageLimits.DEFAULT),
        EvidenceRunner.DEFAULT_BUDGET,
        () -> now.getAndAdd(step.toNanos()));
  }

  private static EvidenceRunner runner(Model model) {
    return runner(model, model.metadata().threshold(), Duration.ofMillis(1));
  }

  private static Evidence evidence(EvidenceRunner runner, byte[] image) {
    return (Evidence) runner.explain(image);
  }

  private static int hottest(Evidence evidence) {
    return IntStream.range(0, evidence.values().length)
        .boxed()
        .max(Comparator.comparing(i -> evidence.values()[i]))
        .orElseThrow();
  }

  @Test
  void theMapIsHotWhereTheStrokeIs() {
    try (Model model = Model.load(MNIST_ZERO);
        EvidenceRunner runner = runner(model)) {
      Evidence evidence = evidence(runner, ringWithStroke());
      assertThat(evidence.method()).isEqualTo(Evidence.Method.OCCLUSION);
      assertThat(evidence.score()).isGreaterThan(1);
      assertThat(evidence.largest()).isGreaterThan(1).isLessThanOrEqualTo((float) evidence.score());
      assertThat(evidence.rows()).isEqualTo(SIDE);
      int cell = hottest(evidence);
      assertThat(cell / evidence.columns()).isBetween(16, 27);
      assertThat(cell % evidence.columns()).isBetween(0, 6);
      assertThat(evidence.value(14, 20)).as("on the ring").isLessThan(0.5f);
    }
  }

  @Test
  void theMapOfANormalImageStaysBelowTheThreshold() {
    try (Model model = Model.load(MNIST_ZERO);
        EvidenceRunner runner = runner(model)) {
      Evidence evidence = evidence(runner, ring());
      assertThat(evidence.score()).isLessThan(1);
      for (float value : evidence.values()) {
        assertThat(value).isBetween(0f, (float) evidence.score());
      }
    }
  }

  @Test
  void theScoreIsThatOfTheJudge() {
    for (Path file : new Path[] {MNIST_ZERO, PATCH}) {
      try (Model model = Model.load(file);
          ImageJudge judge = new ImageJudge(model, ImageLimits.DEFAULT);
          EvidenceRunner runner = runner(model)) {
        for (GoldenImage golden : model.metadata().goldenImages()) {
          Verdict.Scored verdict = (Verdict.Scored) judge.judge(golden.pixels());
          assertThat(evidence(runner, golden.pixels()).score())
              .isCloseTo(verdict.score().relative(), within(1e-5 * verdict.score().relative()));
        }
      }
    }
  }

  @Test
  void theSameImageGivesTheSameMap() {
    try (Model model = Model.load(MNIST_ZERO);
        EvidenceRunner runner = runner(model)) {
      float[] first = evidence(runner, ringWithStroke()).values();
      evidence(runner, ring());
      assertThat(evidence(runner, ringWithStroke()).values()).isEqualTo(first);
    }
  }

  @Test
  void theGridFollowsFromTheMeasuredCost() {
    try (Model model = Model.load(MNIST_ZERO)) {
      Threshold threshold = model.metadata().threshold();
      try (EvidenceRunner runner = runner(model, threshold, Duration.ofMillis(10))) {
        // an image costs 10 ms, and 260 of 300 ms are left after the measurement: 20 windows fit,
        // with a fifth of the time as a reserve; 4 x 4 windows of 2 x 2 cells are fewer
        assertThat(evidence(runner, ring()).rows()).isEqualTo(5);
      }
      try (EvidenceRunner slow = runner(model, threshold, Duration.ofSeconds(1))) {
        assertThat(evidence(slow, ring()).rows()).isEqualTo(2);
      }
    }
  }

  @Test
  void theMapOfAModelIsReadFromItsGraph() {
    try (Model model = Model.load(PATCH);
        GraphRunner graph = new GraphRunner(bytes(PATCH), model.metadata().preprocessing());
        EvidenceRunner runner = runner(model)) {
      byte[] image = model.metadata().goldenImages().get(0).pixels();
      Evidence evidence = evidence(runner, image);
      assertThat(evidence.method()).isEqualTo(Evidence.Method.EXACT);
      float[] map = graph.runAll(ModelMetadata.MAP, 1, i -> ByteBuffer.wrap(image));
      double threshold = model.metadata().threshold().distance();
      assertThat(evidence.values()).hasSameSizeAs(map);
      for (int i = 0; i < map.length; i++) {
        assertThat((double) evidence.values()[i]).isCloseTo(map[i] / threshold, within(1e-4));
      }
    }
  }

  /** The model has one feature at four places, so the worst place alone counts. */
  @Test
  void theScoreIsTheLargestValueOfAMapOfFewPlaces() {
    try (Model model = Model.load(PATCH);
        EvidenceRunner runner = runner(model)) {
      for (GoldenImage golden : model.metadata().goldenImages()) {
        Evidence evidence = evidence(runner, golden.pixels());
        assertThat((double) evidence.largest())
            .isCloseTo(evidence.score(), within(1e-3 * evidence.score()));
      }
    }
  }

  @Test
  void anotherThresholdScalesTheMap() {
    for (Path file : new Path[] {MNIST_ZERO, PATCH}) {
      try (Model model = Model.load(file)) {
        double own = model.metadata().threshold().distance();
        Threshold twice = new Threshold(2 * own, 0.01, Threshold.Rule.CONFORMAL);
        byte[] image = model.metadata().goldenImages().get(0).pixels();
        try (EvidenceRunner first = runner(model);
            EvidenceRunner second = runner(model, twice, Duration.ofMillis(1))) {
          assertThat(evidence(second, image).largest())
              .isCloseTo(evidence(first, image).largest() / 2, within(1e-4f));
        }
      }
    }
  }

  @Test
  void anImageWithoutAScoreIsRejected() {
    try (Model model = Model.load(MNIST_ZERO);
        EvidenceRunner runner = runner(model)) {
      Explanation explanation = runner.explain("text".getBytes(StandardCharsets.UTF_8));
      assertThat(explanation)
          .isInstanceOfSatisfying(
              Explanation.Rejected.class,
              rejected ->
                  assertThat(rejected.rejection().reason())
                      .isEqualTo(RejectionReason.UNKNOWN_FORMAT));
    }
  }

  @Test
  void theEvidenceShowsTheInputAndNotTheImage() throws IOException {
    BufferedImage large = new BufferedImage(56, 56, BufferedImage.TYPE_BYTE_GRAY);
    byte[] small = ring();
    for (int i = 0; i < 56 * 56; i++) {
      int row = i / 56;
      large.getRaster().setSample(i % 56, row, 0, small[row / 2 * SIDE + i % 56 / 2] & 0xff);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(large, "png", png);
    String content = Files.readString(MNIST_ZERO, StandardCharsets.ISO_8859_1);
    // as long as before, because the length of the metadata stands in the file
    Path scaling =
        Files.writeString(
            folder.resolve("scaling.onnx"),
            content.replace("\"resize\":\"NONE\"", "\"resize\":\"FIT\" "),
            StandardCharsets.ISO_8859_1);
    try (Model model = Model.load(scaling);
        EvidenceRunner runner = new EvidenceRunner(model, new ImageDecoder(ImageLimits.DEFAULT))) {
      Evidence evidence = evidence(runner, png.toByteArray());
      assertThat(evidence.input().width()).isEqualTo(SIDE);
      assertThat(evidence.input().samples()).isEqualTo(small);
    }
  }

  private static byte[] bytes(Path file) {
    return ModelFile.read(file).bytes();
  }
}

package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.JudgedIncidents;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.recalibration.MemoryPlant;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what a new threshold alone and a new mean and whitening do on MNIST's zeros under
 * another light. Writes the tables of GUARANTEES.md to target. The property {@code
 * kizuki.refit-model} names a model that learned zeros from the first 10,000 training images of
 * MNIST, and {@code kizuki.mnist} the folder of MNIST. All other training images are the plant.
 */
@EnabledIfSystemProperty(named = "kizuki.refit-model", matches = ".+")
class RefitFiguresTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(BEGIN.plusSeconds(7200), ZoneOffset.UTC);
  private static final Path MODEL = Path.of(System.getProperty("kizuki.refit-model", ""));
  private static final Path MNIST = Path.of(System.getProperty("kizuki.mnist", ""));
  private static final int LEARNED = 10_000;
  private static final int SIZE = TestModels.SIDE * TestModels.SIDE;
  private static final Pattern KIND = Pattern.compile("\"kind\":\"([a-z-]+)\"");

  @TempDir private Path folder;

  /** Another light. */
  private enum Light {
    SAME("as in the training"),
    FLAT("contrast 0.6"),
    BRIGHT("contrast 0.8, 40 gray levels brighter"),
    SIDE("from the right: 45 to 100 %");

    private final String title;

    Light(String title) {
      this.title = title;
    }

    private byte[] of(byte[] pixels) {
      byte[] picture = pixels.clone();
      for (int i = 0; i < picture.length; i++) {
        int value = pixels[i] & 0xff;
        int column = i % TestModels.SIDE;
        double lit =
            switch (this) {
              case SAME -> value;
              case FLAT -> 0.6 * value;
              case BRIGHT -> 40 + 0.8 * value;
              case SIDE -> value * (0.45 + 0.55 * column / (TestModels.SIDE - 1));
            };
        picture[i] = (byte) Math.round(lit);
      }
      return picture;
    }
  }

  private static byte[] unpacked(String name) throws IOException {
    try (InputStream in =
        new GZIPInputStream(new FileInputStream(MNIST.resolve(name + ".gz").toFile()))) {
      return in.readAllBytes();
    }
  }

  private static List<byte[]> digits(String part, int digit, int from) throws IOException {
    byte[] images = unpacked(part + "-images-idx3-ubyte");
    byte[] labels = unpacked(part + "-labels-idx1-ubyte");
    List<byte[]> found = new ArrayList<>();
    for (int i = from; i < labels.length - 8; i++) {
      if (labels[8 + i] == digit) {
        found.add(Arrays.copyOfRange(images, 16 + SIZE * i, 16 + SIZE * (i + 1)));
      }
    }
    return found;
  }

  private static double alarms(Path model, List<byte[]> images, Light light) {
    try (Model loaded = Model.load(model);
        ImageJudge judge = new ImageJudge(loaded, ImageLimits.DEFAULT)) {
      return (double)
              judge.judge(images.stream().map(light::of).toList()).stream()
                  .filter(Verdict.Anomalous.class::isInstance)
                  .count()
          / images.size();
    }
  }

  /** A plant of one camera. A share of its images shows a six, which a person judges false. */
  private static MemoryPlant plant(Light light, double poison) throws IOException {
    MemoryPlant plant = new MemoryPlant();
    plant.topics.create("device-images", 1);
    List<byte[]> sixes = digits("train", 6, LEARNED);
    Random random = new Random(1);
    int second = 0;
    for (byte[] zero : digits("train", 0, LEARNED)) {
      boolean isDefect = random.nextDouble() < poison;
      Instant at = BEGIN.plusSeconds(second);
      byte[] image = light.of(isDefect ? sixes.get(second % sixes.size()) : zero);
      plant.topics.add("device-images", 0, "cam-1", at, image);
      if (isDefect) {
        plant.incidents.add(
            JudgedIncidents.of(
                "id-" + second, "cam-1", IncidentKind.ANOMALY, at, at, Judgement.Verdict.FALSE));
      }
      second++;
    }
    return plant;
  }

  /** Recalibrates, and returns the kinds of the objections. */
  private String recalibrate(MemoryPlant plant, Path out, String... arguments) throws IOException {
    Path config = Files.writeString(folder.resolve("kizuki.yaml"), "models: [{file: unused.onnx}]");
    StringWriter output = new StringWriter();
    List<String> all = new ArrayList<>(List.of("--from", "1d", "--to", "now", "--force", "--json"));
    all.addAll(List.of(arguments));
    int status =
        new RecalibrateRun(plant, CLOCK, config)
            .run(MODEL, out, output, all.toArray(new String[0]));
    assertThat(status).as("%s", output).isZero();
    return KIND.matcher(output.toString())
        .results()
        .map((MatchResult found) -> found.group(1))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String row(String title, Path model, Light light, String objections)
      throws IOException {
    return "| %s | %s | %.1f %% | %.1f %% | %.1f %% | %s |"
        .formatted(
            light.title,
            title,
            100 * alarms(model, digits("t10k", 0, 0), light),
            100 * alarms(model, digits("t10k", 6, 0), light),
            100 * alarms(model, digits("t10k", 9, 0), light),
            objections);
  }

  @Test
  void anotherLight() throws IOException {
    List<String> lines = new ArrayList<>();
    Path out = folder.resolve("next.onnx");
    for (Light light : Light.values()) {
      MemoryPlant plant = plant(light, 0);
      lines.add(row("nothing", MODEL, light, ""));
      lines.add(row("threshold", out, light, recalibrate(plant, out)));
      lines.add(
          row(
              "mean (1,000 images)",
              out,
              light,
              recalibrate(plant, out, "--refit", "--images", "1000")));
      lines.add(row("mean and whitening", out, light, recalibrate(plant, out, "--refit")));
    }
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target/refit.md"), lines);
    assertThat(lines).hasSize(4 * Light.values().length);
  }

  @Test
  void defectsThatWereJudgedFalse() throws IOException {
    List<String> lines = new ArrayList<>();
    Path out = folder.resolve("next.onnx");
    for (double poison : new double[] {0.0005, 0.01, 0.05}) {
      MemoryPlant plant = plant(Light.BRIGHT, poison);
      String share = "%.2f %%: ".formatted(100 * poison);
      lines.add(row(share + "threshold", out, Light.BRIGHT, recalibrate(plant, out)));
      lines.add(
          row(
              share + "mean (1,000 images)",
              out,
              Light.BRIGHT,
              recalibrate(plant, out, "--refit", "--images", "1000")));
      lines.add(
          row(share + "mean and whitening", out, Light.BRIGHT, recalibrate(plant, out, "--refit")));
    }
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target/refit-poisoning.md"), lines);
    assertThat(lines).hasSize(9);
  }
}

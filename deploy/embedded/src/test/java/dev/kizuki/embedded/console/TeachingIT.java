package dev.kizuki.embedded.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.embedded.servers.Publishers;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.embedded.servers.TopicReader;
import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.stream.StreamApp;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.mqtt.ImagePublisher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Teaches a model that is too strict: its false alarms are judged on the page, it is recalibrated
 * from these judgements, and the new version takes over while images arrive.
 */
@EnabledIf(
    value = "dev.kizuki.embedded.console.Chromium#isInstalled",
    disabledReason =
        "no /usr/bin/chromium or no /usr/bin/chromedriver: install Debian's packages chromium and"
            + " chromium-driver")
class TeachingIT {
  private static final int NORMAL = 300;
  private static final int DEFECTIVE = 10;
  private static final String GOOD = "line1-good";
  private static final String BAD = "line1-bad";

  @TempDir private Path folder;

  private final List<byte[]> normal = new ArrayList<>();
  private final List<byte[]> defective = new ArrayList<>();
  private final AtomicBoolean runs = new AtomicBoolean(true);
  private int background;

  @Test
  void aModelThatIsTooStrictLearnsFromJudgements() throws Exception {
    draw();
    Path model = ShippedModels.strictParts(folder.resolve("parts.onnx"));
    try (EmbeddedStack stack =
            new EmbeddedStack(
                new ConfigurationBuilder()
                    .model(model)
                    .set("console.enabled", true)
                    .set("modelUpdates.interval", Duration.ofSeconds(1))
                    .set("modelUpdates.archive", folder.resolve("archive")));
        ImagePublisher publisher = Publishers.connect(stack, Map.of());
        Chromium chromium = new Chromium()) {
      publish(publisher, GOOD, normal);
      publish(publisher, BAD, defective);
      List<JsonNode> before = scores(stack, NORMAL + DEFECTIVE);
      assertThat(alarms(of(before, GOOD))).isGreaterThan(NORMAL / 10);
      assertThat(alarms(of(before, BAD))).isEqualTo(DEFECTIVE);

      judge(chromium, stack, GOOD, "False");
      judge(chromium, stack, BAD, "Real");

      CompletableFuture<Void> camera = CompletableFuture.runAsync(() -> keepPublishing(publisher));
      recalibrate(stack, model);
      awaitVersion(stack, "recalibrated");
      runs.set(false);
      camera.get();

      publish(publisher, GOOD, normal);
      publish(publisher, BAD, defective);
      int published = 2 * (NORMAL + DEFECTIVE) + background;
      List<JsonNode> all = scores(stack, published);
      assertThat(all).as("every image has one score").hasSize(published);
      List<JsonNode> good = of(all, GOOD).subList(NORMAL, 2 * NORMAL);
      List<JsonNode> bad = of(all, BAD).subList(DEFECTIVE, 2 * DEFECTIVE);
      assertThat(good)
          .allSatisfy(
              score ->
                  assertThat(score.at("/data/model/version").asString()).isEqualTo("recalibrated"));
      System.out.printf(
          "Alarms of %d normal images: %d before, %d after; of %d defective ones: %d after%n",
          NORMAL, alarms(of(before, GOOD)), alarms(good), DEFECTIVE, alarms(bad));
      assertThat(alarms(good)).isZero();
      assertThat(alarms(bad)).isEqualTo(DEFECTIVE);
    }
  }

  private void draw() {
    PartCamera camera = new PartCamera(4711);
    for (int i = 0; i < NORMAL; i++) {
      normal.add(camera.next(null));
    }
    for (int i = 0; i < DEFECTIVE; i++) {
      defective.add(camera.next(Defect.STAIN));
    }
  }

  private static void publish(ImagePublisher publisher, String device, List<byte[]> images)
      throws InterruptedException {
    for (byte[] image : images) {
      publisher.publish(device, image);
    }
  }

  /** Publishes images of another camera until the new version has taken over. */
  private void keepPublishing(ImagePublisher publisher) {
    try {
      while (runs.get()) {
        publisher.publish("line2-other", normal.get(background % NORMAL));
        background++;
        Thread.sleep(20); // the period of a camera
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while publishing", e);
    }
  }

  /** Reads the scores of all images, the oldest of each device first. */
  private static List<JsonNode> scores(EmbeddedStack stack, int count) {
    return TopicReader.read(stack, Topics::scores, record -> true, count).stream()
        .map(record -> JsonMapper.shared().readTree(record.value()))
        .toList();
  }

  private static List<JsonNode> of(List<JsonNode> scores, String device) {
    return scores.stream()
        .filter(score -> score.at("/data/device").asString().equals(device))
        .toList();
  }

  private static long alarms(List<JsonNode> scores) {
    return scores.stream().filter(score -> score.at("/data/score").asDouble() > 1).count();
  }

  private static void judge(Chromium chromium, EmbeddedStack stack, String device, String verdict) {
    ConsolePage page = new ConsolePage(chromium.driver(), stack.service().httpPort());
    page.load("/");
    String card = "article[aria-label^=\"%s,\"]".formatted(device);
    page.click(card, verdict);
    page.awaitText(card, "judged");
  }

  private void recalibrate(EmbeddedStack stack, Path model) throws Exception {
    Path configuration = folder.resolve("kizuki.yaml");
    Files.writeString(
        configuration,
        new ConfigurationBuilder()
            .model(model)
            .kafka(stack.kafka().bootstrapServers())
            .mqtt(stack.mqtt().uri())
            .yaml());
    StringWriter said = new StringWriter();
    CommandLine line = StreamApp.commandLine();
    line.setOut(new PrintWriter(said));
    line.setErr(new PrintWriter(said));
    int code =
        line.execute(
            "recalibrate",
            "--model",
            model.toString(),
            "--from-feedback",
            "--device",
            "line1-*",
            "--false-alarm-rate",
            "0.004",
            "--model-version",
            "recalibrated",
            "--config",
            configuration.toString(),
            "--out",
            model.toString());
    System.out.println(said);
    assertThat(code).as(said.toString()).isZero();
  }

  private static void awaitVersion(EmbeddedStack stack, String version) {
    TopicReader.read(
        stack,
        Topics::services,
        record ->
            JsonMapper.shared()
                .readTree(record.value())
                .at("/models/0/version")
                .asString()
                .equals(version),
        1);
  }
}

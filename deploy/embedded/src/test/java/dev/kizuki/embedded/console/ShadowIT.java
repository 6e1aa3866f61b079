package dev.kizuki.embedded.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.embedded.servers.Publishers;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.embedded.servers.TopicReader;
import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.StreamApp;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.mqtt.ImagePublisher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares models with their shadows on the page, promotes one shadow and drops another, with real
 * brokers and the real service. On line 1 the shadow is more lenient than the model; on line 2 it
 * is stricter.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShadowIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String LINE_1 = "line1-*";
  private static final String LINE_2 = "line2-*";
  private static final int DISPUTED = 3;
  private static final int DEFECTIVE = 2;
  private static final int NORMAL = 4;

  private static ComparedImages images;
  private static Path strict;
  private static Path shadowOfStrict;
  private static Path lenient;
  private static Path shadowOfLenient;
  private static Path archive;
  private static Path configuration;
  private static EmbeddedStack stack;
  private static ImagePublisher publisher;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    strict = ShippedModels.strictParts(folder.resolve("strict.onnx"));
    shadowOfLenient = ShippedModels.strictParts(folder.resolve("lenient-next.onnx"));
    lenient = Files.copy(ShippedModels.DEMO_PARTS, folder.resolve("lenient.onnx"));
    shadowOfStrict = Files.copy(ShippedModels.DEMO_PARTS, folder.resolve("strict-next.onnx"));
    archive = folder.resolve("archive");
    images = ComparedImages.draw(strict, lenient, DISPUTED, DEFECTIVE, NORMAL);
    ConfigurationBuilder models =
        new ConfigurationBuilder()
            .shadowed(strict, LINE_1, shadowOfStrict, 1)
            .shadowed(lenient, LINE_2, shadowOfLenient, 1)
            .set("console.enabled", true)
            .set("modelUpdates.interval", Duration.ofSeconds(1))
            .set("modelUpdates.archive", archive);
    stack = new EmbeddedStack(models);
    configuration =
        Files.writeString(
            folder.resolve("kizuki.yaml"),
            models.kafka(stack.kafka().bootstrapServers()).mqtt(stack.mqtt().uri()).yaml());
    publisher = Publishers.connect(stack, Map.of());
  }

  @AfterAll
  static void stop() {
    if (publisher != null) {
      publisher.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  /** Publishes images of each kind: each disputed one of a camera of its own, disputed-0 and on. */
  private static void publish(String line) throws InterruptedException {
    for (int i = 0; i < DISPUTED; i++) {
      publisher.publish(line + "-disputed-" + i, images.disputed().get(i));
    }
    for (int i = 0; i < DEFECTIVE; i++) {
      publisher.publish(line + "-other", images.defective().get(i));
    }
    for (int i = 0; i < NORMAL; i++) {
      publisher.publish(line + "-other", images.normal().get(i));
    }
  }

  /** Returns what the page's server says about the model of some devices. */
  private static JsonNode model(String devices) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/api/models".formatted(stack.service().httpPort())))
            .build();
    JsonNode answer =
        JsonMapper.shared()
            .readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    return StreamSupport.stream(answer.get("models").spliterator(), false)
        .filter(each -> each.get("devices").asString().equals(devices))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode awaitScored(String devices, int count) {
    return await()
        .atMost(SOON)
        .until(() -> model(devices).get("shadow"), shadow -> shadow.get("scored").asInt() == count);
  }

  private static List<Integer> counts(JsonNode shadow) {
    return List.of(
        shadow.get("both").asInt(),
        shadow.get("onlyModel").asInt(),
        shadow.get("onlyShadow").asInt());
  }

  /** Runs {@code kizuki models} and returns what it prints. */
  private static String models(String... arguments) {
    List<String> all = new ArrayList<>(List.of("models"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", configuration.toString()));
    StringWriter said = new StringWriter();
    CommandLine line = StreamApp.commandLine();
    line.setOut(new PrintWriter(said));
    line.setErr(new PrintWriter(said));
    assertThat(line.execute(all.toArray(String[]::new))).as(said.toString()).isZero();
    return said.toString();
  }

  @Test
  @Order(1)
  @EnabledIf(
      value = "dev.kizuki.embedded.console.Chromium#isInstalled",
      disabledReason =
          "no /usr/bin/chromium or no /usr/bin/chromedriver: install Debian's packages chromium"
              + " and chromium-driver")
  void thePageShowsTheImagesOnWhichAModelAndItsShadowDisagree() throws Exception {
    try (Chromium chromium = new Chromium()) {
      chromium.size(1280, 900);
      ConsolePage page = new ConsolePage(chromium.driver(), stack.service().httpPort());
      page.load("/models");
      page.awaitText(".has-shadow", "It has scored no image yet.");
      publish("line1");
      publish("line2");
      int published = DISPUTED + DEFECTIVE + NORMAL;
      JsonNode first = awaitScored(LINE_1, published);
      JsonNode second = awaitScored(LINE_2, published);
      assertThat(counts(first)).containsExactly(DEFECTIVE, DISPUTED, 0);
      assertThat(counts(second)).containsExactly(DEFECTIVE, 0, DISPUTED);

      page.load("/models");
      page.awaitElement(".has-shadow .counts");
      requireCounts(panel(page, LINE_1), first);
      requireCounts(panel(page, LINE_2), second);
      page.click(".has-shadow", "Load the newest disagreements");
      // pictures load when they are visible
      page.scrollTo(".has-shadow:first-child .shadow");
      requireDisagreements(page, LINE_1, 0, "line1");
      chromium.screenshot("shadow");
      page.scrollTo(".has-shadow:last-child .shadow");
      requireDisagreements(page, LINE_2, 1, "line2");

      chromium.size(390, 844);
      page.scrollTo(".has-shadow:first-child .shadow");
      assertThat(page.fits()).isTrue();
      chromium.screenshot("shadow-narrow");
    }
  }

  private static WebElement panel(ConsolePage page, String devices) {
    return page.elements(".has-shadow").stream()
        .filter(each -> each.getText().contains(devices))
        .findFirst()
        .orElseThrow();
  }

  private static void requireCounts(WebElement panel, JsonNode shadow) {
    assertThat(panel.findElements(By.cssSelector(".counts strong")))
        .extracting(each -> Integer.valueOf(each.getText()))
        .isEqualTo(counts(shadow));
  }

  /**
   * Requires the disputed images of a line, with both verdicts.
   *
   * @param alarming the column: 0 for what only the model calls anomalous, 1 for the shadow
   */
  private static void requireDisagreements(
      ConsolePage page, String devices, int alarming, String line) {
    await()
        .atMost(SOON)
        .ignoreException(StaleElementReferenceException.class)
        .untilAsserted(
            () -> {
              List<WebElement> sides =
                  panel(page, devices).findElements(By.cssSelector(".sides > div"));
              assertThat(sides.get(1 - alarming).getText()).contains("None.");
              List<WebElement> figures =
                  sides.get(alarming).findElements(By.cssSelector("figure.comparison"));
              assertThat(figures)
                  .extracting(figure -> figure.findElement(By.tagName("a")).getText())
                  .containsExactlyInAnyOrder(
                      line + "-disputed-0", line + "-disputed-1", line + "-disputed-2");
              assertThat(figures).allSatisfy(figure -> requireVerdicts(figure, alarming));
            });
  }

  private static void requireVerdicts(WebElement figure, int alarming) {
    List<WebElement> verdicts = figure.findElements(By.cssSelector("figcaption span"));
    assertThat(verdicts).hasSize(2);
    assertThat(verdicts.get(0).getText()).startsWith("model");
    assertThat(verdicts.get(1).getText()).startsWith("shadow");
    for (int i = 0; i < 2; i++) {
      String score = verdicts.get(i).findElement(By.tagName("b")).getText();
      assertThat(score.contains("▲")).isEqualTo(i == alarming);
      double value = Double.parseDouble(score.replace("▲", "").strip());
      assertThat(value > 1).isEqualTo(i == alarming);
    }
    WebElement image = figure.findElement(By.cssSelector("heat-picture img"));
    assertThat(Integer.parseInt(image.getDomProperty("naturalWidth"))).isPositive();
    assertThat(image.isDisplayed()).isTrue();
  }

  @Test
  @Order(2)
  void aPromotedShadowServesAndNoImageIsLost() throws Exception {
    ModelFile before = ModelFile.read(strict);
    ModelFile after = ModelFile.read(shadowOfStrict);
    String device = "line1-running";
    AtomicBoolean runs = new AtomicBoolean(true);
    CompletableFuture<Integer> camera =
        CompletableFuture.supplyAsync(() -> keepPublishing(device, runs));
    try {
      awaitModel(device, before);
      assertThat(models("list"))
          .contains(strict.toString(), before.sha256().substring(0, 12))
          .contains("shadow " + shadowOfStrict, after.sha256().substring(0, 12))
          .contains("anomalous for both");

      assertThat(models("promote", strict.toString())).contains("takes its place");

      awaitModel(device, after);
    } finally {
      runs.set(false);
    }
    int published = camera.get();
    List<String> served =
        TopicReader.read(stack, Topics::scores, record -> record.key().equals(device), published)
            .stream()
            .map(record -> sha256(record.value()))
            .toList();
    assertThat(served).as("every image has one score").hasSize(published);
    assertThat(served.subList(0, served.indexOf(after.sha256()))).containsOnly(before.sha256());
    assertThat(served.subList(served.indexOf(after.sha256()), published))
        .containsOnly(after.sha256());

    assertThat(ModelFile.read(strict).sha256()).isEqualTo(after.sha256());
    assertThat(shadowOfStrict).doesNotExist();
    assertThat(archive.resolve(before.sha256() + ".onnx")).hasBinaryContent(before.bytes());
    awaitEvents(strict, "promoted", "swapped", "shadow-ended");
    awaitNoShadow(LINE_1);
    assertThat(models("list")).contains("does not score");
  }

  @Test
  @Order(3)
  void aDroppedShadowIsKeptAndItsModelServesOn() throws Exception {
    ModelFile model = ModelFile.read(lenient);
    ModelFile dropped = ModelFile.read(shadowOfLenient);

    assertThat(models("drop", lenient.toString())).contains(dropped.sha256());

    assertThat(shadowOfLenient).doesNotExist();
    assertThat(archive.resolve(dropped.sha256() + ".onnx")).hasBinaryContent(dropped.bytes());
    assertThat(ModelFile.read(lenient).sha256()).isEqualTo(model.sha256());
    awaitEvents(lenient, "dropped", "shadow-ended");
    awaitNoShadow(LINE_2);
    publisher.publish("line2-after", images.disputed().get(0));
    awaitModel("line2-after", model);
    assertThat(model(LINE_2).get("sha256").asString()).isEqualTo(model.sha256());
  }

  /** Publishes normal images until it is told to stop, and returns their number. */
  private static int keepPublishing(String device, AtomicBoolean runs) {
    int published = 0;
    try {
      while (runs.get()) {
        publisher.publish(device, images.normal().get(published % images.normal().size()));
        published++;
        Thread.sleep(20); // the period of a camera
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while publishing", e);
    }
    return published;
  }

  private static String sha256(byte[] score) {
    return JsonMapper.shared().readTree(score).at("/data/model/sha256").asString();
  }

  private static void awaitModel(String device, ModelFile model) {
    TopicReader.read(
        stack,
        Topics::scores,
        record -> record.key().equals(device) && sha256(record.value()).equals(model.sha256()),
        1);
  }

  private static void awaitEvents(Path file, String... kinds) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(models("events").lines().filter(line -> line.contains(file.toString())))
                    .satisfies(
                        lines -> {
                          for (String kind : kinds) {
                            assertThat(lines).anySatisfy(line -> assertThat(line).contains(kind));
                          }
                        }));
  }

  private static void awaitNoShadow(String devices) {
    await().atMost(SOON).until(() -> !model(devices).get("shadow").get("scores").asBoolean());
  }
}

package dev.kizuki.stream.canary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kizuki.model.GoldenImage;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.models.ServedModel;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.mqtt.MemoryBroker;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.Publication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A broker in memory for each of the canary's two clients; each tick runs on the test's thread. */
class CanaryTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Path PARTS = Path.of("../onnx-models/models/demo-parts.onnx");
  private static final Configuration CONFIGURATION =
      ConfigurationReader.read(
          """
          mqtt: {clientId: line1}
          models: [{file: a.onnx}]
          canary: {interval: PT30S, timeout: PT10S}
          """,
          "test.yaml",
          Map.of());

  @TempDir private Path folder;
  private final MemoryBroker images = new MemoryBroker();
  private final MemoryBroker verdicts = new MemoryBroker();
  private final MqttPort port =
      (settings, listener) ->
          (settings.clientId().endsWith("-verdicts") ? verdicts : images).open(settings, listener);
  private final CanaryCounts counts = new CanaryCounts();
  private Path file = TestModels.MNIST_ZERO;
  private long now = 1;
  private final CanaryChannel channel = CanaryChannel.open("line1");
  private ServedModels models = load(file);
  private Canary canary = canary();

  private static ServedModels load(Path... files) {
    return ServedModels.load(
        Arrays.stream(files)
            .map(model -> new ModelRule(model, "*", null, null, null, null))
            .toList());
  }

  private Canary canary() {
    return new Canary(CONFIGURATION, channel, port, models, counts.metrics, () -> now);
  }

  private void serve(Path... files) {
    close();
    models = load(files);
    canary = canary();
  }

  @AfterEach
  void close() {
    canary.close();
    models.close();
  }

  private void connect() {
    canary.connect();
    await().atMost(LONG).until(canary::isReady);
  }

  private void pass(Duration time) {
    now += time.toNanos() + 1;
    canary.tick();
  }

  private String device(Publication image) {
    return channel.name(channel.model(image.topic(), image.userProperties()).orElseThrow());
  }

  private String eventId(Publication image) {
    return device(image) + "/" + image.userProperties().get(ImageHeaders.SEQUENCE);
  }

  private static double goldenDistance(ServedModel model) {
    return model.model().metadata().goldenImages().stream()
        .mapToDouble(GoldenImage::distance)
        .max()
        .orElseThrow();
  }

  /** Answers an image with its right distance, times a factor. */
  private void answer(Publication image, ServedModel model, double factor) {
    deliver(
        device(image),
        EventJson.write(
            Verdicts.event(
                eventId(image),
                device(image),
                model.reference().sha256(),
                goldenDistance(model) * factor,
                model.threshold().distance())));
  }

  private void deliver(String device, byte[] verdict) {
    verdicts.deliver("kizuki/canary/" + device, verdict);
  }

  private ServedModel model(int index) {
    return models.all().get(index);
  }

  private String name(int index) {
    return model(index).reference().name();
  }

  @Test
  void subscribesToTheVerdictsOnCanaries() {
    connect();
    assertThat(verdicts.subscriptions()).containsExactly("kizuki/canary/+");
    assertThat(images.subscriptions()).isEmpty();
  }

  @Test
  void sendsTheGoldenImageWithTheTokenOfThisStart() {
    connect();
    canary.tick();
    Publication image = images.published().get(0);
    assertThat(images.published()).hasSize(1);
    assertThat(image.topic()).isEqualTo("kizuki/canary/images/line1/0");
    assertThat(image.userProperties()).containsAllEntriesOf(channel.properties());
    assertThat(image.userProperties())
        .containsKeys(ImageHeaders.SEQUENCE, ImageHeaders.CAPTURED_AT);
    assertThat(image.payload()).hasSize(TestModels.SIDE * TestModels.SIDE);
  }

  @Test
  void aRightVerdictPassesTheRound() {
    double before = counts.lastSuccess(name(0));
    connect();
    canary.tick();
    answer(images.published().get(0), model(0), 1);
    assertThat(counts.returned(name(0))).isEqualTo(1);
    assertThat(counts.lastSuccess(name(0))).isGreaterThanOrEqualTo(before);
    pass(INTERVAL);
    assertThat(counts.late(name(0))).isZero();
    assertThat(counts.wrong(name(0))).isZero();
  }

  @Test
  void aWrongDistanceIsCounted() {
    connect();
    canary.tick();
    answer(images.published().get(0), model(0), 1.01);
    assertThat(counts.wrong(name(0))).isEqualTo(1);
  }

  @Test
  void aVerdictThatDoesNotComeInTimeIsCountedAsLate() {
    connect();
    canary.tick();
    pass(Duration.ofSeconds(10));
    assertThat(counts.late(name(0))).isEqualTo(1);
    answer(images.published().get(0), model(0), 1);
    assertThat(counts.returned(name(0))).isZero();
  }

  @Test
  void aRoundBeginsInEachInterval() {
    connect();
    canary.tick();
    canary.tick();
    assertThat(images.published()).hasSize(1);
    pass(INTERVAL);
    assertThat(images.published()).hasSize(2);
    assertThat(eventId(images.published().get(1))).isNotEqualTo(eventId(images.published().get(0)));
  }

  @Test
  void theFirstRoundWaitsForTheConnection() {
    canary.tick();
    pass(INTERVAL);
    pass(INTERVAL);
    assertThat(counts.late(name(0))).isZero();
    connect();
    canary.tick();
    assertThat(images.published()).hasSize(1);
  }

  @Test
  void anImageThatCannotBeSentIsCountedAsLate() {
    connect();
    canary.tick();
    answer(images.published().get(0), model(0), 1);
    images.failConnects(1_000);
    images.breakConnection("test");
    pass(INTERVAL);
    pass(Duration.ofSeconds(10));
    assertThat(images.published()).hasSize(1);
    assertThat(counts.late(name(0))).isEqualTo(1);
  }

  @Test
  void anImageThatTheBrokerRefusesIsCountedAsLate() {
    images.answerWith(image -> MemoryBroker.Answer.refused(image.topic(), 0x87));
    connect();
    canary.tick();
    pass(Duration.ofSeconds(10));
    assertThat(counts.late(name(0))).isEqualTo(1);
  }

  @Test
  void eachOfTwoModelsIsProbedThroughItsOwnDevice() {
    serve(TestModels.MNIST_ZERO, PARTS);
    connect();
    canary.tick();
    assertThat(images.published())
        .extracting(this::device)
        .containsExactly("kizuki-canary.0.line1", "kizuki-canary.1.line1");
    answer(images.published().get(0), model(0), 1.01);
    answer(images.published().get(1), model(1), 1);
    assertThat(counts.wrong(name(0))).isEqualTo(1);
    assertThat(counts.wrong(name(1))).isZero();
    assertThat(counts.returned(name(1))).isEqualTo(1);
  }

  @Test
  void aModelThatIsReplacedMeanwhileMakesNoFailure() throws IOException {
    file = Files.copy(TestModels.MNIST_ZERO, folder.resolve("model.onnx"));
    serve(file);
    connect();
    canary.tick();
    replaceModel();
    answer(images.published().get(0), model(0), 2);
    pass(Duration.ofSeconds(10));
    assertThat(counts.wrong(name(0))).isZero();
    assertThat(counts.late(name(0))).isZero();
    assertThat(counts.returned(name(0))).isZero();
  }

  @Test
  void theNextRoundProbesTheNewModel() throws IOException {
    file = Files.copy(TestModels.MNIST_ZERO, folder.resolve("model.onnx"));
    serve(file);
    connect();
    canary.tick();
    replaceModel();
    pass(INTERVAL);
    answer(images.published().get(1), model(0), 1);
    assertThat(counts.returned(name(0))).isEqualTo(1);
  }

  private void replaceModel() throws IOException {
    byte[] first = Files.readAllBytes(file);
    // one more entry of metadata (field 14 of ModelProto): the same scores, another digest
    byte[] entry = {0x72, 6, 0x0a, 1, 'v', 0x12, 1, '2'};
    byte[] second = Arrays.copyOf(first, first.length + entry.length);
    System.arraycopy(entry, 0, second, first.length, entry.length);
    Files.write(file, second);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    assertThat(models.update().taken()).isEqualTo(1);
  }

  @Test
  void verdictsOfOtherInstancesAreIgnored() {
    connect();
    canary.tick();
    deliver(
        "kizuki-canary.0.line2",
        EventJson.write(
            Verdicts.event(
                "kizuki-canary.0.line2/x-1",
                "kizuki-canary.0.line2",
                model(0).reference().sha256(),
                1,
                1)));
    assertThat(counts.returned(name(0))).isZero();
    assertThat(counts.wrong(name(0))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "[]", "hello", "{\"id\":\"a\"", "\u0000\u00ff"})
  void garbageIsIgnoredAndTheConnectionStays(String garbage) {
    connect();
    canary.tick();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Canary.class);
    logger.addAppender(log);
    deliver("kizuki-canary.0.line1", garbage.getBytes(UTF_8));
    logger.detachAppender(log);
    assertThat(log.list)
        .singleElement()
        .satisfies(line -> assertThat(line.getFormattedMessage().lines()).hasSize(1));
    assertThat(canary.isReady()).isTrue();
    answer(images.published().get(0), model(0), 1);
    assertThat(counts.returned(name(0))).isEqualTo(1);
    assertThat(verdicts.unacknowledged()).isEqualTo(List.of());
  }

  @Test
  void ticksByItselfOnceStarted() {
    canary.start();
    await().atMost(LONG).until(() -> images.published().size() == 1);
  }
}

package dev.kizuki.embedded.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.embedded.servers.FreePorts;
import dev.kizuki.embedded.servers.Publishers;
import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.embedded.servers.TopicReader;
import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.Unusual;
import dev.kizuki.stream.mqtt.ImagePublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Uses the operators' page in a browser, with real brokers and the real service. */
@EnabledIf(
    value = "dev.kizuki.embedded.console.Chromium#isInstalled",
    disabledReason =
        "no /usr/bin/chromium or no /usr/bin/chromedriver: install Debian's packages chromium and"
            + " chromium-driver")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration SHOWN = ConsolePage.SHOWN;
  private static final String VIEW_TOKEN = "view-token-0123456789";
  private static final String ACT_TOKEN = "act-token-0123456789";
  private static final String MARKUP = "<img src=x onerror=alert(1)>";

  private static final PartCamera CAMERA = new PartCamera(77);

  private static EmbeddedStack stack;
  private static ImagePublisher publisher;
  private static int port;
  private static Chromium chromium;
  private static ChromeDriver page;
  private static ConsolePage console;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    stack =
        new EmbeddedStack(
            new ConfigurationBuilder()
                .model(ShippedModels.DEMO_PARTS)
                .set("console.enabled", true)
                .set("console.viewTokenFile", tokens(folder, "view", "visitor " + VIEW_TOKEN))
                .set("console.actTokenFile", tokens(folder, "act", "operator-1 " + ACT_TOKEN)));
    publisher = Publishers.connect(stack, Map.of("remark", MARKUP));
    port = stack.service().httpPort();
    chromium = new Chromium();
    page = chromium.driver();
    console = new ConsolePage(page, port);
  }

  private static Path tokens(Path folder, String name, String line) throws IOException {
    return Files.writeString(folder.resolve(name), line + "\n");
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (publisher != null) {
      publisher.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  /** Publishes an image with a defect and returns the selector of the incident's card. */
  private static String raise(String device) throws InterruptedException {
    publisher.publish(device, CAMERA.next(Defect.STAIN));
    String card = "article[aria-label^=\"%s,\"]".formatted(device);
    console.awaitElement(card);
    return card;
  }

  /** Returns the first actions on the incidents of a device. */
  private static List<JsonNode> actions(String device, int count) {
    return TopicReader.read(stack, Topics::actions, record -> record.key().equals(device), count)
        .stream()
        .map(record -> JsonMapper.shared().readTree(record.value()))
        .toList();
  }

  @Test
  @Order(1)
  void tellsHowToSendTheFirstImage() {
    console.open(ACT_TOKEN);
    console.awaitText(".empty", "No image yet");
    console.awaitText(".empty", "The service is ready.");
    chromium.screenshot("empty");
  }

  @Test
  @Order(2)
  void showsAnAnomalousImageWithItsHeatMap() throws Exception {
    console.open(ACT_TOKEN);
    publisher.publish("line1-camera1", CAMERA.next(null));
    console.awaitElement(".tile[title='line1-camera1']");
    long published = System.nanoTime();
    String card = raise("line1-camera1");
    Duration shown = Duration.ofNanos(System.nanoTime() - published);
    await()
        .atMost(SHOWN)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> page.findElements(By.cssSelector(card + " heat-picture canvas:not([hidden])")),
            found -> !found.isEmpty());
    Duration mapped = Duration.ofNanos(System.nanoTime() - published);
    System.out.printf(
        "From publishing to the card: %d ms; to its heat map: %d ms%n",
        shown.toMillis(), mapped.toMillis());
    assertThat(shown).isLessThan(SHOWN);
    Object opaque =
        page.executeScript(
            "const c = document.querySelector(arguments[0]);"
                + "return c.getContext('2d').getImageData(0, 0, c.width, c.height).data"
                + ".some((v, i) => i % 4 === 3 && v > 0)",
            card + " canvas");
    assertThat(opaque).isEqualTo(true);
    assertThat(
            page.executeScript(
                "return performance.getEntriesByType('resource')"
                    + ".filter(e => e.name.includes('/evidence')).map(e => e.responseStatus)"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains(200L);
  }

  @Test
  @Order(3)
  void actionsArriveInKafkaAndInASecondWindow() throws Exception {
    console.open(ACT_TOKEN);
    String device = "line1-camera2";
    String card = raise(device);
    String first = page.getWindowHandle();
    page.switchTo().newWindow(WindowType.WINDOW);
    String second = page.getWindowHandle();
    console.load("/");
    console.awaitElement(card);
    page.switchTo().window(first);

    console.click(card, "Acknowledge");
    console.awaitText(card, "acknowledged by operator-1");
    console.click(card, "Real");
    console.awaitText(card, "judged real by operator-1");
    console.click(card, "Shelve");
    WebElement reason = console.awaitElement("dialog[open] input[type=text]");
    reason.sendKeys("belt is being changed", Keys.ENTER);

    List<JsonNode> actions = actions(device, 3);
    assertThat(actions)
        .extracting(action -> action.get("action").asString())
        .containsExactly("acknowledge", "judge", "shelve");
    assertThat(actions)
        .allSatisfy(action -> assertThat(action.get("by").asString()).isEqualTo("operator-1"));
    assertThat(actions.get(1).get("verdict").asString()).isEqualTo("real");
    assertThat(actions.get(2).get("note").asString()).isEqualTo("belt is being changed");

    page.switchTo().window(second);
    console.awaitText(card, "judged real by operator-1");
    console.awaitText(card, "shelved until");
    page.close();
    page.switchTo().window(first);
  }

  @Test
  @Order(4)
  void aTokenDecidesWhatAVisitorMayDo() throws Exception {
    console.open(ACT_TOKEN);
    String card = raise("line1-camera3");
    console.awaitElement(card + " .act button");

    console.open();
    console.logIn("wrong-token-0123456789");
    console.awaitText("form.login [role=alert]", "token");
    console.logIn(VIEW_TOKEN);
    console.awaitElement(card);
    assertThat(page.findElements(By.cssSelector(".act button"))).isEmpty();
    console.awaitText("main", "You may look, not act.");
  }

  @Test
  @Order(5)
  void namesOfDevicesAndRemarksAreTextNotMarkup() throws Exception {
    console.open(ACT_TOKEN);
    String card = raise(MARKUP);
    assertThat(page.findElement(By.cssSelector(card + " h3 a")).getText()).isEqualTo(MARKUP);
    page.findElement(By.cssSelector(card + " h3 a")).click();
    console.awaitText("main", MARKUP);
    page.findElement(By.cssSelector(".do .field input, .do .field textarea")).sendKeys(MARKUP);
    console.click(".do", "Acknowledge");
    console.awaitText(".log", MARKUP);
    assertThat(page.findElements(By.cssSelector("img[src='x']"))).isEmpty();
  }

  @Test
  @Order(6)
  void aPersonConfirmsALimitWithoutTheImageThatIsNotNormal() throws Exception {
    console.open(ACT_TOKEN);
    String device = "line9-camera1";
    write(stack.configuration().topics().limits(), device, limit(device));
    page.findElement(By.cssSelector("nav a[href='/limits']")).click();
    console.awaitText(".row.limit", device);
    console.awaitText(".row.limit", "A person must confirm the limit");
    String row = "#card-" + device;
    console.click(row, "Confirm");
    console.awaitElement("dialog[open] .strike");
    await()
        .atMost(SHOWN)
        .until(
            () ->
                page.executeScript(
                    "return [...document.querySelectorAll('.strike img')]"
                        + ".filter(i => i.naturalWidth > 0).length"),
            Long.valueOf(2)::equals);
    chromium.screenshot("confirm");
    page.switchTo().activeElement().sendKeys("2");
    console.awaitText("dialog[open] .strike[aria-pressed=true]", "not normal");
    page.findElement(By.cssSelector("dialog[open] button.primary")).click();

    JsonNode action = actions(device, 1).get(0);
    assertThat(action.get("action").asString()).isEqualTo("confirm");
    assertThat(action.get("by").asString()).isEqualTo("operator-1");
    assertThat(action.at("/struck")).hasSize(1);
  }

  /** The limit of a device that waits for a person, with two images that are in Kafka. */
  private static DeviceLimit limit(String device) throws Exception {
    List<Unusual> unusual = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> image :
        TopicReader.read(stack, Topics::images, record -> true, 2).subList(0, 2)) {
      unusual.add(
          new Unusual(
              Instant.ofEpochMilli(image.timestamp()),
              9.0 - unusual.size(),
              new ImageReference(
                  image.topic(),
                  image.partition(),
                  image.offset(),
                  image.value().length,
                  "%064x".formatted(image.offset()))));
    }
    return new DeviceLimit(
        device,
        "line9",
        DeviceLimit.State.WAITING,
        new ModelReference("parts", "1", "00"),
        "00",
        1000,
        1000,
        Instant.now().minusSeconds(600),
        Instant.now(),
        0.01,
        9.5,
        null,
        unusual,
        null,
        null,
        null,
        null,
        null);
  }

  private static void write(String topic, String key, Object value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, IncidentJson.write(value))).get();
    }
  }

  @Test
  @Order(7)
  @SuppressWarnings("try") // the link is closed and opened again within the block
  void tellsSinceWhenTheConnectionIsLostAndComesBack() throws IOException {
    NioReactor reactor = new NioReactor(1);
    try (TcpCrusher link = link(reactor)) {
      ConsolePage linked = new ConsolePage(page, link.getBindAddress().getPort());
      linked.open(ACT_TOKEN);
      linked.awaitText(".live", "live");
      link.close();
      linked.awaitText(".banner", "Connection lost at ");
      linked.awaitText(".live", "no connection");
      chromium.screenshot("lost");
      link.open();
      linked.awaitText(".live", "live");
      await().atMost(SOON).until(() -> page.findElements(By.cssSelector(".banner")).isEmpty());
    } finally {
      reactor.close();
    }
  }

  /** Opens a network link to the service that can be cut. */
  private static TcpCrusher link(NioReactor reactor) {
    return TcpCrusherBuilder.builder()
        .withReactor(reactor)
        .withBindAddress("127.0.0.1", FreePorts.next())
        .withConnectAddress("127.0.0.1", port)
        .buildAndOpen();
  }

  @Test
  @Order(8)
  void everyButtonHasANameAndTheLanguageIsDeclared() {
    console.open(ACT_TOKEN);
    console.awaitElement(".card .act button");
    assertThat(page.findElements(By.cssSelector("button")))
        .allSatisfy(button -> assertThat(button.getAccessibleName()).isNotBlank());
    assertThat(page.executeScript("return document.documentElement.lang")).isEqualTo("en");
    page.findElement(By.cssSelector(".brand")).sendKeys(Keys.TAB);
    assertThat(page.switchTo().activeElement().getCssValue("outline-style")).isNotEqualTo("none");

    chromium.language("ja");
    page.navigate().refresh();
    console.awaitElement(".card");
    assertThat(page.executeScript("return document.documentElement.lang")).isEqualTo("ja");
    chromium.language("en-US");
  }

  @Test
  @Order(9)
  void fitsWideAndNarrowScreens() {
    console.open(ACT_TOKEN);
    console.awaitElement(".card canvas:not([hidden])");
    chromium.screenshot("wide");
    chromium.dark(true);
    chromium.screenshot("dark");
    chromium.dark(false);
    chromium.size(390, 844);
    chromium.screenshot("narrow");
    assertThat(console.fits()).isTrue();
  }
}

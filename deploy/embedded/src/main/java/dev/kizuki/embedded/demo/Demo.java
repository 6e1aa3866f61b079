package dev.kizuki.embedded.demo;

import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.stream.alert.AlertSubscriber;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Runs the cameras against a started stack, prints the alerts and records them in the ledger. */
final class Demo {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration COMPLETE_TIMEOUT = Duration.ofSeconds(60);

  private final EmbeddedStack stack;
  private final Configuration configuration;
  private final DemoLedger ledger;
  private final PrintWriter out;

  Demo(EmbeddedStack stack, DemoLedger ledger, PrintWriter out) {
    this.stack = stack;
    this.configuration = stack.configuration();
    this.ledger = ledger;
    this.out = out;
  }

  /**
   * Publishes the images and waits for their verdicts and alerts.
   *
   * @return whether all verdicts and alerts arrived within a minute after the last image
   */
  boolean run(CameraSettings settings) throws InterruptedException {
    printAddresses();
    MqttAccess access = MqttAccess.of(configuration.mqtt());
    DeviceTopic alertTopic = new DeviceTopic(configuration.mqtt().anomalies());
    try (VerdictReader verdicts = new VerdictReader(configuration, ledger);
        AlertSubscriber alerts =
            new AlertSubscriber(
                new PahoPort(), access, "demo-alerts", alertTopic, this::recordAndPrint);
        Cameras cameras = new Cameras(access, topic(), settings, ledger)) {
      verdicts.start();
      alerts.connect(CONNECT_TIMEOUT);
      cameras.publish();
      return awaitComplete();
    }
  }

  /** The topic of images, with {device} in it. */
  private String topic() {
    return configuration.mqtt().images().get(0).topic();
  }

  private void printAddresses() {
    out.printf(
        """
        Ready. Open http://127.0.0.1:%d/ to watch the cameras. While the demo runs, you can use
          MQTT     %s  images %s, alerts %s
          Kafka    %s  topics %s, %s, %s, %s
          metrics  http://127.0.0.1:%d/metrics  health /health/ready

        """,
        stack.service().httpPort(),
        stack.mqtt().uri(),
        topic(),
        configuration.mqtt().anomalies(),
        stack.kafka().bootstrapServers(),
        configuration.topics().images(),
        configuration.topics().anomalies(),
        configuration.topics().scores(),
        configuration.topics().rejected(),
        stack.service().httpPort());
    out.flush();
  }

  private void recordAndPrint(byte[] alert) {
    ImageEvent event = EventJson.read(alert);
    String truth = ledger.recordAlert(event);
    out.printf(
        "%s  %-14s ANOMALY  score %5.2f  p-value %.4f  (the simulator: %s)%n",
        TIME.format(event.time()),
        event.data().device(),
        event.data().score(),
        event.data().pValue(),
        truth);
    out.flush();
  }

  private boolean awaitComplete() throws InterruptedException {
    long end = System.nanoTime() + COMPLETE_TIMEOUT.toNanos();
    while (!ledger.isComplete()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }
}

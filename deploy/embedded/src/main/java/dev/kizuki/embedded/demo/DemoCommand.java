package dev.kizuki.embedded.demo;

import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.stream.alert.AlertSubscriber;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.lifecycle.StopSignal;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code kizuki demo}: cameras, brokers and the service in one JVM. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Starts Kafka, an MQTT broker and the service in one JVM, and a line of simulated cameras"
            + " that publish images of parts; prints the alerts as they come over MQTT.")
public final class DemoCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(60);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "End after so many images. Default: go on until Ctrl-C.")
  private @Nullable Long images;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Images a second. Default: ${DEFAULT-VALUE}.")
  private double rate = 25;

  @Option(
      names = "--defects",
      paramLabel = "SHARE",
      description = "The share of parts with a defect. Default: ${DEFAULT-VALUE}.")
  private double defects = 0.1;

  @Option(
      names = "--seed",
      description = "The same seed gives the same parts. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--json", description = "Print the summary as one JSON line, last.")
  private boolean json;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "${sys:kizuki.home}/onnx-models/models/demo-parts.onnx",
      description = "The model. Default: the one that comes with Kizuki.")
  private Path model = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    if (!(rate > 0) || !(defects >= 0 && defects <= 1) || (images != null && images <= 0)) {
      throw new IllegalArgumentException(
          "--rate and --images must be positive, and --defects between 0 and 1");
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    StopSignal stop = StopSignal.toInterrupt(Thread.currentThread());
    out.println("Starting Kafka, MQTT and the service ...");
    out.flush();
    DemoLedger ledger = new DemoLedger();
    boolean settled;
    try (EmbeddedStack stack = new EmbeddedStack(models(), Map.of())) {
      settled = run(stack, ledger, out, stop);
    }
    DemoSummary summary = ledger.summary();
    out.println(summary.text());
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(summary));
    }
    out.flush();
    return settled ? 0 : 1;
  }

  private String models() {
    return JsonMapper.shared().writeValueAsString(new Object[] {Map.of("file", model.toString())});
  }

  private boolean run(EmbeddedStack stack, DemoLedger ledger, PrintWriter out, StopSignal stop)
      throws InterruptedException {
    Configuration configuration = stack.configuration();
    printAddresses(stack, out);
    try (EventListener events = new EventListener(configuration, ledger);
        AlertSubscriber alerts =
            new AlertSubscriber(
                new PahoPort(),
                MqttAccess.of(configuration.mqtt()),
                "demo-alerts",
                new DeviceTopic(configuration.mqtt().anomalies()),
                alert -> print(alert, ledger, out));
        CameraLine cameras =
            new CameraLine(
                MqttAccess.of(configuration.mqtt()),
                configuration.mqtt().images(),
                rate,
                defects,
                seed,
                ledger)) {
      events.start();
      alerts.connect(Duration.ofSeconds(15));
      cameras.publish(images == null ? Long.MAX_VALUE : images);
      return awaitSettled(ledger);
    } catch (InterruptedException e) {
      if (!stop.received()) {
        throw e;
      }
      return true;
    }
  }

  private static void printAddresses(EmbeddedStack stack, PrintWriter out) {
    Configuration configuration = stack.configuration();
    out.printf(
        """
        Ready. While this runs you can use
          MQTT     %s  images %s, alerts %s
          Kafka    %s  topics %s, %s, %s, %s
          metrics  http://127.0.0.1:%d/metrics  health /health/ready

        """,
        stack.mqtt().uri(),
        configuration.mqtt().images(),
        configuration.mqtt().anomalies(),
        stack.kafka().bootstrapServers(),
        configuration.topics().images(),
        configuration.topics().anomalies(),
        configuration.topics().scores(),
        configuration.topics().rejected(),
        stack.service().httpPort());
    out.flush();
  }

  private static void print(byte[] alert, DemoLedger ledger, PrintWriter out) {
    ImageEvent event = EventJson.read(alert);
    String truth = ledger.alerted(event);
    out.printf(
        "%s  %-14s ANOMALY  score %5.2f  p-value %.4f  (the simulator: %s)%n",
        TIME.format(event.time()),
        event.data().device(),
        event.data().score(),
        event.data().pValue(),
        truth);
    out.flush();
  }

  private static boolean awaitSettled(DemoLedger ledger) throws InterruptedException {
    long end = System.nanoTime() + SETTLE_TIMEOUT.toNanos();
    while (!ledger.settled()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }
}

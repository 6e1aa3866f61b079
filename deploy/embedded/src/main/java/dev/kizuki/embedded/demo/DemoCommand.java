package dev.kizuki.embedded.demo;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.embedded.servers.EmbeddedStack;
import dev.kizuki.stream.lifecycle.StopSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code kizuki demo}: runs cameras, brokers and the service in one JVM. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Starts Kafka, an MQTT broker, the service and simulated cameras in one JVM. The cameras"
            + " publish images of plates (line1), flanges (line2) and castings (line3). A script,"
            + " repeated every 200 seconds, brings a slow fault, a burst of defects, and cameras"
            + " that go dark, freeze and fall silent. With --images, the script plays faster if it"
            + " would not end in time. The demo prints each alert that arrives over MQTT.")
public final class DemoCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private final CameraOptions cameras = new CameraOptions(24, 0.002);

  @Option(names = "--json", description = "Print the summary as one JSON line at the end, too.")
  private boolean json;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      defaultValue = "${sys:kizuki.models}",
      description = "The folder of the models. Default: the models that come with Kizuki.")
  private Path models = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    CameraSettings settings = cameras.settings();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    StopSignal stop = StopSignal.toInterrupt(Thread.currentThread());
    out.println("Starting Kafka, MQTT and the service ...");
    out.flush();
    DemoLedger ledger = new DemoLedger();
    boolean complete;
    try (EmbeddedStack stack = new EmbeddedStack(configuration())) {
      complete = run(new Demo(stack, ledger, out), settings, stop);
    }
    print(ledger.summary(), out);
    return complete ? 0 : 1;
  }

  private ConfigurationBuilder configuration() {
    ConfigurationBuilder configuration = new ConfigurationBuilder().set("console.enabled", true);
    for (DemoLine line : DemoLine.values()) {
      configuration = configuration.model(line.model(models), line.pattern());
    }
    return configuration;
  }

  private static boolean run(Demo demo, CameraSettings settings, StopSignal stop)
      throws InterruptedException {
    try {
      return demo.run(settings);
    } catch (InterruptedException e) {
      if (!stop.received()) {
        throw e;
      }
      return true;
    }
  }

  private void print(DemoSummary summary, PrintWriter out) {
    out.println(summary.text());
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(summary));
    }
    out.flush();
  }
}

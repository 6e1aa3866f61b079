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
            + " publish images of parts. The demo prints each alert that arrives over MQTT.")
public final class DemoCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private final CameraOptions cameras = new CameraOptions(25, 0.1);

  @Option(names = "--json", description = "Print the summary as one JSON line at the end, too.")
  private boolean json;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "${sys:kizuki.home}/onnx-models/models/demo-parts.onnx",
      description = "The model. Default: demo-parts, which comes with Kizuki.")
  private Path model = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    CameraSettings settings = cameras.settings();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    StopSignal stop = StopSignal.toInterrupt(Thread.currentThread());
    out.println("Starting Kafka, MQTT and the service ...");
    out.flush();
    DemoLedger ledger = new DemoLedger();
    boolean complete;
    try (EmbeddedStack stack = new EmbeddedStack(new ConfigurationBuilder().model(model))) {
      complete = run(new Demo(stack, ledger, out), settings, stop);
    }
    print(ledger.summary(), out);
    return complete ? 0 : 1;
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

package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kizuki run}: the service, until it is told to stop. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Takes images from MQTT, scores them, and writes alerts to Kafka and MQTT.",
      "Every key is also an environment variable: mqtt.clientId is KIZUKI_MQTT_CLIENT_ID."
    })
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration, YAML. Default: the environment alone.")
  private @Nullable Path file;

  @Option(
      names = "--print-defaults",
      description = "Print every key with its meaning and default, and exit.")
  private boolean printDefaults;

  @Override
  public Integer call() throws InterruptedException {
    if (printDefaults) {
      System.out.print(ConfigurationReader.defaultsText());
      return 0;
    }
    Configuration configuration =
        file == null
            ? ConfigurationReader.read("", "the environment", System.getenv())
            : ConfigurationReader.read(file, System.getenv());
    AtomicBoolean asked = new AtomicBoolean();
    try (KizukiService service = new KizukiService(configuration)) {
      stopOnSignal(Thread.currentThread(), asked);
      service.awaitFailure();
      return 1;
    } catch (InterruptedException e) {
      if (!asked.get()) {
        throw e;
      }
      LOG.info("Kizuki stopped");
      return 0;
    }
  }

  /**
   * A signal wakes the main thread, which stops the service and only then lets the JVM end: ONNX
   * Runtime frees itself in a shutdown hook, which would run beside one of ours.
   */
  private static void stopOnSignal(Thread main, AtomicBoolean asked) {
    for (String name : new String[] {"TERM", "INT"}) {
      sun.misc.Signal.handle(
          new sun.misc.Signal(name),
          signal -> {
            asked.set(true);
            main.interrupt();
          });
    }
  }
}

package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.lifecycle.StopSignal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kizuki run}: runs the service until a stop signal or a failure. */
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
      description = "The configuration file (YAML). Default: only the environment.")
  private @Nullable Path file;

  @Option(
      names = "--print-defaults",
      description = "Print every key with its meaning and default, then exit.")
  private boolean printDefaults;

  @Override
  public Integer call() throws InterruptedException {
    if (printDefaults) {
      System.out.print(ConfigurationReader.defaultsText());
      return 0;
    }
    Configuration configuration = ConfigurationReader.readOrEnvironment(file, System.getenv());
    StopSignal stop = StopSignal.toInterrupt(Thread.currentThread());
    try (KizukiService service = new KizukiService(configuration)) {
      service.awaitFailure();
      return 1;
    } catch (InterruptedException | ServiceException e) {
      // a stop signal may also come while the service starts
      if (!stop.received()) {
        throw e;
      }
      LOG.info("Kizuki stopped");
      return 0;
    }
  }
}

package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.lifecycle.StopSignal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kizuki console}: serves the page for operators alone, until a stop signal. */
@Command(
    name = "console",
    mixinStandardHelpOptions = true,
    description = {
      "Serves the page for operators without the service. It reads only Kafka, and needs neither"
          + " MQTT nor models.",
      "The page shows the whole plant. console.enabled does not count here."
    })
final class ConsoleCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleCommand.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The service's configuration. Default: environment variables only.")
  private @Nullable Path file;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Serve at this port. Default: http.port of the configuration.")
  private @Nullable Integer port;

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration =
        ConsoleService.alone(ConfigurationReader.readOrEnvironment(file, System.getenv()), port);
    StopSignal stop = StopSignal.toInterrupt(Thread.currentThread());
    try (ConsoleService service = new ConsoleService(configuration)) {
      LOG.atInfo()
          .addKeyValue("kafka", configuration.kafka().bootstrapServers())
          .log("the page is at http://{}:{}", configuration.http().host(), service.port());
      Thread.currentThread().join();
      return 1;
    } catch (InterruptedException e) {
      if (!stop.received()) {
        throw e;
      }
      LOG.info("the console stopped");
      return 0;
    }
  }
}

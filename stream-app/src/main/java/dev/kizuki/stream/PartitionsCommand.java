package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.growth.PartitionGrowth;
import dev.kizuki.stream.kafka.KafkaSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki partitions}: adds partitions and moves the stores, while no instance runs. */
@Command(
    name = "partitions",
    mixinStandardHelpOptions = true,
    description = {
      "Gives the topics of images, of actions and of the stores of incidents the same, larger number"
          + " of partitions,",
      "and moves the stored incidents, devices and limits to where their images arrive then.",
      "All instances must be stopped. It can be run again if it was interrupted."
    })
final class PartitionsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The service's configuration. Default: environment variables only.")
  private @Nullable Path file;

  @Option(
      names = "--to",
      paramLabel = "N",
      description = "The number of partitions. Default: the largest number that a topic has.")
  private int to;

  @Option(
      names = "--break-order",
      description = {
        "Works although images or actions wait in Kafka. Images of one device can then be scored",
        "out of order, and actions that wait can be lost."
      })
  private boolean breakOrder;

  @Override
  public Integer call() {
    if (to < 0) {
      throw new IllegalArgumentException("--to must be positive, was " + to);
    }
    Configuration configuration = ConfigurationReader.readOrEnvironment(file, System.getenv());
    PartitionGrowth.Result result =
        new PartitionGrowth(configuration, new KafkaSettings(configuration)).grow(to, breakOrder);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.printf(
        "%d partitions; added to %s; %d stored entries moved%n",
        result.partitions(),
        result.grown().isEmpty() ? "no topic" : String.join(", ", result.grown()),
        result.moved());
    out.flush();
    return 0;
  }
}

package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.TemporaryFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code kizuki bench}: what this machine can take. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures what this machine can take: the model alone, decoding, the topology, the bridge, and"
          + " the whole way from an image over MQTT to its alert.",
      "Kafka runs in this JVM, MQTT is mosquitto where it is installed. All lines are measured in"
          + " turn, round after round; the table gives medians, and in parentheses the range."
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "Your model. Default: a dense encoder 784-500-500-100 with ReLU and random weights.")
  private @Nullable Path model;

  @Option(names = "--quick", description = "Fewer images and rounds: under two minutes.")
  private boolean quick;

  @Option(
      names = "--growth",
      description = "Also vary the devices, the image size, the number of models, the threads.")
  private boolean growth;

  @Option(
      names = "--soak",
      paramLabel = "N",
      description = "Instead of all that, score so many images and watch the memory.")
  private long soak;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Only the lines whose whole name matches. Default: all.")
  private Pattern only = Pattern.compile(".*");

  @Option(names = "--json", description = "Print the result as one JSON line, last.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (TemporaryFolder folder = new TemporaryFolder("kizuki-bench");
        BenchKafka kafka = new BenchKafka(folder.path().resolve("kafka"));
        BenchMqtt mqtt = new BenchMqtt(folder.path().resolve("mqtt"));
        Bench bench = new Bench(kafka, mqtt, folder.path(), model, quick, only, out)) {
      Object result = soak > 0 ? bench.soak(soak) : bench.run(growth);
      if (json) {
        out.println(JsonMapper.shared().writeValueAsString(result));
      }
      out.flush();
    }
    return 0;
  }
}

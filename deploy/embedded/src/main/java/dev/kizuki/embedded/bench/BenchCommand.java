package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.bench.cluster.ClusterBench;
import dev.kizuki.embedded.bench.cluster.ClusterSize;
import dev.kizuki.embedded.servers.TemporaryFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code kizuki bench}: measures how many images a second this machine can process. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how many images a second this machine can process: with the model alone, in"
          + " decoding, in the topology, in the bridge, and from an image over MQTT to its alert.",
      "Kafka runs in this JVM. MQTT is mosquitto if it is installed, else a broker in this JVM. Each"
          + " round measures every line once. The table shows medians, and the range in parentheses."
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "The model. Default: a dense encoder 784-500-500-100 with ReLU and random weights.")
  private @Nullable Path model;

  @Option(names = "--quick", description = "Fewer images and rounds: under two minutes.")
  private boolean quick;

  @Option(
      names = "--growth",
      description = "Also vary the number of devices, the image size and the number of models.")
  private boolean growth;

  @Option(
      names = "--photographs",
      description =
          "Only measure the model alone, and the way from a JPEG or PNG of 64 to 1024 pixels to its"
              + " score, with one and two threads, beside ONNX Runtime alone on the same pixels."
              + " Give a model for photographs: --model FILE.")
  private boolean photographs;

  @Option(
      names = "--console",
      description =
          "Only measure the page's server: 1,000 cameras whose status changes every second, 10 open"
              + " pages.")
  private boolean console;

  @Option(
      names = "--cluster",
      description = {
        "Only measure several instances of the service, as processes. 'scaling': 1, 2 and 3"
            + " instances with 1 and 2 threads each, and 1 to 96 partitions. 'rebalance': how long"
            + " a device waits while an instance joins, restarts, stops or dies. 'sustained': 50"
            + " JPEG a second over MQTT, of 256 x 256 pixels with --model, and what a plant of 100"
            + " times as many needs. '--only scaling' measures one part."
      })
  private boolean cluster;

  @Option(
      names = "--soak",
      paramLabel = "N",
      description =
          "Only score N images, and measure the memory after each tenth of them. With --cluster:"
              + " three brokers and three instances, which are restarted in turn, and models that"
              + " are swapped.")
  private long soak;

  @Option(
      names = "--replay",
      paramLabel = "N",
      description =
          "Only compare 'kizuki replay' with the topology on N images: rate, alerts and incidents.")
  private long replay;

  @Option(
      names = "--shadow",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FILE",
      description =
          "Only compare the topology with a shadow of the model to the topology without one. FILE is"
              + " the shadow; without FILE it is a copy of the model. The images are JPEG if the"
              + " model takes square gray images, else raw.")
  private @Nullable String shadow;

  @Option(
      names = "--shadow-share",
      paramLabel = "SHARE",
      description =
          "The share of the images that the shadow of --shadow scores, above 0 and at most 1."
              + " Default: ${DEFAULT-VALUE}.")
  private double shadowShare = 1;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Only the lines or parts whose whole name matches. Default: all.")
  private Pattern only = Pattern.compile(".*");

  @Option(names = "--json", description = "Print the result as one JSON line at the end, too.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    BenchSize size = quick ? BenchSize.QUICK : BenchSize.FULL;
    try (TemporaryFolder temporary = new TemporaryFolder("kizuki-bench");
        BenchModel subject = new BenchModel(temporary.path(), model)) {
      Object result =
          photographs
              ? new PhotographBench(subject, size, out).run(only)
              : withServers(temporary.path(), subject, size, out);
      if (json) {
        out.println(JsonMapper.shared().writeValueAsString(result));
      }
      out.flush();
    }
    return 0;
  }

  private Object withServers(Path folder, BenchModel subject, BenchSize size, PrintWriter out)
      throws InterruptedException {
    try (BenchKafka kafka = new BenchKafka(folder.resolve("kafka"));
        BenchMqtt mqtt = new BenchMqtt(folder.resolve("mqtt"))) {
      if (console) {
        return new ConsoleBench(kafka, subject, out).run();
      }
      if (cluster) {
        ClusterBench bench =
            new BenchCluster(kafka, mqtt)
                .bench(folder, subject, quick ? ClusterSize.QUICK : ClusterSize.FULL, out);
        return soak > 0 ? bench.soak(subject.file(), soak) : bench.run(only);
      }
      if (replay > 0) {
        return new ReplayBench(kafka, folder.resolve("state"), subject, size.rounds(), out)
            .run(replay);
      }
      Bench bench = new Bench(kafka, mqtt, folder, subject, size, out);
      if (shadow != null) {
        return bench.shadow(
            Optional.of(shadow).filter(file -> !file.isEmpty()).map(Path::of), shadowShare);
      }
      return soak > 0 ? bench.soak(soak) : bench.run(growth, only);
    }
  }
}

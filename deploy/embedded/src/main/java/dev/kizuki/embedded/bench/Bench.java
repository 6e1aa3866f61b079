package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.bench.TopologyLine.Scoring;
import dev.kizuki.embedded.bench.TopologyLine.Setup;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.Model;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** Puts the lines together, and measures them round after round. */
final class Bench implements AutoCloseable {
  private static final int DEVICES = 16;
  private static final int DISTINCT = 500;

  private final BenchKafka kafka;
  private final BenchMqtt mqtt;
  private final Path folder;
  private final boolean quick;
  private final Pattern only;
  private final PrintWriter out;
  private final Path file;
  private final Model model;
  private final List<byte[]> images;
  private final boolean reference;

  /** All that was measured, as JSON has it. */
  record Result(
      Machine machine,
      String model,
      List<BenchTable.Row> rows,
      Map<String, Double> ratios,
      List<WholeService.Latency> latencies,
      Memory memory) {}

  /** Where. */
  record Machine(int processors, String java, String os, long maxHeapBytes) {}

  /**
   * @param given null: the reference model
   */
  Bench(
      BenchKafka kafka,
      BenchMqtt mqtt,
      Path folder,
      @Nullable Path given,
      boolean quick,
      Pattern only,
      PrintWriter out) {
    this.kafka = kafka;
    this.mqtt = mqtt;
    this.folder = folder;
    this.quick = quick;
    this.only = only;
    this.out = out;
    this.reference = given == null;
    this.file =
        given == null
            ? ReferenceModel.write(folder.resolve("reference.onnx"), 28, ReferenceModel.ARTICLE)
            : given;
    this.model = Model.load(file);
    Preprocessing shape = model.metadata().preprocessing();
    this.images =
        shape.channels() == 1 && shape.height() == shape.width()
            ? BenchImages.raw(shape.width(), DISTINCT)
            : List.of(BenchImages.noise(shape.size(), 1), BenchImages.noise(shape.size(), 2));
  }

  private String models() {
    return "[{file: '%s'}]".formatted(file);
  }

  Result run(boolean growth) throws InterruptedException {
    Machine machine =
        new Machine(
            Runtime.getRuntime().availableProcessors(),
            Runtime.version().toString(),
            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            Runtime.getRuntime().maxMemory());
    out.printf(
        "%d processors, Java %s, %s; model %s; MQTT by %s, Kafka in this JVM%n",
        machine.processors, machine.java, machine.os, model.metadata().title(), mqtt.name());
    out.flush();
    List<Line> lines = lines();
    if (growth) {
      lines.addAll(growth());
    }
    lines.removeIf(line -> !only.matcher(line.name()).matches());
    BenchTable table = measured(lines);
    out.println(BenchTable.head());
    table.rows().forEach(row -> out.println(BenchTable.text(row)));
    Map<String, Double> ratios = table.ratios();
    ratios.forEach((name, ratio) -> out.printf("%-64s %8.2f%n", name, ratio));
    out.flush();
    List<WholeService.Latency> latencies =
        only.matcher("latency").matches() ? latencies() : List.of();
    Memory memory = Memory.now();
    out.println(memory.text());
    return new Result(machine, model.metadata().title(), table.rows(), ratios, latencies, memory);
  }

  /** A round for the JIT compiler first, which is not counted. */
  private BenchTable measured(List<Line> lines) throws InterruptedException {
    BenchTable table = new BenchTable();
    int rounds = quick ? 2 : 5;
    for (int round = 0; round <= rounds; round++) {
      for (Line line : lines) {
        Measurement measurement = line.run();
        if (round > 0) {
          table.add(line.name(), measurement);
        }
      }
    }
    return table;
  }

  private List<Line> lines() throws InterruptedException {
    List<Line> lines = new ArrayList<>();
    int inferences = quick ? 30_000 : 100_000;
    for (int batch : new int[] {1, 8, 32, 64}) {
      lines.add(new InferenceLine(model, images, batch, inferences));
    }
    Preprocessing shape = model.metadata().preprocessing();
    if (shape.channels() == 1 && shape.height() == shape.width()) {
      lines.addAll(decoding(shape.width(), quick ? 2_000 : 10_000));
    }
    kafka.fill("raw", images, quick ? 60_000 : 200_000, DEVICES);
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), BenchKafka.PARTITIONS);
    Setup setup = alertsOnly("topology", "raw");
    lines.add(topology(setup));
    lines.add(topology(setup.named("topology, metrics off").withoutMetrics()));
    lines.add(topology(setup.named("topology, exactly once").exactly()));
    lines.add(topology(setup.named("topology, every score written").writingScores()));
    lines.add(
        topology(
            setup.named("topology, every score written, exactly once").writingScores().exactly()));
    lines.add(
        topology(
            setup
                .named("topology, every score written, record by record")
                .writingScores()
                .scoring(Scoring.BY_RECORD)));
    for (int n = 2; n <= threads; n *= 2) {
      lines.add(topology(setup.named("topology, %d threads".formatted(n)).threads(n)));
      lines.add(
          topology(
              setup.named("topology, %d threads, exactly once".formatted(n)).threads(n).exactly()));
    }
    lines.add(topology(setup.named("Kafka Streams alone, copying").scoring(Scoring.IDENTITY)));
    lines.add(topology(setup.named("Kafka Streams alone, reading").scoring(Scoring.CONSUME)));
    if (reference) {
      Path crayfish =
          ReferenceModel.write(
              folder.resolve("crayfish.onnx"), shape.width(), ReferenceModel.CRAYFISH);
      lines.add(
          topology(
              setup.named("topology, network 784-32-32-32-32-10, scores").writingScores(),
              "[{file: '%s'}]".formatted(crayfish)));
    }
    lines.add(new BridgeLine(mqtt, kafka, images, quick ? 20_000 : 60_000));
    return lines;
  }

  /** As the service comes: at least once, alerts only; in one thread. */
  private static Setup alertsOnly(String name, String topic) {
    return new Setup(name, topic, Scoring.BY_POLL, false, false, true, 1);
  }

  private TopologyLine topology(Setup setup) {
    return topology(setup, models());
  }

  private TopologyLine topology(Setup setup, String models) {
    return new TopologyLine(setup, kafka, folder.resolve("state"), models);
  }

  private List<Line> decoding(int side, int count) {
    List<Line> lines = new ArrayList<>();
    lines.add(DecodingLine.ours("raw", images, side, 10 * count));
    for (String format : new String[] {"png", "jpeg"}) {
      List<byte[]> payloads =
          images.stream().map(raw -> BenchImages.encoded(raw, side, format)).toList();
      String name = format.toUpperCase(Locale.ROOT);
      lines.add(DecodingLine.ours(name, payloads, side, count));
      lines.add(DecodingLine.imageIo(name, payloads, side, count));
    }
    return lines;
  }

  /** One thing after the other is made larger; the rest is as in the line "topology". */
  private List<Line> growth() throws InterruptedException {
    List<Line> lines = new ArrayList<>();
    for (int devices : new int[] {10, 1_000, 100_000}) {
      String topic = "devices-" + devices;
      kafka.fill(topic, images, 200_000, devices);
      lines.add(topology(alertsOnly("growth, %,d devices".formatted(devices), topic)));
    }
    for (int side : new int[] {28, 64, 128, 256, 512, 1024}) {
      String topic = "side-" + side;
      long count = Math.max(400, 40_000_000 / (side * side));
      kafka.fill(topic, BenchImages.raw(side, 20), count, DEVICES);
      Path large = ReferenceModel.write(folder.resolve(topic + ".onnx"), side, 32, 32);
      lines.add(
          topology(
              alertsOnly("growth, %d x %d pixels, network of 32-32".formatted(side, side), topic),
              "[{file: '%s'}]".formatted(large)));
    }
    for (int models : new int[] {1, 10, 100}) {
      lines.add(
          topology(
              alertsOnly("growth, %d models".formatted(models), "devices-1000"), copies(models)));
    }
    return lines;
  }

  /** Each for the devices whose number ends so; the last for the rest. */
  private String copies(int models) {
    List<String> rules = new ArrayList<>();
    for (int i = 1; i < models; i++) {
      Path copy =
          ReferenceModel.write(
              folder.resolve("copy-%d.onnx".formatted(i)), 28, ReferenceModel.ARTICLE);
      String ending = models > 10 ? "%02d".formatted(i) : Integer.toString(i);
      rules.add("{file: '%s', devices: 'camera-*%s'}".formatted(copy, ending));
    }
    rules.add("{file: '%s'}".formatted(file));
    return rules.toString();
  }

  private List<WholeService.Latency> latencies() throws InterruptedException {
    byte[] anomaly = WholeService.white(model.metadata().preprocessing().size());
    List<WholeService.Latency> latencies = new ArrayList<>();
    for (String guarantee :
        new String[] {StreamsConfig.AT_LEAST_ONCE, StreamsConfig.EXACTLY_ONCE_V2}) {
      try (WholeService service =
          new WholeService(mqtt, kafka, folder, models(), images, anomaly, guarantee)) {
        service.capacity(quick ? 5_000 : 20_000);
        double capacity = service.capacity(quick ? 10_000 : 40_000);
        out.printf("MQTT in to MQTT alert, %s: %,.0f images/s at most%n", guarantee, capacity);
        for (int percent : new int[] {10, 50, 80}) {
          WholeService.Latency latency =
              service.latency(
                  "%s, %d %%".formatted(guarantee, percent),
                  capacity * percent / 100,
                  Duration.ofSeconds(quick ? 4 : 15));
          latencies.add(latency);
          out.printf(
              "  at %d %% of that: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms (%,d alerts)%n",
              percent, latency.p50(), latency.p99(), latency.p999(), latency.alerts());
          out.flush();
        }
      }
    }
    return latencies;
  }

  /** The memory after each tenth of a long run. */
  List<Memory> soak(long count) throws InterruptedException {
    kafka.fill("soak", images, count / 10, DEVICES);
    TopologyLine line = topology(alertsOnly("soak", "soak"));
    return line.repeat(
        10,
        memory -> {
          out.println(memory.text());
          out.flush();
        });
  }

  @Override
  public void close() {
    model.close();
  }
}

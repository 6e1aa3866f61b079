package dev.kizuki.embedded.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Measures all lines round after round, then the latency of alerts, and prints the results. */
final class Bench {
  private final BenchKafka kafka;
  private final BenchMqtt mqtt;
  private final Path folder;
  private final BenchModel model;
  private final BenchSize size;
  private final PrintWriter out;

  /**
   * @param folder the folder for models and the state of Kafka Streams
   */
  Bench(
      BenchKafka kafka,
      BenchMqtt mqtt,
      Path folder,
      BenchModel model,
      BenchSize size,
      PrintWriter out) {
    this.kafka = kafka;
    this.mqtt = mqtt;
    this.folder = folder;
    this.model = model;
    this.size = size;
    this.out = out;
  }

  /**
   * Measures.
   *
   * @param growth whether to measure the lines of {@code --growth}, too
   * @param only a pattern for the names of lines; {@code latency} is the name of the last part
   */
  BenchResult run(boolean growth, Pattern only) throws InterruptedException {
    BenchResult.Machine machine = head();
    List<Line> lines = new StandardLines(kafka, mqtt, folder, model, size).make();
    if (growth) {
      lines.addAll(new GrowthLines(kafka, folder, model).make());
    }
    lines.removeIf(line -> !only.matcher(line.name()).matches());
    BenchTable table = BenchTable.measure(lines, size.rounds());
    table.print(table.ratios(), out);
    List<AlertLatency> latencies =
        only.matcher("latency").matches()
            ? new LatencyBench(kafka, mqtt, folder, model, size, out).run()
            : List.of();
    return result(machine, table, latencies);
  }

  /**
   * Measures the topology without and with a shadow.
   *
   * @param shadow the file of the shadow; empty: a copy of the model
   * @param share the share of the images that the shadow scores, above 0 and at most 1
   */
  BenchResult shadow(Optional<Path> shadow, double share) throws InterruptedException {
    BenchResult.Machine machine = head();
    out.printf(
        "the shadow, %s, scores %.3g %% of the images%n",
        shadow.map(Path::toString).orElse("a copy of the model"), 100 * share);
    out.flush();
    BenchTable table =
        BenchTable.measure(
            new ShadowLines(kafka, folder, model, size).make(shadow, share), size.rounds());
    table.print(table.ratios(), out);
    return result(machine, table, List.of());
  }

  private BenchResult.Machine head() {
    BenchResult.Machine machine = BenchResult.Machine.current();
    out.printf(
        "%d processors, Java %s, %s; model %s; MQTT by %s, Kafka in this JVM%n",
        machine.processors(), machine.java(), machine.os(), model.title(), mqtt.name());
    out.flush();
    return machine;
  }

  private BenchResult result(
      BenchResult.Machine machine, BenchTable table, List<AlertLatency> latencies) {
    Memory memory = Memory.now();
    out.println(memory.text());
    return new BenchResult(machine, model.title(), table.rows(), table.ratios(), latencies, memory);
  }

  /** Scores a number of images with one service, and returns the memory after each tenth. */
  List<Memory> soak(long images) throws InterruptedException {
    kafka.fill("soak", model.images(), images / 10, BenchKafka.DEVICES);
    TopologySetup setup = TopologySetup.alertsOnly("soak", "soak", model.service());
    return new TopologyLine(setup, kafka, folder.resolve("state"))
        .repeat(
            10,
            memory -> {
              out.println(memory.text());
              out.flush();
            });
  }
}

package dev.kizuki.embedded.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    BenchResult.Machine machine = BenchResult.Machine.current();
    out.printf(
        "%d processors, Java %s, %s; model %s; MQTT by %s, Kafka in this JVM%n",
        machine.processors(), machine.java(), machine.os(), model.title(), mqtt.name());
    out.flush();
    List<Line> lines = new StandardLines(kafka, mqtt, folder, model, size).make();
    if (growth) {
      lines.addAll(new GrowthLines(kafka, folder, model).make());
    }
    lines.removeIf(line -> !only.matcher(line.name()).matches());
    BenchTable table = measure(lines);
    Map<String, Double> ratios = table.ratios();
    print(table, ratios);
    List<AlertLatency> latencies =
        only.matcher("latency").matches()
            ? new LatencyBench(kafka, mqtt, folder, model, size, out).run()
            : List.of();
    Memory memory = Memory.now();
    out.println(memory.text());
    return new BenchResult(machine, model.title(), table.rows(), ratios, latencies, memory);
  }

  /**
   * Measures the lines of photographs, without Kafka and MQTT.
   *
   * @param only a pattern for the names of lines
   */
  BenchResult runPhotographs(Pattern only) throws InterruptedException {
    BenchResult.Machine machine = BenchResult.Machine.current();
    out.printf(
        "%d processors, Java %s, %s; model %s, %d x %d%n",
        machine.processors(),
        machine.java(),
        machine.os(),
        model.title(),
        model.shape().width(),
        model.shape().height());
    out.flush();
    List<Line> lines = new PhotographLines(model, size).make();
    lines.removeIf(line -> !only.matcher(line.name()).matches());
    BenchTable table = measure(lines);
    print(table, Map.of());
    Memory memory = Memory.now();
    out.println(memory.text());
    return new BenchResult(machine, model.title(), table.rows(), Map.of(), List.of(), memory);
  }

  /** The first round warms up the JIT compiler and is not counted. */
  private BenchTable measure(List<Line> lines) throws InterruptedException {
    BenchTable table = new BenchTable();
    for (int round = 0; round <= size.rounds(); round++) {
      for (Line line : lines) {
        Measurement measurement = line.run();
        if (round > 0) {
          table.add(line.name(), measurement);
        }
      }
    }
    return table;
  }

  private void print(BenchTable table, Map<String, Double> ratios) {
    out.println(BenchTable.head());
    table.rows().forEach(row -> out.println(BenchTable.text(row)));
    ratios.forEach((name, ratio) -> out.printf("%-64s %8.2f%n", name, ratio));
    out.flush();
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

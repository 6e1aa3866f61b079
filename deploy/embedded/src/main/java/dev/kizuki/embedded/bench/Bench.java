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
    BenchTable table = BenchTable.measure(lines, size.rounds());
    Map<String, Double> ratios = table.ratios();
    table.print(ratios, out);
    List<AlertLatency> latencies =
        only.matcher("latency").matches()
            ? new LatencyBench(kafka, mqtt, folder, model, size, out).run()
            : List.of();
    Memory memory = Memory.now();
    out.println(memory.text());
    return new BenchResult(machine, model.title(), table.rows(), ratios, latencies, memory);
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

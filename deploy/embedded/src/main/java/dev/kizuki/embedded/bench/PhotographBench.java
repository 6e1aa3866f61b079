package dev.kizuki.embedded.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Measures a model on photographs, without Kafka and MQTT.
 *
 * @param model the model
 * @param size the number of rounds, and the duration of a line
 * @param out the output for the table
 */
record PhotographBench(BenchModel model, BenchSize size, PrintWriter out) {
  /**
   * Measures all lines and prints the table.
   *
   * @param only a pattern for the names of lines
   */
  BenchResult run(Pattern only) throws InterruptedException {
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
    BenchTable table = BenchTable.measure(lines, size.rounds());
    Map<String, Double> beyond = PhotographLines.beyondRuntime(table.rows());
    table.print(beyond, out);
    Memory memory = Memory.now();
    out.println(memory.text());
    return new BenchResult(machine, model.title(), table.rows(), beyond, List.of(), memory);
  }
}

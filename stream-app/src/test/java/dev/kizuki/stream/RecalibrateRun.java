package dev.kizuki.stream;

import dev.kizuki.stream.recalibration.MemoryPlant;
import dev.kizuki.stream.recalibration.Recalibrator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@code kizuki recalibrate} on a plant in memory.
 *
 * @param config the file of the configuration
 */
record RecalibrateRun(MemoryPlant plant, Clock clock, Path config) {
  /**
   * Recalibrates a model.
   *
   * @param output takes both outputs of the command
   * @param arguments the further arguments
   * @return the exit code
   */
  int run(Path model, Path out, StringWriter output, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--model",
                model.toString(),
                "--config",
                config.toString(),
                "--out",
                out.toString()));
    all.addAll(List.of(arguments));
    return StreamApp.commandLine(
            new RecalibrateCommand(
                configuration -> new Recalibrator(configuration, plant, clock), clock))
        .setOut(new PrintWriter(output))
        .setErr(new PrintWriter(output))
        .execute(all.toArray(new String[0]));
  }
}

package dev.kizuki.embedded.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki simulate}: writes images of simulated parts as a data set. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes a data set of simulated parts: train/good to train a model, test/good and"
            + " test/<defect> to evaluate it.")
public final class SimulateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write to; new or empty.")
  private Path out = Path.of("");

  @Option(
      names = "--normal",
      paramLabel = "N",
      description =
          "Number of good parts: four fifths go to train, one fifth to test. Default: ${DEFAULT-VALUE}.")
  private int normal = 1000;

  @Option(
      names = "--defective",
      paramLabel = "M",
      description = "Number of defective parts; all go to test. Default: ${DEFAULT-VALUE}.")
  private int defective = 100;

  @Option(
      names = "--seed",
      description =
          "Seed of the random numbers. The same seed gives the same images. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Override
  public Integer call() {
    PrintWriter console = Objects.requireNonNull(spec).commandLine().getOut();
    if (normal < 0 || defective < 0) {
      throw new IllegalArgumentException("--normal and --defective must not be negative");
    }
    requireEmpty();
    PartCamera camera = new PartCamera(seed);
    int training = normal - normal / 5;
    for (int i = 0; i < normal; i++) {
      write(i < training ? "train/good" : "test/good", i, camera.next(null));
    }
    Defect[] defects = Defect.values();
    for (int i = 0; i < defective; i++) {
      Defect defect = defects[i % defects.length];
      write("test/" + defect.label(), i, camera.next(defect));
    }
    console.printf(
        "Wrote %d good parts for training, %d good and %d defective parts for testing, to %s%n",
        training, normal - training, defective, out);
    console.flush();
    return 0;
  }

  /** Refuses a folder with files: a mix of two data sets could not be reproduced. */
  private void requireEmpty() {
    if (!Files.exists(out)) {
      return;
    }
    try (Stream<Path> files = Files.list(out)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException(
            "the folder %s is not empty: name a new folder".formatted(out));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + out, e);
    }
  }

  private void write(String folder, int number, byte[] png) {
    Path file = out.resolve(folder).resolve("%06d.png".formatted(number));
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, png);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}

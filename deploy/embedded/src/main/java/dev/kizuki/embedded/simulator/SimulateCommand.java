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

/** {@code kizuki simulate}: the simulated cameras' images as a data set. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes images of simulated parts: train/good to learn from, test/good and test/<defect> to"
            + " see how well that went.")
public final class SimulateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder.")
  private Path out = Path.of("");

  @Option(
      names = "--normal",
      paramLabel = "N",
      description =
          "Good parts: four fifths to train on, one fifth to test with. Default: ${DEFAULT-VALUE}.")
  private int normal = 1000;

  @Option(
      names = "--defective",
      paramLabel = "M",
      description = "Defective parts, all for testing. Default: ${DEFAULT-VALUE}.")
  private int defective = 100;

  @Option(
      names = "--seed",
      description = "The same seed gives the same images. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Override
  public Integer call() {
    PrintWriter console = Objects.requireNonNull(spec).commandLine().getOut();
    if (normal < 0 || defective < 0) {
      throw new IllegalArgumentException("--normal and --defective must not be negative");
    }
    requireEmpty();
    PartCamera camera = new PartCamera(seed);
    int toTrain = normal - normal / 5;
    for (int i = 0; i < normal; i++) {
      write(i < toTrain ? "train/good" : "test/good", i, camera.next(null));
    }
    Defect[] defects = Defect.values();
    for (int i = 0; i < defective; i++) {
      Defect defect = defects[i % defects.length];
      write("test/" + defect.label(), i, camera.next(defect));
    }
    console.printf(
        "Wrote %d good parts to train on, and %d good and %d defective ones to test with, to %s%n",
        toTrain, normal - toTrain, defective, out);
    console.flush();
    return 0;
  }

  /** Two data sets in one folder would be one that nobody can make again. */
  private void requireEmpty() {
    if (!Files.exists(out)) {
      return;
    }
    try (Stream<Path> files = Files.list(out)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException(
            "the folder %s is not empty: give a new one".formatted(out));
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

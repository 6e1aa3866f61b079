package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.simulator.product.Frame;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            + " test/<defect> to evaluate it. ground_truth/<defect> holds a mask for each"
            + " defective part: 255 where the defect is.")
public final class SimulateCommand implements Callable<Integer> {
  private static final String NAME = "%06d.png";
  private static final String MASK_NAME = "%06d_mask.png";

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
      names = "--product",
      paramLabel = "NAME",
      description =
          "The product: ${COMPLETION-CANDIDATES}. The model demo-parts knows only 'part' of 64"
              + " pixels. 'part', 'flange' and 'bracket' are always gray. Default: ${DEFAULT-VALUE}.")
  private ProductKind product = ProductKind.PART;

  @Option(
      names = "--size",
      paramLabel = "PX",
      description = "Width and height of the images, 64 to 1024 pixels. Default: ${DEFAULT-VALUE}.")
  private int size = PartCamera.SIZE;

  @Option(
      names = "--light",
      paramLabel = "KIND",
      description =
          "${COMPLETION-CANDIDATES}. Under 'mixed', brightness, gradient, gamma and noise differ"
              + " strongly from image to image. Default: ${DEFAULT-VALUE}.")
  private LightKind light = LightKind.PLAIN;

  @Option(
      names = "--colour",
      description =
          "Write images in colour, and add defects that only colour shows. Default: gray.")
  private boolean colour;

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
    Frame frame = new Frame(size, colour);
    requireEmpty();
    Camera camera = new Camera(product, light, frame, seed);
    int training = normal - normal / 5;
    for (int i = 0; i < normal; i++) {
      write(i < training ? "train/good" : "test/good", NAME.formatted(i), camera.next(null).png());
    }
    List<String> defects = product.make(frame).defects();
    for (int i = 0; i < defective; i++) {
      String defect = defects.get(i % defects.size());
      Picture picture = camera.next(defect);
      write("test/" + defect, NAME.formatted(i), picture.png());
      write("ground_truth/" + defect, MASK_NAME.formatted(i), picture.maskPng());
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

  private void write(String folder, String name, byte[] png) {
    Path file = out.resolve(folder).resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, png);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}

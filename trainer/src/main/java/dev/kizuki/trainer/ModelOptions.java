package dev.kizuki.trainer;

import dev.kizuki.model.ModelMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of the model file: its place, name and version. */
final class ModelOptions {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The model to write, FILE.onnx; its card is FILE.md beside it.")
  private Path out = Path.of("");

  @Option(names = "--name", description = "The model's name. Default: the file's, without .onnx.")
  private String name = "";

  @Option(
      names = "--model-version",
      paramLabel = "VERSION",
      description = "The model's version. Default: ${DEFAULT-VALUE}.")
  private String version = "1";

  /**
   * Checks that the model can be written. Call it before the training.
   *
   * @throws IllegalArgumentException if the model could not be written under this name
   */
  void check() {
    if (!out.toString().endsWith(".onnx") || Files.isDirectory(out)) {
      throw new IllegalArgumentException("--out must be FILE.onnx, was '%s'".formatted(out));
    }
    if (Files.isDirectory(beside(".md")) || Files.isRegularFile(beside("-training"))) {
      throw new IllegalArgumentException(
          "--out %s also writes the file %s and the folder %s: something else has one of these names"
              .formatted(out, beside(".md"), beside("-training")));
    }
    ModelMetadata.requireName("--name", name());
    ModelMetadata.requireName("--model-version", version);
    Path folder = out.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder " + folder, e);
    }
    if (!Files.isWritable(folder)) {
      throw new IllegalArgumentException("the folder %s cannot be written to".formatted(folder));
    }
  }

  Path out() {
    return out;
  }

  String name() {
    return name.isEmpty() ? stem() : name;
  }

  String version() {
    return version;
  }

  /** The file beside the model with another ending. */
  Path beside(String ending) {
    return out.resolveSibling(stem() + ending);
  }

  private String stem() {
    return out.getFileName().toString().replaceFirst("\\.onnx$", "");
  }
}

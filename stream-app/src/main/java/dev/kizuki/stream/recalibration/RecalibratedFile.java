package dev.kizuki.stream.recalibration;

import dev.kizuki.model.GoldenImage;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.OnnxFile;
import dev.kizuki.model.RefittedGraph;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.scoring.Model;
import dev.kizuki.whitening.AffineMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a model with other metadata, and makes one with another mean and whitening. */
final class RecalibratedFile {
  private static final Pattern VERSION = Pattern.compile("(.+?)-r([0-9]{8})(?:\\.([0-9]+))?");

  private RecalibratedFile() {}

  /**
   * Returns the version of a recalibrated model: the old one with the date, as in {@code
   * 1-r20260102}. A second one on the same day is {@code 1-r20260102.2}.
   *
   * @param date the day, as in {@code 20260102}
   */
  static String version(String old, String date) {
    Matcher matcher = VERSION.matcher(old);
    if (!matcher.matches()) {
      return old + "-r" + date;
    }
    String first = matcher.group(1) + "-r" + date;
    if (!matcher.group(2).equals(date)) {
      return first;
    }
    long count = matcher.group(3) == null ? 1 : Long.parseLong(matcher.group(3));
    return first + "." + (count + 1);
  }

  /** Returns the metadata of a model file. */
  static ModelMetadata metadata(ModelFile file) {
    return ModelMetadata.fromJson(
        OnnxFile.of(file.bytes()).metadata(ModelMetadata.KEY).orElseThrow());
  }

  /**
   * Maps the whitened feature of a model. The golden images get the distances of the new graph.
   *
   * @param map the map of the vector that {@link dev.kizuki.model.WhitenedGraph} finds
   * @return a file that is not on the disk, with the calibration and the threshold of the old one
   */
  static ModelFile refitted(ModelFile old, ModelMetadata metadata, AffineMap map) {
    byte[] graph = RefittedGraph.of(old.bytes(), map);
    List<GoldenImage> golden = metadata.goldenImages();
    List<GoldenImage> next = new ArrayList<>();
    try (GraphRunner runner = new GraphRunner(graph, metadata.preprocessing())) {
      float[] distances =
          runner.runAll(
              ModelMetadata.DISTANCE, golden.size(), i -> ByteBuffer.wrap(golden.get(i).pixels()));
      for (int i = 0; i < distances.length; i++) {
        next.add(new GoldenImage(golden.get(i).pixels(), distances[i]));
      }
    }
    String json = metadata.withGoldenImages(next).toJson();
    return ModelFile.of(old.path(), OnnxFile.of(graph).withMetadata(ModelMetadata.KEY, json));
  }

  /**
   * Writes the file under another name, loads it like the service, and then renames it. So the
   * service sees either the old file or the complete new one.
   *
   * @return the SHA-256 of the new file
   * @throws dev.kizuki.model.ModelException if the new file fails its self-test
   * @throws UncheckedIOException if it cannot be written
   */
  static String write(ModelFile old, ModelMetadata metadata, Path file) {
    byte[] content = OnnxFile.of(old.bytes()).withMetadata(ModelMetadata.KEY, metadata.toJson());
    Path target = file.toAbsolutePath();
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      Files.createDirectories(target.getParent());
      part.toFile().deleteOnExit();
      try {
        Files.write(part, content);
        String sha256;
        try (Model model = Model.load(part)) {
          sha256 = model.sha256();
        }
        Files.move(
            part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return sha256;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}

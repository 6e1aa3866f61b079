package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.Model;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model that is measured, and images of its size. */
final class BenchModel implements AutoCloseable {
  private static final int DISTINCT_IMAGES = 500;
  private static final int SIDE = 28;

  private final Path file;
  private final boolean isReference;
  private final Model model;
  private final List<byte[]> images;

  /**
   * Loads the model.
   *
   * @param folder the folder that the reference model is written to
   * @param given the user's model; null for the reference model
   */
  BenchModel(Path folder, @Nullable Path given) {
    isReference = given == null;
    file =
        given == null
            ? ReferenceModel.write(folder.resolve("reference.onnx"), SIDE, ReferenceModel.ARTICLE)
            : given;
    model = Model.load(file);
    images =
        isSquareGray()
            ? BenchImages.raw(shape().width(), DISTINCT_IMAGES)
            : List.of(BenchImages.noise(shape().size(), 1), BenchImages.noise(shape().size(), 2));
  }

  Model model() {
    return model;
  }

  Path file() {
    return file;
  }

  String title() {
    return model.metadata().title();
  }

  Preprocessing shape() {
    return model.metadata().preprocessing();
  }

  /** Returns whether images are square with one channel, as the images of the decoding lines. */
  boolean isSquareGray() {
    return shape().channels() == 1 && shape().height() == shape().width();
  }

  boolean isReference() {
    return isReference;
  }

  /** Returns raw images of the model's size; the reference model judges all of them normal. */
  List<byte[]> images() {
    return images;
  }

  /** Returns a configuration in which this model serves all devices. */
  ConfigurationBuilder service() {
    return new ConfigurationBuilder().model(file);
  }

  @Override
  public void close() {
    model.close();
  }
}

package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the lines of {@code --shadow}: the topology with one thread, without and with a shadow, on
 * the same images. The images are JPEG if the model takes square gray images, else raw.
 */
final class ShadowLines {
  static final String WITHOUT = "topology without a shadow";
  static final String WITH = "topology with a shadow";

  private static final String TOPIC = "shadow";
  private static final int DISTINCT_IMAGES = 500;

  /** The samples of all images together, which limits the images of large sizes. */
  private static final long SAMPLES = 200_000_000;

  private final BenchKafka kafka;
  private final Path folder;
  private final BenchModel model;
  private final BenchSize size;

  ShadowLines(BenchKafka kafka, Path folder, BenchModel model, BenchSize size) {
    this.kafka = kafka;
    this.folder = folder;
    this.model = model;
    this.size = size;
  }

  /**
   * Fills the topic of images and makes the lines.
   *
   * @param given the file of the shadow; empty: a copy of the model
   * @param share the share of the images that the shadow scores, above 0 and at most 1
   */
  List<Line> make(Optional<Path> given, double share) throws InterruptedException {
    long images = Math.min(size.topologyImages(), SAMPLES / model.shape().size());
    Path shadow = given.orElseGet(this::copy);
    kafka.fill(TOPIC, images(model), images, BenchKafka.DEVICES);
    return List.of(
        line(WITHOUT, model.service()),
        line(WITH, new ConfigurationBuilder().shadowed(model.file(), "*", shadow, share)));
  }

  private Path copy() {
    Path copy = folder.resolve("shadow.onnx");
    try {
      return Files.copy(model.file(), copy);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + copy, e);
    }
  }

  private Line line(String name, ConfigurationBuilder service) {
    return new TopologyLine(
        TopologySetup.alertsOnly(name, TOPIC, service), kafka, folder.resolve("state"));
  }

  /** Returns different images. The reference model judges almost all of them normal. */
  static List<byte[]> images(BenchModel model) {
    List<byte[]> raw = model.images();
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < DISTINCT_IMAGES; i++) {
      // the share is chosen by the bytes, so each image must have others
      byte[] pixels = raw.get(i % raw.size()).clone();
      pixels[i % pixels.length] ^= 1;
      images.add(
          model.isSquareGray()
              ? BenchImages.encoded(pixels, model.shape().width(), "jpeg")
              : pixels);
    }
    return images;
  }
}

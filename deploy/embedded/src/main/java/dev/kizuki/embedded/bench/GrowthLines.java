package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the lines of {@code --growth}: each raises one of the devices, the image size and the
 * number of models, and is otherwise the line "topology".
 */
final class GrowthLines {
  private static final int SIDE = 28;
  private static final long IMAGES = 200_000;

  /** The pixels of all images in a topic together, which limits the images of large sizes. */
  private static final int PIXELS = 40_000_000;

  private final BenchKafka kafka;
  private final Path folder;
  private final BenchModel model;

  GrowthLines(BenchKafka kafka, Path folder, BenchModel model) {
    this.kafka = kafka;
    this.folder = folder;
    this.model = model;
  }

  /** Fills the topics of images and makes the lines, in the order of the table. */
  List<Line> make() throws InterruptedException {
    List<Line> lines = new ArrayList<>();
    for (int devices : new int[] {10, 1_000, 100_000}) {
      lines.add(devices(devices));
    }
    for (int side : new int[] {28, 64, 128, 256, 512, 1024}) {
      lines.add(side(side));
    }
    for (int models : new int[] {1, 10, 100}) {
      lines.add(line("growth, %d models".formatted(models), "devices-1000", copiesOfModel(models)));
    }
    return lines;
  }

  private Line line(String name, String topic, ConfigurationBuilder service) {
    return new TopologyLine(
        TopologySetup.alertsOnly(name, topic, service), kafka, folder.resolve("state"));
  }

  private Line devices(int devices) throws InterruptedException {
    String topic = "devices-" + devices;
    kafka.fill(topic, model.images(), IMAGES, devices);
    return line("growth, %,d devices".formatted(devices), topic, model.service());
  }

  private Line side(int side) throws InterruptedException {
    String topic = "side-" + side;
    long images = Math.max(400, PIXELS / (side * side));
    kafka.fill(topic, BenchImages.raw(side, 20), images, BenchKafka.DEVICES);
    Path network = ReferenceModel.write(folder.resolve(topic + ".onnx"), side, 32, 32);
    return line(
        "growth, %d x %d pixels, network of 32-32".formatted(side, side),
        topic,
        new ConfigurationBuilder().model(network));
  }

  /** Gives each model the devices whose number has its ending, and the last model the rest. */
  private ConfigurationBuilder copiesOfModel(int models) {
    ConfigurationBuilder service = new ConfigurationBuilder();
    for (int i = 1; i < models; i++) {
      Path copy =
          ReferenceModel.write(
              folder.resolve("copy-%d.onnx".formatted(i)), SIDE, ReferenceModel.ARTICLE);
      String ending = models > 10 ? "%02d".formatted(i) : Integer.toString(i);
      service = service.model(copy, "camera-*" + ending);
    }
    return service.model(model.file());
  }
}

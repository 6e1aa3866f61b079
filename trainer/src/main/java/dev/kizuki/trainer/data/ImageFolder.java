package dev.kizuki.trainer.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PNG and JPEG files in folders. The layouts: {@code train/<label>/*} with {@code test/<label>/*}
 * (the layout of MVTec AD), {@code <label>/*}, or images directly in the folder.
 */
final class ImageFolder {
  private ImageFolder() {}

  static DataSet open(Path folder) {
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    List<LabelledImage> toTrain = labelled(Files.isDirectory(train) ? train : folder, folder);
    if (toTrain.isEmpty()) {
      throw new DataException(
          "There is no image in %s: give a folder of PNG or JPEG files, of folders by label"
                  .formatted(folder)
              + " (train/<label>, test/<label>), or of IDX files (train-images-idx3-ubyte[.gz])");
    }
    List<LabelledImage> toTest =
        Files.isDirectory(train) && Files.isDirectory(test) ? labelled(test, folder) : List.of();
    return new DataSet(toTrain, toTest, Optional.empty());
  }

  /**
   * The images directly in the folder, without a label; if there are none, the images of its
   * subfolders.
   */
  private static List<LabelledImage> labelled(Path part, Path folder) {
    List<LabelledImage> images = new ArrayList<>();
    try (Stream<Path> entries = Files.list(part)) {
      List<Path> sorted = entries.sorted().toList();
      sorted.stream().filter(ImageFolder::isImage).forEach(f -> images.add(image("", f, folder)));
      if (images.isEmpty()) {
        for (Path label : sorted.stream().filter(Files::isDirectory).toList()) {
          images.addAll(ofLabel(label, folder));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the folder " + part, e);
    }
    return images;
  }

  private static List<LabelledImage> ofLabel(Path label, Path folder) throws IOException {
    if (Files.isDirectory(label.resolve("train"))) {
      throw new DataException(
          "%s is a data set of its own, with a folder 'train': did you mean --data %s?"
              .formatted(label, label));
    }
    try (Stream<Path> files = Files.walk(label, FileVisitOption.FOLLOW_LINKS)) {
      String name = label.getFileName().toString();
      return files
          .filter(ImageFolder::isImage)
          .sorted()
          .map(file -> image(name, file, folder))
          .toList();
    }
  }

  private static LabelledImage image(String label, Path file, Path folder) {
    return new LabelledImage(label, folder.relativize(file).toString(), () -> read(file));
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file)
        && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}

package dev.kizuki.trainer.data;

import dev.kizuki.image.raw.RawFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * PNG and JPEG files in folders. The layouts: {@code train/<label>/*} with {@code test/<label>/*}
 * (as MVTec AD has it), {@code <label>/*}, or images right in the folder.
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
    return new DataSet(toTrain, toTest, new RawFormat(1, 1, 1));
  }

  /** The label is the first folder below {@code part}; files right in it have none. */
  private static List<LabelledImage> labelled(Path part, Path folder) {
    List<LabelledImage> images = new ArrayList<>();
    try (Stream<Path> files = Files.walk(part)) {
      for (Path file : files.filter(ImageFolder::isImage).sorted().toList()) {
        Path below = part.relativize(file);
        String label = below.getNameCount() > 1 ? below.getName(0).toString() : "";
        String name = folder.relativize(file).toString();
        images.add(new LabelledImage(label, name, () -> read(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the folder " + part, e);
    }
    return images;
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

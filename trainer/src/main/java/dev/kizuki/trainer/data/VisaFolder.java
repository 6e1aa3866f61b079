package dev.kizuki.trainer.data;

import dev.kizuki.image.folder.FolderFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The layout of VisA (Zou et al., "SPot-the-Difference Self-Supervised Pre-training for Anomaly
 * Detection and Segmentation", 2022): {@code Data/Images/Normal} and {@code Data/Images/Anomaly} in
 * the folder of an object. The folder of the object, {@code Data} or {@code Images} may be given.
 *
 * <p>Beside the objects lies {@code split_csv/1cls.csv}, which says for each image whether it is
 * for training. Without it, each fifth normal image and all anomalous ones are for the test.
 */
final class VisaFolder {
  private static final String NORMAL = "Normal";
  private static final String ANOMALY = "Anomaly";
  private static final int EACH = 5;

  private final Path folder;
  private final Path images;
  private final LeftOut leftOut = new LeftOut();

  private VisaFolder(Path folder, Path images) {
    this.folder = folder;
    this.images = images;
  }

  /** Returns whether a folder has the layout of an object. */
  static boolean isObject(Path folder) {
    return hasNormal(folder.resolve("Data/Images"));
  }

  private static boolean hasNormal(Path images) {
    return Files.isDirectory(images.resolve(NORMAL));
  }

  /** Reads the data set, if the folder has this layout. */
  static Optional<DataSet> find(Path folder) {
    for (String below : List.of("Data/Images", "Images")) {
      if (hasNormal(folder.resolve(below))) {
        return Optional.of(new VisaFolder(folder, folder.resolve(below)).open());
      }
    }
    return hasNormal(folder) && Files.isDirectory(folder.resolve(ANOMALY))
        ? Optional.of(new VisaFolder(folder, folder).open())
        : Optional.empty();
  }

  private DataSet open() {
    List<LabelledImage> normal = read(NORMAL);
    List<LabelledImage> anomalous =
        Files.isDirectory(images.resolve(ANOMALY)) ? read(ANOMALY) : List.of();
    Optional<Path> list = splitList();
    Map<String, String> split = list.map(this::split).orElse(Map.of());
    List<LabelledImage> train = new ArrayList<>();
    List<LabelledImage> test = new ArrayList<>();
    int unlisted = 0;
    for (int i = 0; i < normal.size(); i++) {
      LabelledImage image = normal.get(i);
      String part =
          list.isPresent()
              ? split.getOrDefault(key(image.label(), Path.of(image.name())), "")
              : i % EACH == EACH - 1 ? "test" : "train";
      switch (part) {
        case "train" -> train.add(image);
        case "test" -> test.add(image);
        default -> unlisted++;
      }
    }
    test.addAll(anomalous);
    if (unlisted > 0) {
      leftOut.add("normal images that %s does not name (%d)".formatted(list.get(), unlisted));
    }
    if (train.isEmpty()) {
      throw new DataException(
          "There is no image to train on in %s; its layout is that of VisA".formatted(folder));
    }
    return new DataSet(
        train,
        test,
        Optional.empty(),
        new DataOrigin(
            "VisA (Images/Normal, Images/Anomaly; "
                + (list.isPresent()
                    ? "split by " + list.get().getFileName()
                    : "each fifth normal image is for the test")
                + ")",
            leftOut.sentences()));
  }

  private List<LabelledImage> read(String label) {
    List<LabelledImage> found = new ArrayList<>();
    for (Path file : FolderFiles.below(images.resolve(label))) {
      if (ImageKind.isRead(file) || Files.isDirectory(file)) {
        found.add(LabelledImage.file(label, folder, file));
      } else {
        leftOut.file(file);
      }
    }
    return found;
  }

  private Path object() {
    Path absolute = images.toAbsolutePath().normalize();
    Path data = absolute.getParent();
    Path object = data == null ? null : data.getParent();
    return object == null ? absolute : object;
  }

  private Optional<Path> splitList() {
    return Optional.ofNullable(object().getParent())
        .map(parent -> parent.resolve("split_csv/1cls.csv"))
        .filter(Files::isRegularFile);
  }

  private static String key(String label, Path file) {
    return label + "/" + file.getFileName();
  }

  /**
   * The part of each image by its label and name. The columns: object, split, label, image, mask.
   */
  private Map<String, String> split(Path list) {
    String object = object().getFileName().toString();
    Map<String, String> split = new HashMap<>();
    try {
      for (String line : Files.readAllLines(list)) {
        String[] columns = line.split(",", -1);
        if (columns.length >= 4 && columns[0].equals(object)) {
          Path image = Path.of(columns[3]);
          split.put(key(columns[2].equals("normal") ? NORMAL : ANOMALY, image), columns[1]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + list, e);
    }
    return split;
  }
}

package dev.kizuki.trainer.data;

import dev.kizuki.image.folder.FolderFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * PNG, JPEG and BMP files in folders. The layouts, in the order in which they are looked for:
 *
 * <ul>
 *   <li>VisA, see {@link VisaFolder}
 *   <li>MVTec AD 2: {@code train/<label>}, {@code validation/<label>} (normal images like those of
 *       {@code train}), {@code test_public/<label>}
 *   <li>MVTec LOCO AD: {@code train/<label>}, {@code validation/<label>}, {@code test/<label>}
 *   <li>MVTec AD: {@code train/<label>}, {@code test/<label>}
 *   <li>{@code <label>/*}, or images directly in the folder
 * </ul>
 */
final class ImageFolder {
  /** The number of data sets that an error names. */
  private static final int SHOWN = 5;

  private final Path folder;
  private final LeftOut leftOut = new LeftOut();
  private final FolderPart parts;

  private ImageFolder(Path folder) {
    this.folder = folder;
    this.parts = new FolderPart(folder, leftOut);
  }

  static DataSet open(Path folder) {
    return VisaFolder.find(folder).orElseGet(() -> new ImageFolder(folder).open());
  }

  private DataSet open() {
    Optional<Path> train = part(folder, "train");
    if (train.isEmpty()) {
      requireNoDataSetsBelow();
      return dataSet(parts.read(folder), List.of(), "folders by label, or images in one folder");
    }
    List<LabelledImage> toTrain = new ArrayList<>(parts.read(train.get()));
    Optional<Path> validation = part(folder, "validation");
    validation.ifPresent(more -> toTrain.addAll(normal(more, DataSet.labels(toTrain))));
    Optional<Path> publicTest = part(folder, "test_public");
    String layout =
        publicTest.isPresent()
            ? "MVTec AD 2 (train and validation to train, test_public to test)"
            : validation.isPresent()
                ? "MVTec LOCO AD (train and validation to train, test to test)"
                : "MVTec AD (train/ to train, test/ to test)";
    List<LabelledImage> toTest =
        publicTest.or(() -> part(folder, "test")).map(parts::read).orElse(List.of());
    return dataSet(toTrain, toTest, layout);
  }

  /** The validation images with a label of the training images. Others are no normal images. */
  private List<LabelledImage> normal(Path validation, Set<String> labels) {
    List<LabelledImage> images = parts.read(validation);
    List<LabelledImage> normal =
        images.stream().filter(image -> labels.contains(image.label())).toList();
    if (normal.size() < images.size()) {
      leftOut.add(
          "images in %s whose label train does not have (%d)"
              .formatted(validation, images.size() - normal.size()));
    }
    return normal;
  }

  private DataSet dataSet(List<LabelledImage> train, List<LabelledImage> test, String layout) {
    if (train.isEmpty()) {
      List<String> sentences = leftOut.sentences();
      throw new DataException(
          "There is no image in %s: give a folder of PNG, JPEG or BMP files, of folders by label"
                  .formatted(folder)
              + " (train/<label>, test/<label>), of MVTec AD 2 or VisA, or of IDX files"
              + " (train-images-idx3-ubyte[.gz])"
              + sentences.stream()
                  .map(each -> ".\nLeft out: " + each)
                  .collect(Collectors.joining()));
    }
    return new DataSet(train, test, Optional.empty(), new DataOrigin(layout, leftOut.sentences()));
  }

  /** A folder in a folder, whatever the case of its name. */
  static Optional<Path> part(Path folder, String name) {
    Path exact = folder.resolve(name);
    if (Files.isDirectory(exact)) {
      return Optional.of(exact);
    }
    return FolderFiles.in(folder).stream()
        .filter(Files::isDirectory)
        .filter(entry -> entry.getFileName().toString().equalsIgnoreCase(name))
        .findFirst();
  }

  /** A folder of data sets, such as all objects of MVTec AD, is not a data set. */
  private void requireNoDataSetsBelow() {
    List<Path> below = dataSetsIn(folder);
    if (below.isEmpty()) {
      below =
          FolderFiles.in(folder).stream()
              .filter(Files::isDirectory)
              .filter(Files::isReadable)
              .flatMap(entry -> dataSetsIn(entry).stream())
              .toList();
    }
    if (!below.isEmpty()) {
      throw new DataException(
          "%s holds %d data sets (%s): did you mean --data %s?"
              .formatted(
                  folder,
                  below.size(),
                  below.stream()
                      .limit(SHOWN)
                      .map(set -> folder.relativize(set).toString())
                      .collect(Collectors.joining(", ", "", below.size() > SHOWN ? ", ..." : "")),
                  below.get(0)));
    }
  }

  private static List<Path> dataSetsIn(Path folder) {
    return FolderFiles.in(folder).stream()
        .filter(Files::isDirectory)
        .filter(Files::isReadable)
        .filter(entry -> part(entry, "train").isPresent() || VisaFolder.isObject(entry))
        .toList();
  }
}

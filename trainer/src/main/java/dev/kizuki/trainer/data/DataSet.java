package dev.kizuki.trainer.data;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.image.raw.RawFormat;
import dev.kizuki.model.ModelFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The images below a folder: those for training, and those for testing.
 *
 * @param train the images for training, in a fixed order
 * @param test the images for testing, in a fixed order; empty if the folder has none
 * @param raw the shape of images without a header, as in IDX files; empty for encoded files
 * @param origin the layout of the folder, and what was left out
 */
public record DataSet(
    List<LabelledImage> train,
    List<LabelledImage> test,
    Optional<RawFormat> raw,
    DataOrigin origin) {
  /** The label of normal images in MVTec AD and in sets made like it. */
  private static final String USUAL_NORMAL = "good";

  public DataSet {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /**
   * Detects the layout of a folder: IDX files, VisA, MVTec AD 2, {@code train/<label>} and {@code
   * test/<label>}, a folder for each label, or images.
   *
   * @throws DataException if the folder has none of these layouts
   */
  public static DataSet open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException("The data folder %s does not exist".formatted(folder));
    }
    return IdxFiles.find(folder).orElseGet(() -> ImageFolder.open(folder));
  }

  /** A new decoder for these images. Not thread-safe: use one per thread. */
  public ImageDecoder decoder() {
    return raw.map(shape -> new ImageDecoder(ImageLimits.LOCAL_FILES, shape))
        .orElseGet(() -> new ImageDecoder(ImageLimits.LOCAL_FILES));
  }

  /**
   * The SHA-256 of all labels and images, 64 hexadecimal digits. It identifies the data set of an
   * experiment.
   */
  public String sha256() {
    StringBuilder lines = new StringBuilder();
    for (List<LabelledImage> part : List.of(train, test)) {
      for (LabelledImage image : part) {
        lines.append(image.label()).append(' ').append(ModelFile.sha256(image.payload().get()));
        lines.append('\n');
      }
    }
    return ModelFile.sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The images to train on that have a label, in order. */
  public List<LabelledImage> normals(String label) {
    return train.stream().filter(image -> image.label().equals(label)).toList();
  }

  /** The labels of the images to train on, sorted. */
  public SortedSet<String> labels() {
    return labels(train);
  }

  /** The labels among some images, sorted. */
  public static SortedSet<String> labels(List<LabelledImage> images) {
    SortedSet<String> labels = new TreeSet<>();
    images.forEach(image -> labels.add(image.label()));
    return labels;
  }

  /**
   * The label of the normal images.
   *
   * @param asked the user's choice; empty for none
   * @throws DataException if the label does not exist, or if there are several labels and none was
   *     chosen
   */
  public String normalLabel(String asked) {
    SortedSet<String> labels = labels();
    if (asked.isEmpty() && labels.size() == 1) {
      return labels.first();
    }
    if (asked.isEmpty() && labels.contains(USUAL_NORMAL)) {
      return USUAL_NORMAL;
    }
    if (!labels.contains(asked)) {
      throw new DataException(
          asked.isEmpty()
              ? "Choose the label of the normal images: --normal with one of " + labels
              : "There is no label '%s' to train on, only %s".formatted(asked, labels));
    }
    return asked;
  }
}

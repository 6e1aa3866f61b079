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
 * The images below a folder: what may be trained on, and what is kept apart for testing.
 *
 * @param train in a fixed order
 * @param test in a fixed order; empty where the folder has no test part
 * @param raw the shape of images without a header, as in IDX files; empty for files of a format
 */
public record DataSet(
    List<LabelledImage> train, List<LabelledImage> test, Optional<RawFormat> raw) {
  /** Limits for a user's own files, wider than those for what comes over a network. */
  private static final ImageLimits LIMITS = new ImageLimits(256 << 20, 256_000_000);

  public DataSet {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /**
   * Finds out what the folder holds: IDX files, {@code train/<label>} and {@code test/<label>}, a
   * folder for each label, or images.
   *
   * @throws DataException if it holds none of these
   */
  public static DataSet open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException("The data folder %s does not exist".formatted(folder));
    }
    return IdxFiles.find(folder).orElseGet(() -> ImageFolder.open(folder));
  }

  /** The decoder for these images; one per thread. */
  public ImageDecoder decoder() {
    return raw.map(shape -> new ImageDecoder(LIMITS, shape))
        .orElseGet(() -> new ImageDecoder(LIMITS));
  }

  /** Over all labels and images, 64 hexadecimal digits: which data set an experiment is about. */
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
   * @param asked the user's choice, or empty
   * @throws DataException if there is no such label, or none was asked for and there are several
   */
  public String normalLabel(String asked) {
    SortedSet<String> labels = labels();
    if (asked.isEmpty() && labels.size() == 1) {
      return labels.first();
    }
    if (asked.isEmpty() && labels.contains("good")) {
      return "good";
    }
    if (!labels.contains(asked)) {
      throw new DataException(
          asked.isEmpty()
              ? "Which images are normal? Say --normal with one of " + labels
              : "There is no label '%s' to train on, only %s".formatted(asked, labels));
    }
    return asked;
  }
}

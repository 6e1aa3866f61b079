package dev.kizuki.trainer.data;

import dev.kizuki.image.folder.FolderFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads the images of one part of a data set, such as {@code train}. The label of an image is the
 * first folder below the part whose name is not a date: {@code good/2026-11-01/a.png} and {@code
 * 2026-11-01/good/a.png} both have the label {@code good}. Images without such a folder have no
 * label.
 */
final class FolderPart {
  /** The folder of the masks in MVTec AD and VisA. Its images are no photographs. */
  private static final String MASKS = "ground_truth";

  private final Path root;
  private final LeftOut leftOut;

  /**
   * @param root the folder of the data set; images are named by their paths below it
   */
  FolderPart(Path root, LeftOut leftOut) {
    this.root = root;
    this.leftOut = leftOut;
  }

  /**
   * Reads all images below a folder. If some have a label and some have none, the larger group is
   * taken: a stray image beside the folders of the labels does not hide them.
   */
  List<LabelledImage> read(Path part) {
    List<LabelledImage> labelled = new ArrayList<>();
    List<LabelledImage> unlabelled = new ArrayList<>();
    for (Path file : FolderFiles.below(part)) {
      Path relative = part.relativize(file);
      if (isMask(relative)) {
        continue;
      }
      if (!ImageKind.isRead(file) && !Files.isDirectory(file)) {
        leftOut.file(file);
        continue;
      }
      String label = LabelFolder.of(relative);
      (label.isEmpty() ? unlabelled : labelled).add(LabelledImage.file(label, root, file));
    }
    if (labelled.isEmpty() || unlabelled.isEmpty()) {
      return labelled.isEmpty() ? unlabelled : labelled;
    }
    boolean takesLabels = labelled.size() > unlabelled.size();
    if (takesLabels) {
      leftOut.add(
          "images right in the folder %s (%d, such as %s), because its subfolders hold more. Move them into the folder of a label"
              .formatted(part, unlabelled.size(), unlabelled.get(0).name()));
    } else {
      leftOut.add(
          "images in subfolders of %s (%d, in %s), because as many or more lie right in the folder. To use them, give their folder as --data"
              .formatted(
                  part,
                  labelled.size(),
                  DataSet.labels(labelled).stream().limit(5).collect(Collectors.joining(", "))));
    }
    return takesLabels ? labelled : unlabelled;
  }

  private static boolean isMask(Path relative) {
    for (Path name : relative) {
      if (name.toString().equalsIgnoreCase(MASKS)) {
        return true;
      }
    }
    return false;
  }
}

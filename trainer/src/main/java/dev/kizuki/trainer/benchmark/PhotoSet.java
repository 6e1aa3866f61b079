package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.ImageGroups;
import dev.kizuki.trainer.data.ImageSize;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.data.Masks;
import dev.kizuki.trainer.data.NameGroups;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.progress.Progress;
import dev.kizuki.trainer.recipe.NetworkName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A data set of photographs that has training images and test images of both kinds.
 *
 * @param name the name of its folder
 * @param normal the label of the normal images
 * @param groups the groups of the images; empty if each image counts by itself
 */
record PhotoSet(
    String name, Path folder, DataSet data, String normal, Optional<NameGroups> groups) {

  /**
   * Opens a data set. It checks the names and numbers of images, and decodes none.
   *
   * @param normal the label of the normal images; empty for the usual one
   * @throws DataException if the data set cannot be measured
   */
  static PhotoSet open(Path folder, String normal, Optional<NameGroups> groups) {
    DataSet data = DataSet.open(folder);
    String label = data.normalLabel(normal);
    Path name = folder.toAbsolutePath().normalize().getFileName();
    PhotoSet set =
        new PhotoSet(name == null ? "data" : name.toString(), folder, data, label, groups);
    set.requireImages();
    set.requireGroups();
    return set;
  }

  private void requireImages() {
    requireTraining(data.normals(normal).size());
    long normals = data.test().stream().filter(this::isNormal).count();
    long anomalies = data.test().size() - normals;
    if (normals == 0 || anomalies == 0) {
      throw new DataException(
          "%s has %d normal ('%s') and %d anomalous test images: both are needed"
              .formatted(folder, normals, normal, anomalies));
    }
  }

  private void requireTraining(int images) {
    int needed = Calibration.imagesNeededFor(Subject.FALSE_ALARM_RATE);
    if (images < needed) {
      throw new DataException(
          "%s has %d normal training images, too few for a false-alarm rate of 1 %%: that takes %d. Add images, or leave this data set out"
              .formatted(folder, images, needed));
    }
  }

  private void requireGroups() {
    List<String> names =
        Stream.concat(data.normals(normal).stream(), data.test().stream())
            .map(LabelledImage::name)
            .toList();
    groups
        .flatMap(each -> each.unmatched(names))
        .ifPresent(
            unmatched -> {
              throw new DataException(
                  "--group-by %s does not occur in '%s' of %s"
                      .formatted(groups.orElseThrow().pattern(), unmatched, folder));
            });
  }

  boolean isNormal(LabelledImage image) {
    return image.label().equals(normal);
  }

  /** Returns the group of an image by its name; the name itself without groups. */
  String groupOf(String image) {
    return groups.flatMap(each -> each.of(image)).orElse(image);
  }

  /**
   * The decoded images.
   *
   * @param training the normal training images
   * @param normal the normal test images
   * @param anomalous the anomalous test images
   */
  record Images(NormalImages training, DecodedImages normal, DecodedImages anomalous) {}

  /**
   * Decodes the images. Test images that cannot be decoded are left out.
   *
   * @param size the size of the model's input
   * @throws DataException if the images are too small for the recipe of photographs
   */
  Images read(ImageSize size, Progress progress) {
    NormalImages training =
        NormalImages.read(
            data, normal, new NormalImages.ShapeRequest(1, size.width(), size.height()), progress);
    requireTraining(training.store().size());
    Preprocessing shape = training.store().shape();
    if (NetworkName.defaultFor(shape) != NetworkName.PHOTO) {
      throw new DataException(
          "The input of %s is %d x %d pixels. 'train' takes the network conv for images below 64 pixels, which this benchmark does not measure. Leave this data set out, or give a greater --size"
              .formatted(folder, shape.width(), shape.height()));
    }
    progress.begin("Reading the test images", 2);
    DecodedImages normals =
        DecodedImages.of(
            data.test().stream().filter(this::isNormal).toList(), data.decoder(), shape);
    progress.advance();
    DecodedImages anomalies =
        DecodedImages.of(
            data.test().stream().filter(image -> !isNormal(image)).toList(), data.decoder(), shape);
    if (normals.size() == 0 || anomalies.size() == 0) {
      throw new DataException(
          "%s has %d normal and %d anomalous test images that can be read: both are needed"
              .formatted(folder, normals.size(), anomalies.size()));
    }
    return new Images(training, normals, anomalies);
  }

  /** Finds the groups of the training images as {@code train} does. */
  ImageGroups trainingGroups(NormalImages training, Progress progress) {
    return ImageGroups.of(
        training.store(), image -> groupOf(training.names().get(image)), progress);
  }

  /** Returns the masks, if the data set has some. */
  Optional<Masks> masks(Images images) {
    return Optional.of(new Masks(folder, data.decoder()))
        .filter(found -> found.existFor(images.anomalous().images()));
  }
}

package dev.kizuki.trainer.data;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.decode.ImageDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The masks of a data set: for each defective test image, a picture of the same size that shows
 * where the defects are. A pixel of a mask that is not black belongs to a defect. The layouts:
 *
 * <ul>
 *   <li>MVTec AD: {@code ground_truth/<label>/<name>_mask.png} or {@code <name>.png} for {@code
 *       test/<label>/<name>.*}
 *   <li>MVTec AD 2: the same, with {@code ground_truth} inside {@code test_public}
 *   <li>VisA: {@code Data/Masks/Anomaly/<name>.png} for {@code Data/Images/Anomaly/<name>.*}
 * </ul>
 *
 * <p>Not thread-safe: use one per thread.
 */
public final class Masks {
  /** The sample of a pixel of a defect. */
  public static final int DEFECT = 255;

  /** The sample of any other pixel of the image. Padding that a model adds to the image has 0. */
  public static final int INTACT = 1;

  private static final String GROUND_TRUTH = "ground_truth";
  private static final List<String> ENDINGS = List.of("_mask.png", ".png");

  private final Path root;
  private final ImageDecoder decoder;

  /**
   * @param root the folder of the data set
   * @param decoder a decoder of encoded files
   */
  public Masks(Path root, ImageDecoder decoder) {
    this.root = root;
    this.decoder = decoder;
  }

  /** Returns whether a folder of masks belongs to any of these images. */
  public boolean existFor(List<LabelledImage> images) {
    return images.stream()
        .map(image -> Path.of(image.name()).resolveSibling("any"))
        .distinct()
        .anyMatch(any -> !folders(any).isEmpty());
  }

  /**
   * Reads the mask of an image.
   *
   * @param height the height of the image, in pixels
   * @param width the width of the image, in pixels
   * @param faults receives the name of the image and the reason, if it has no mask that can be used
   * @return (1, height, width): {@link #DEFECT} and {@link #INTACT}
   */
  public Optional<Pixels> read(
      LabelledImage image, int height, int width, Map<String, String> faults) {
    Optional<Path> file = file(Path.of(image.name()));
    if (file.isEmpty()) {
      faults.put(image.name(), "it has no mask");
      return Optional.empty();
    }
    LabelledImage mask = LabelledImage.file(image.label(), root, file.get());
    Optional<byte[]> bytes = mask.read(faults);
    if (bytes.isEmpty()) {
      faults.put(image.name(), "its mask %s %s".formatted(mask.name(), faults.remove(mask.name())));
      return Optional.empty();
    }
    Decoding decoding = decoder.decode(bytes.get());
    if (decoding instanceof Rejection rejection) {
      faults.put(
          image.name(),
          "its mask %s cannot be read: %s".formatted(mask.name(), rejection.detail()));
      return Optional.empty();
    }
    Pixels pixels = (Pixels) decoding;
    if (pixels.height() != height || pixels.width() != width) {
      faults.put(
          image.name(),
          "its mask %s has %d x %d pixels, the image %d x %d"
              .formatted(mask.name(), pixels.width(), pixels.height(), width, height));
      return Optional.empty();
    }
    return Optional.of(marked(pixels));
  }

  /** Returns the mask of an image without a defect, (1, height, width), all {@link #INTACT}. */
  public static Pixels intact(int height, int width) {
    byte[] samples = new byte[height * width];
    Arrays.fill(samples, (byte) INTACT);
    return new Pixels(1, height, width, samples);
  }

  private static Pixels marked(Pixels picture) {
    Pixels mask = intact(picture.height(), picture.width());
    int plane = picture.height() * picture.width();
    for (int i = 0; i < picture.size(); i++) {
      if (picture.samples()[i] != 0) {
        mask.samples()[i % plane] = (byte) DEFECT;
      }
    }
    return mask;
  }

  private Optional<Path> file(Path image) {
    String name = image.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    return folders(image).stream()
        .flatMap(folder -> ENDINGS.stream().map(ending -> folder.resolve(stem + ending)))
        .filter(file -> Files.isRegularFile(file))
        .findFirst();
  }

  /** Returns the folders that may hold the mask of an image, by its path below the root. */
  private List<Path> folders(Path image) {
    List<Path> folders = new ArrayList<>();
    int names = image.getNameCount();
    if (names < 3) {
      return folders;
    }
    Path below = image.subpath(1, names - 1);
    for (Path beside : List.of(root, root.resolve(image.getName(0)))) {
      if (Files.isDirectory(beside)) {
        ImageFolder.part(beside, GROUND_TRUTH)
            .ifPresent(masks -> folders.add(masks.resolve(below)));
      }
    }
    for (int i = 0; i < names - 1; i++) {
      if (image.getName(i).toString().equals("Images")) {
        Path before = i == 0 ? root : root.resolve(image.subpath(0, i));
        Path masks = before.resolve("Masks");
        if (Files.isDirectory(masks)) {
          folders.add(masks.resolve(image.subpath(i + 1, names - 1)));
        }
      }
    }
    return folders;
  }
}

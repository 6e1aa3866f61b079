package dev.kizuki.trainer.data;

import dev.kizuki.image.raw.RawFormat;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The IDX format of the MNIST database (Y. LeCun, C. Cortes): big-endian counts, then uint8
 * samples. Files may be compressed by gzip.
 */
final class IdxFiles {
  private static final int IMAGES_MAGIC = 0x0803;
  private static final int LABELS_MAGIC = 0x0801;

  private IdxFiles() {}

  /** Reads the data set, if the folder has IDX files for training. */
  static Optional<DataSet> find(Path folder) {
    Optional<Path> train = file(folder, "train-images-idx3-ubyte");
    if (train.isEmpty()) {
      return Optional.empty();
    }
    Images trainImages = images(train.get());
    List<LabelledImage> test = new ArrayList<>();
    file(folder, "t10k-images-idx3-ubyte")
        .or(() -> file(folder, "test-images-idx3-ubyte"))
        .ifPresent(
            path -> {
              Images images = images(path);
              if (images.rows != trainImages.rows || images.columns != trainImages.columns) {
                throw new DataException("%s and %s differ in size".formatted(train.get(), path));
              }
              test.addAll(labelled(path, images));
            });
    return Optional.of(
        new DataSet(
            labelled(train.get(), trainImages),
            test,
            Optional.of(new RawFormat(1, trainImages.rows, trainImages.columns)),
            new DataOrigin("IDX files, as MNIST has them", List.of())));
  }

  private static Optional<Path> file(Path folder, String name) {
    return List.of(name, name + ".gz").stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static List<LabelledImage> labelled(Path path, Images images) {
    String labelsName = path.getFileName().toString().replace("images-idx3", "labels-idx1");
    Optional<Path> labelsFile = file(path.resolveSibling("."), labelsName.replace(".gz", ""));
    byte[] labels = labelsFile.map(IdxFiles::labels).orElse(new byte[0]);
    if (labelsFile.isPresent() && labels.length != images.count) {
      throw new DataException(
          "%s has %d images, %s %d labels"
              .formatted(path, images.count, labelsFile.get(), labels.length));
    }
    int size = images.rows * images.columns;
    List<LabelledImage> labelled = new ArrayList<>(images.count);
    for (int i = 0; i < images.count; i++) {
      int start = i * size;
      labelled.add(
          new LabelledImage(
              labels.length == 0 ? "" : Integer.toString(labels[i] & 0xff),
              "%s#%d".formatted(path.getFileName(), i),
              () -> Arrays.copyOfRange(images.samples, start, start + size)));
    }
    return labelled;
  }

  private static Images images(Path path) {
    try (DataInputStream input = open(path, IMAGES_MAGIC)) {
      int count = input.readInt();
      int rows = input.readInt();
      int columns = input.readInt();
      return new Images(count, rows, columns, samples(input, path, (long) count * rows * columns));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static byte[] labels(Path path) {
    try (DataInputStream input = open(path, LABELS_MAGIC)) {
      return samples(input, path, input.readInt());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static byte[] samples(DataInputStream input, Path path, long size) throws IOException {
    if (size < 0 || size > Integer.MAX_VALUE - 8) {
      throw new DataException("%s declares %d bytes, too many for one file".formatted(path, size));
    }
    // readNBytes collects pieces first, and then joins them
    JavaMemory.require(2 * size, "reading " + path);
    byte[] samples = input.readNBytes((int) size);
    if (samples.length < size) {
      throw new EOFException("%d of %d bytes".formatted(samples.length, size));
    }
    return samples;
  }

  private static DataInputStream open(Path path, int magic) throws IOException {
    InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    boolean compressed = path.getFileName().toString().endsWith(".gz");
    DataInputStream input = new DataInputStream(compressed ? new GZIPInputStream(file) : file);
    int found = input.readInt();
    if (found != magic) {
      input.close();
      throw new DataException(
          "%s is not an IDX file of this kind: it starts with %08x, not %08x"
              .formatted(path, found, magic));
    }
    return input;
  }

  private static RuntimeException unreadable(Path path, IOException e) {
    return e instanceof EOFException
        ? new DataException("%s is cut short: %s".formatted(path, e.getMessage()), e)
        : new UncheckedIOException("cannot read " + path, e);
  }

  /** The uint8 samples of a file, (count, rows, columns). */
  private static final class Images {
    private final int count;
    private final int rows;
    private final int columns;
    private final byte[] samples;

    Images(int count, int rows, int columns, byte[] samples) {
      this.count = count;
      this.rows = rows;
      this.columns = columns;
      this.samples = samples;
    }
  }
}

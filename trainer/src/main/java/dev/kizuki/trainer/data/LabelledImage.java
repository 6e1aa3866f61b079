package dev.kizuki.trainer.data;

import dev.kizuki.image.folder.FolderFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One image of a data set. Its bytes are read on demand.
 *
 * @param label the folder of the image, or its class in an IDX file; empty for none
 * @param name the path below the data set's folder, or the position in an IDX file
 * @param payload reads the encoded bytes, as a device would send them; throws an {@link
 *     UncheckedIOException} if they cannot be read
 */
public record LabelledImage(String label, String name, Supplier<byte[]> payload) {
  /** An image in a file of its own. */
  static LabelledImage file(String label, Path root, Path file) {
    return new LabelledImage(label, root.relativize(file).toString(), () -> bytes(file));
  }

  /**
   * Reads the bytes.
   *
   * @param unreadable receives the name of the image and the reason, if they cannot be read
   */
  public Optional<byte[]> read(Map<String, String> unreadable) {
    try {
      return Optional.of(payload.get());
    } catch (UncheckedIOException e) {
      IOException cause = Objects.requireNonNull(e.getCause());
      unreadable.put(name, "cannot be read: " + FolderFiles.fault(cause));
    } catch (OutOfMemoryError e) {
      unreadable.put(name, "cannot be read: it does not fit into the memory of Java");
    }
    return Optional.empty();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}

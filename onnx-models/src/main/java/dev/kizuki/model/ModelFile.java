package dev.kizuki.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The bytes of a model file, read once: what is checked is what is run, even if the file is being
 * replaced meanwhile.
 */
public final class ModelFile {
  /** The largest file that is read. */
  public static final long MAX_BYTES = 512L << 20;

  private final Path path;
  private final byte[] bytes;
  private final String sha256;

  private ModelFile(Path path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
    this.sha256 = sha256(bytes);
  }

  /**
   * Reads a file, without a look at what is in it.
   *
   * @throws ModelException if there is no such file, or it is too large
   * @throws UncheckedIOException if it cannot be read
   */
  public static ModelFile read(Path path) {
    try {
      long size = Files.size(path);
      if (size == 0 || size > MAX_BYTES) {
        throw new ModelException(
            path, "it has %d bytes; a model has 1 to %d".formatted(size, MAX_BYTES));
      }
      return new ModelFile(path, Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw new ModelException(path, "there is no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model " + path, e);
    }
  }

  public Path path() {
    return path;
  }

  /** The file's content; not copied. */
  public byte[] bytes() {
    return bytes;
  }

  /** The digest of the content, 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** SHA-256 in hexadecimal. */
  public static String sha256(byte[] bytes) {
    return new Sha256().of(bytes);
  }
}

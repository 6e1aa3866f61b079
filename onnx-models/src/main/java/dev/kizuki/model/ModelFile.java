package dev.kizuki.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The bytes of a model file. The file is read once, so the bytes that are checked are the bytes
 * that are run, even if somebody replaces the file in between.
 */
public final class ModelFile {
  /** The size of the largest file that is read, 512 MiB. */
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
   * Reads a file without checking its content.
   *
   * @throws ModelException if there is no such file, or it is empty or too large
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

  /**
   * Makes a file that is not on the disk.
   *
   * @param path the name of the file in messages
   * @param bytes the content; not copied
   */
  public static ModelFile of(Path path, byte[] bytes) {
    return new ModelFile(path, bytes);
  }

  public Path path() {
    return path;
  }

  /** Returns the content; not copied. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the SHA-256 of the content, 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** Returns the SHA-256 of the bytes, 64 hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    return new Sha256().of(bytes);
  }
}

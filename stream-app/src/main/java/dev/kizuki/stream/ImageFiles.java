package dev.kizuki.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds and reads the files that a user names. */
final class ImageFiles {
  private ImageFiles() {}

  /**
   * Returns the files, and all files in the folders, sorted within each folder.
   *
   * @throws IllegalArgumentException if a path does not exist, or there is no file at all
   */
  static List<Path> find(List<Path> paths) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new IllegalArgumentException("there is no file or folder " + path);
      }
      try (Stream<Path> found = Files.walk(path)) {
        found.filter(Files::isRegularFile).sorted().forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list " + path, e);
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("there is no file in " + paths);
    }
    return files;
  }

  /**
   * Returns the content of a file.
   *
   * @throws UncheckedIOException if the file cannot be read
   */
  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}

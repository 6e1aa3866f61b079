package dev.kizuki.stream;

import dev.kizuki.image.folder.FolderFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds and reads the files that a user names. */
final class ImageFiles {
  private ImageFiles() {}

  /**
   * Returns the files, and all files in the folders, sorted within each folder. Hidden files in
   * folders are left out, and links are followed: see {@link FolderFiles}.
   *
   * @throws IllegalArgumentException if a path does not exist, or there is no file at all
   */
  static List<Path> find(List<Path> paths) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new IllegalArgumentException("there is no file or folder " + path);
      }
      files.addAll(FolderFiles.below(path));
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("there is no file in " + paths);
    }
    return files;
  }

  /** The content of a file, or the reason why it cannot be read. */
  sealed interface Content {
    /** The bytes of the file. */
    final class Payload implements Content {
      private final byte[] bytes;

      Payload(byte[] bytes) {
        this.bytes = bytes;
      }

      byte[] bytes() {
        return bytes;
      }
    }

    /** The file cannot be read. */
    record Unreadable(String reason) implements Content {}
  }

  /** Reads a file. */
  static Content read(Path file) {
    try {
      return new Content.Payload(Files.readAllBytes(file));
    } catch (IOException e) {
      return new Content.Unreadable(FolderFiles.fault(e));
    } catch (OutOfMemoryError e) {
      return new Content.Unreadable("it does not fit into the memory of Java; see JAVA_OPTS=-Xmx");
    }
  }
}

package dev.kizuki.stream;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.folder.FolderFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds and reads the files that a user names. */
final class ImageFiles {
  private static final long BATCH_BYTES = 32 << 20;

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

  /**
   * Returns the end of the next batch: at most {@code most} files, and together at most {@value
   * #BATCH_BYTES} bytes if they are more than one. So a batch of photographs fits into the memory.
   *
   * @param start the index of the first file of the batch
   * @return the index behind the last file of the batch
   */
  static int endOfBatch(List<Path> files, int start, int most) {
    int end = start;
    long bytes = 0;
    while (end < Math.min(files.size(), start + most)) {
      bytes += size(files.get(end));
      if (end > start && bytes > BATCH_BYTES) {
        return end;
      }
      end++;
    }
    return end;
  }

  /** The size of a file in bytes; 0 if it cannot be told, which {@link #read} then explains. */
  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Reads a file, within {@link ImageLimits#LOCAL_FILES}. */
  static Content read(Path file) {
    long bytes = size(file);
    if (bytes > ImageLimits.LOCAL_FILES.maxBytes()) {
      return new Content.Unreadable(
          "%d bytes, the limit for an image is %d"
              .formatted(bytes, ImageLimits.LOCAL_FILES.maxBytes()));
    }
    try {
      return new Content.Payload(Files.readAllBytes(file));
    } catch (IOException e) {
      return new Content.Unreadable(FolderFiles.fault(e));
    } catch (OutOfMemoryError e) {
      return new Content.Unreadable("it does not fit into the memory of Java; see JAVA_OPTS=-Xmx");
    }
  }
}

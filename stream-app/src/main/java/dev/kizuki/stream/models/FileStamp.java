package dev.kizuki.stream.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Time and size of a file. Two different stamps mean that the file was written between them.
 *
 * @param modified the time of the last write; null if the file cannot be read
 * @param size the size, in bytes; -1 if the file cannot be read
 */
record FileStamp(@Nullable FileTime modified, long size) {
  static FileStamp of(Path file) {
    try {
      return new FileStamp(Files.getLastModifiedTime(file), Files.size(file));
    } catch (IOException e) {
      // the file is missing, perhaps only during a rename
      return new FileStamp(null, -1);
    }
  }
}

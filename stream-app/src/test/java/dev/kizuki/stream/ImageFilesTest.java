package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path folder;

  /** A file that takes no space on the disk. */
  private Path file(String name, long bytes) throws IOException {
    Path path = folder.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
    return path;
  }

  @Test
  void aBatchHasAtMost32MibUnlessItIsOneFile() throws IOException {
    List<Path> files =
        List.of(file("a", 20 * MIB), file("b", 20 * MIB), file("c", 12 * MIB), file("d", 90 * MIB));
    assertThat(ImageFiles.endOfBatch(files, 0, 64)).isEqualTo(1);
    assertThat(ImageFiles.endOfBatch(files, 1, 64)).isEqualTo(3);
    assertThat(ImageFiles.endOfBatch(files, 3, 64)).isEqualTo(4);
  }

  @Test
  void aBatchHasAtMostTheGivenNumberOfFiles() throws IOException {
    List<Path> files = List.of(file("a", 1), file("b", 1), folder.resolve("missing"));
    assertThat(ImageFiles.endOfBatch(files, 0, 2)).isEqualTo(2);
    assertThat(ImageFiles.endOfBatch(files, 0, 64)).isEqualTo(3);
  }

  @Test
  void doesNotReadAFileThatIsTooLargeForAnImage() throws IOException {
    assertThat(ImageFiles.read(file("video", (256L << 20) + 1)))
        .isInstanceOfSatisfying(
            ImageFiles.Content.Unreadable.class,
            unreadable -> assertThat(unreadable.reason()).contains("268435457", "268435456"));
  }
}

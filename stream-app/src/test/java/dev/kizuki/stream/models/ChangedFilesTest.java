package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangedFilesTest {
  @TempDir private Path folder;
  private Path a;
  private Path b;

  @BeforeEach
  void write() throws IOException {
    a = write("a", "one", 1);
    b = write("b", "one", 1);
  }

  private Path write(String name, String content, long seconds) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(seconds * 1000));
    return file;
  }

  @Test
  void nothingChangedAtFirst() {
    assertThat(new ChangedFiles(List.of(a, b)).next()).isEmpty();
  }

  @Test
  void aNewTimeStampIsAChangeAndIsToldOnce() throws IOException {
    ChangedFiles files = new ChangedFiles(List.of(a, b));
    write("b", "two", 2);
    assertThat(files.next()).containsExactly(b);
    assertThat(files.next()).isEmpty();
  }

  @Test
  void anOlderTimeStampIsAChange() throws IOException {
    ChangedFiles files = new ChangedFiles(List.of(a));
    write("a", "one", 0);
    assertThat(files.next()).containsExactly(a);
  }

  @Test
  void anotherSizeIsAChangeUnderTheSameTimeStamp() throws IOException {
    ChangedFiles files = new ChangedFiles(List.of(a));
    write("a", "longer", 1);
    assertThat(files.next()).containsExactly(a);
  }

  @Test
  void changesAreToldInTheOrderOfTheFiles() throws IOException {
    ChangedFiles files = new ChangedFiles(List.of(b, a));
    write("a", "two", 2);
    write("b", "two", 2);
    assertThat(files.next()).containsExactly(b, a);
  }

  @Test
  void aFileThatDisappearsAndOneThatComesBackAreChanges() throws IOException {
    ChangedFiles files = new ChangedFiles(List.of(a));
    Files.delete(a);
    assertThat(files.next()).containsExactly(a);
    assertThat(files.next()).isEmpty();
    write("a", "one", 1);
    assertThat(files.next()).containsExactly(a);
  }

  @Test
  void aFileThatIsListedTwiceIsOneFile() throws IOException {
    ChangedFiles files = new ChangedFiles(List.of(a, b, a));
    assertThat(files.all()).containsExactly(a, b);
    write("a", "two", 2);
    assertThat(files.next()).containsExactly(a);
  }
}

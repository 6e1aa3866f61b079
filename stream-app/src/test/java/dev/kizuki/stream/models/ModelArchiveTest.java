package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelArchiveTest {
  private static final Path FILE = Path.of("parts.onnx");

  @TempDir private Path temporary;

  private final AtomicInteger failures = new AtomicInteger();
  private Path folder;
  private ModelArchive archive;

  @BeforeEach
  void open() {
    folder = temporary.resolve("archive");
    archive = new ModelArchive(folder, failures::incrementAndGet);
  }

  private ModelFile model(String content) throws IOException {
    return ModelFile.read(Files.writeString(temporary.resolve("model"), content));
  }

  /** Keeps a model as it would have been kept at an earlier time. */
  private ModelFile keepAt(int time, Set<String> serving) throws IOException {
    ModelFile model = model("model " + time);
    archive.keep(model, serving);
    Path kept = archive.find(model.sha256()).orElseThrow();
    Files.setLastModifiedTime(kept, FileTime.fromMillis(time * 1000L));
    return model;
  }

  @Test
  void keepsAModelUnderItsDigest() throws IOException {
    ModelFile model = model("a");
    assertThat(archive.keep(model, Set.of())).isTrue();
    assertThat(folder.resolve(model.sha256() + ".onnx")).hasContent("a");
    assertThat(archive.read(model.sha256()).orElseThrow().bytes()).isEqualTo(model.bytes());
    assertThat(archive.find("0".repeat(64))).isEmpty();
  }

  @Test
  void keepsTheNewestModelsAndThoseThatServe() throws IOException {
    ModelFile serving = keepAt(0, Set.of());
    ModelFile oldest = keepAt(1, Set.of());
    for (int time = 2; time < 30; time++) {
      keepAt(time, Set.of(serving.sha256()));
    }
    assertThat(archive.find(serving.sha256())).isPresent();
    assertThat(archive.find(oldest.sha256())).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSizeBetween(ModelArchive.KEPT, ModelArchive.KEPT + 1);
    }
  }

  @Test
  void aModelThatIsKeptAgainIsTheNewest() throws IOException {
    ModelFile first = keepAt(0, Set.of());
    archive.keep(first, Set.of());
    for (int time = 1; time < 30; time++) {
      keepAt(time, Set.of());
    }
    assertThat(archive.find(first.sha256())).isPresent();
  }

  @Test
  void aFolderThatCannotBeWrittenIsReportedAndStopsNothing() throws IOException {
    Files.writeString(folder, "a file, no folder");
    assertThat(archive.keep(model("a"), Set.of())).isFalse();
    assertThat(archive.refuse(FILE, "a", new ModelArchive.Refusal("b", "bad"))).isFalse();
    assertThat(failures).hasValue(2);
  }

  @Test
  void aFileWithAnotherContentIsNotUsed() throws IOException {
    ModelFile model = model("a");
    archive.keep(model, Set.of());
    Files.writeString(archive.find(model.sha256()).orElseThrow(), "b");
    assertThat(archive.read(model.sha256())).isEmpty();
  }

  @Test
  void remembersARefusedContentOfOneFileUntilItIsAllowed() {
    archive.refuse(FILE, "abc", new ModelArchive.Refusal("def", "30 alarms\nin 40 images"));
    ModelArchive later = new ModelArchive(folder);
    assertThat(later.refusal(FILE, "abc"))
        .contains(new ModelArchive.Refusal("def", "30 alarms\nin 40 images"));
    assertThat(later.refusal(FILE, "def")).isEmpty();
    assertThat(later.refusal(Path.of("other.onnx"), "abc")).isEmpty();
    later.allow(FILE, "abc");
    assertThat(later.refusal(FILE, "abc")).isEmpty();
  }
}

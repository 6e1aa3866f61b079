package dev.kizuki.image.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderFilesTest {
  @TempDir private Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "._a.png",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        ".ipynb_checkpoints/a-checkpoint.png",
        "__MACOSX/good/._a.png",
        "@eaDir/a.png",
        "good/.thumbnails/a.png"
      })
  void leavesOutWhatProgramsPutBesideImages(String hidden) throws IOException {
    Path image = file("good/a.png");
    file(hidden);
    assertThat(FolderFiles.below(folder)).containsExactly(image);
    assertThat(FolderFiles.in(folder)).containsExactly(folder.resolve("good"));
  }

  @Test
  void aPathThatTheUserNamesMayBeHidden() throws IOException {
    Path image = file(".cache/._a.png");
    Path other = file(".cache/b.png");
    assertThat(FolderFiles.below(folder.resolve(".cache"))).containsExactly(other);
    assertThat(FolderFiles.below(image)).containsExactly(image);
  }

  @Test
  void followsLinksAndLeavesOutLoops() throws IOException {
    file("real/a.png");
    Files.createDirectories(folder.resolve("set/good"));
    Files.createSymbolicLink(folder.resolve("set/good/linked"), folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("real/loop"), folder.resolve("set"));
    assertThat(FolderFiles.below(folder.resolve("set")))
        .containsExactly(folder.resolve("set/good/linked/a.png"));
  }

  @Test
  void namesALinkToNothing() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("a.png"), folder.resolve("missing.png"));
    assertThat(FolderFiles.below(folder)).containsExactly(link);
  }

  @Test
  void sortsTheFiles() throws IOException {
    List<Path> files = List.of(file("a/1.png"), file("a/2.png"), file("b/0.png"));
    assertThat(FolderFiles.below(folder)).containsExactlyElementsOf(files);
  }

  @Test
  void aMissingFolderIsAnError() {
    assertThatThrownBy(() -> FolderFiles.below(folder.resolve("none")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none");
    assertThat(FolderFiles.fault(new AccessDeniedException("x"))).isEqualTo("permission denied");
  }
}

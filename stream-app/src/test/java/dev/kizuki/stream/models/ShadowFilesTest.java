package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.kizuki.model.ModelException;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.event.ModelEvent.Kind;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promotes and drops the shadow of a model in a temporary folder. */
class ShadowFilesTest {
  @TempDir private Path folder;

  private RewrittenModel model;
  private Path shadow;
  private ModelArchive archive;

  @BeforeEach
  void write() throws IOException {
    model = new RewrittenModel(folder);
    shadow = Files.write(folder.resolve("next.onnx"), model.second);
    archive = new ModelArchive(folder.resolve("archive"));
  }

  private static ModelRule rule(Path file, String devices, @Nullable Path shadow) {
    return new ModelRule(file, devices, null, null, shadow, null);
  }

  private List<ModelRule> rules() {
    return List.of(rule(model.file, "*", shadow));
  }

  private ShadowFiles files() {
    return new ShadowFiles(rules(), archive);
  }

  private void assertNothingChanged() throws IOException {
    assertThat(model.file).hasBinaryContent(model.first);
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).noneMatch(file -> file.toString().endsWith(".part"));
    }
  }

  @Test
  void theShadowTakesThePlaceOfItsModel() throws IOException {
    ModelChange change = files().promote(model.file);
    assertThat(model.file).hasBinaryContent(model.second);
    assertThat(shadow).doesNotExist();
    assertThat(archive.find(model.firstDigest())).isPresent();
    assertThat(archive.find(model.secondDigest())).isPresent();
    assertThat(change.kind()).isEqualTo(Kind.PROMOTED);
    assertThat(change.file()).isEqualTo(model.file);
    assertThat(change.before()).extracting("sha256").isEqualTo(model.firstDigest());
    assertThat(change.after()).extracting("sha256").isEqualTo(model.secondDigest());
  }

  @Test
  void thePromotedModelKeepsTheRightsOfTheFile() throws IOException {
    Files.setPosixFilePermissions(model.file, PosixFilePermissions.fromString("rw-r-----"));
    files().promote(model.file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(model.file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void theServiceTakesThePromotedModelOver() {
    try (ServedModels models = ServedModels.load(rules())) {
      files().promote(model.file);
      assertThat(models.update()).isEqualTo(new ServedModels.Update(1, 0));
      assertThat(models.all().get(0).reference().sha256()).isEqualTo(model.secondDigest());
      assertThat(models.all().get(0).shadow()).isEmpty();
    }
  }

  @Test
  void aRefusedShadowMayServeAgainAfterItsPromotion() {
    archive.refuse(
        model.file, model.secondDigest(), new ModelArchive.Refusal(model.firstDigest(), "bad"));
    files().promote(model.file);
    assertThat(archive.refusal(model.file, model.secondDigest())).isEmpty();
    assertThat(model.file).hasBinaryContent(model.second);
  }

  @Test
  void aRefusedContentOfTheFileMayServeAgainWithoutAShadow() {
    files().promote(model.file);
    archive.refuse(
        model.file, model.secondDigest(), new ModelArchive.Refusal(model.firstDigest(), "bad"));
    ShadowFiles files = new ShadowFiles(List.of(rule(model.file, "*", null)), archive);
    try (ServedModels models =
        ServedModels.load(
            List.of(rule(model.file, "*", null)),
            new SwapRules(archive, 100, SwapRules.none().totals()))) {
      assertThat(models.all().get(0).reference().sha256()).isEqualTo(model.firstDigest());
      ModelChange change = files.promote(model.file);
      assertThat(change.before()).extracting("sha256").isEqualTo(model.firstDigest());
      assertThat(change.after()).extracting("sha256").isEqualTo(model.secondDigest());
      assertThat(models.update().taken()).isEqualTo(1);
      assertThat(models.returned(model.file)).isEmpty();
    }
  }

  @Test
  void aDroppedShadowIsInTheArchive() throws IOException {
    ModelChange change = files().drop(model.file);
    assertNothingChanged();
    assertThat(shadow).doesNotExist();
    assertThat(archive.find(model.secondDigest()).orElseThrow()).hasBinaryContent(model.second);
    assertThat(change.kind()).isEqualTo(Kind.DROPPED);
    assertThat(change.before()).extracting("sha256").isEqualTo(model.secondDigest());
    assertThat(change.after()).isNull();
  }

  @Test
  void aShadowThatCannotBeLoadedCanBeDropped() throws IOException {
    Files.writeString(shadow, "no model");
    assertThat(files().drop(model.file).before()).isNull();
    assertThat(shadow).doesNotExist();
  }

  @Test
  void withoutAnArchiveNothingIsDropped() {
    ShadowFiles files = new ShadowFiles(rules(), null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.drop(model.file))
        .withMessageContaining("modelUpdates.archive is empty");
    assertThat(shadow).exists();
  }

  @Test
  void withoutAnArchiveAShadowIsPromoted() {
    new ShadowFiles(rules(), null).promote(model.file);
    assertThat(model.file).hasBinaryContent(model.second);
    assertThat(shadow).doesNotExist();
  }

  @Test
  void theShadowOfTwoModelsStaysForTheOther() throws IOException {
    Path other = Files.write(folder.resolve("other.onnx"), model.first);
    ShadowFiles files =
        new ShadowFiles(
            List.of(rule(model.file, "a*", shadow), rule(other, "b*", shadow)), archive);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.drop(model.file))
        .withMessageContaining("is the shadow of " + other + ", too");
    files.promote(model.file);
    assertThat(shadow).exists();
    files.promote(other);
    assertThat(shadow).doesNotExist();
  }

  @Test
  void theOnlyModelWithAShadowNeedsNoName() {
    assertThat(files().model(null)).isEqualTo(model.file);
    assertThat(files().model(folder.resolve("x").resolve("..").resolve("model.onnx")))
        .isEqualTo(model.file);
  }

  @Test
  void anUnknownModelIsAnErrorThatListsTheModels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files().model(Path.of("other.onnx")))
        .withMessageContaining("no entry with the file other.onnx; there are " + model.file);
    Path other = folder.resolve("other.onnx");
    ShadowFiles two =
        new ShadowFiles(
            List.of(rule(model.file, "a*", shadow), rule(other, "b*", shadow)), archive);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.model(null))
        .withMessageContaining("more than one model has a shadow")
        .withMessageContaining(other.toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ShadowFiles(List.of(), archive).model(null))
        .withMessageContaining("no model has a shadow");
  }

  @Test
  void aModelWithoutAShadowIsAnError() {
    ShadowFiles files = new ShadowFiles(List.of(rule(model.file, "*", null)), archive);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.promote(model.file))
        .withMessageContaining("has no shadow: name its file with 'shadow:'");
    assertThatIllegalArgumentException().isThrownBy(() -> files.drop(model.file));
  }

  @Test
  void severalShadowsOfOneFileAreAnError() {
    ShadowFiles files =
        new ShadowFiles(
            List.of(rule(model.file, "a*", shadow), rule(model.file, "b*", Path.of("c.onnx"))),
            archive);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.promote(model.file))
        .withMessageContaining("several shadows");
  }

  @Test
  void aMissingShadowIsAnError() throws IOException {
    Files.delete(shadow);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files().promote(model.file))
        .withMessageContaining("there is no file " + shadow);
  }

  @Test
  void aShadowWithTheContentOfItsModelIsAnError() throws IOException {
    Files.write(shadow, model.first);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files().promote(model.file))
        .withMessageContaining("have the same content");
    assertThat(shadow).exists();
  }

  @Test
  void aShadowThatFailsItsSelfTestIsNotPromoted() throws IOException {
    Files.write(shadow, model.damaged());
    assertThatThrownBy(() -> files().promote(model.file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(shadow.toString());
    assertNothingChanged();
    assertThat(shadow).exists();
  }

  @Test
  void aShadowThatCannotKeepTheConfiguredRateIsNotPromoted() throws IOException {
    ShadowFiles files =
        new ShadowFiles(List.of(new ModelRule(model.file, "*", 1e-9, null, shadow, null)), archive);
    assertThatThrownBy(() -> files.promote(model.file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(shadow.toString());
    assertNothingChanged();
  }

  @Test
  void anArchiveThatCannotBeWrittenIsAnErrorBeforeAnyChange() throws IOException {
    Files.writeString(folder.resolve("archive"), "a file, no folder");
    assertThatThrownBy(() -> files().promote(model.file))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("modelUpdates.archive");
    assertThatThrownBy(() -> files().drop(model.file)).isInstanceOf(ServiceException.class);
    assertNothingChanged();
    assertThat(shadow).exists();
  }

  @Test
  void aFolderThatCannotBeWrittenIsAnErrorBeforeAnyChange() throws IOException {
    Path models = Files.createDirectory(folder.resolve("models"));
    Path file = Files.write(models.resolve("model.onnx"), model.first);
    Files.setPosixFilePermissions(models, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeThat(Files.isWritable(models)).as("root may write every folder").isFalse();
    ShadowFiles files = new ShadowFiles(List.of(rule(file, "*", shadow)), archive);
    assertThatThrownBy(() -> files.promote(file))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("cannot be written");
    assertThat(shadow).exists();
  }
}

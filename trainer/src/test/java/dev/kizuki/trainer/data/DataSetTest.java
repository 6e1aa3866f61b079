package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.image.Pixels;
import dev.kizuki.trainer.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {
  @TempDir private Path folder;

  private static byte[] idx(int magic, int[] dimensions, int... samples) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream output = new DataOutputStream(bytes);
    output.writeInt(magic);
    for (int size : dimensions) {
      output.writeInt(size);
    }
    for (int sample : samples) {
      output.writeByte(sample);
    }
    return bytes.toByteArray();
  }

  private void writeIdx() throws IOException {
    Files.write(
        folder.resolve("train-images-idx3-ubyte"),
        idx(0x0803, new int[] {2, 1, 3}, 1, 2, 3, 253, 254, 255));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idx(0x0801, new int[] {2}, 7, 0));
    try (OutputStream output =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("t10k-images-idx3-ubyte.gz")))) {
      output.write(idx(0x0803, new int[] {1, 1, 3}, 9, 8, 7));
    }
  }

  @Test
  void readsIdxFilesCompressedOrNot() throws IOException {
    writeIdx();
    DataSet data = DataSet.open(folder);
    assertThat(data.train()).extracting(LabelledImage::label).containsExactly("7", "0");
    Pixels second = (Pixels) data.decoder().decode(data.train().get(1).payload().get());
    assertThat(second.width()).isEqualTo(3);
    assertThat(second.sample(0, 0, 2)).isEqualTo(255);
    assertThat(data.test()).hasSize(1);
    assertThat(data.test().get(0).payload().get()).containsExactly(9, 8, 7);
    assertThat(data.test().get(0).label()).isEmpty();
  }

  @Test
  void namesAnIdxFileThatIsCutShort() throws IOException {
    Files.write(
        folder.resolve("train-images-idx3-ubyte"), idx(0x0803, new int[] {2, 1, 3}, 1, 2, 3));
    assertThatThrownBy(() -> DataSet.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train-images-idx3-ubyte is cut short: 3 of 6 bytes");
  }

  @Test
  void readsTheLayoutOfMvtec() {
    TestImages.rings(folder.resolve("train/good"), 3, 1);
    TestImages.rings(folder.resolve("test/good"), 2, 2);
    TestImages.crosses(folder.resolve("test/crossed"), 1, 3);
    DataSet data = DataSet.open(folder);
    assertThat(data.labels()).containsExactly("good");
    assertThat(data.normalLabel("")).isEqualTo("good");
    assertThat(DataSet.labels(data.test())).containsExactly("crossed", "good");
    assertThat(data.train().get(0).name())
        .isEqualTo(Path.of("train/good/ring-0000.png").toString());
  }

  @Test
  void asksForTheNormalLabelWhereThereAreSeveral() {
    TestImages.rings(folder.resolve("rings"), 1, 1);
    TestImages.crosses(folder.resolve("crosses"), 1, 1);
    DataSet data = DataSet.open(folder);
    assertThat(data.normalLabel("rings")).isEqualTo("rings");
    assertThatThrownBy(() -> data.normalLabel("")).hasMessageContaining("--normal");
    assertThatThrownBy(() -> data.normalLabel("ring"))
        .hasMessage("There is no label 'ring' to train on, only [crosses, rings]");
  }

  @Test
  void readsImagesRightInTheFolder() {
    TestImages.rings(folder, 4, 1);
    assertThat(DataSet.open(folder).labels()).containsExactly("");
  }

  @Test
  void anErrorNamesTheLayoutsThatAFolderMayHave() {
    assertThatThrownBy(() -> DataSet.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no image")
        .hasMessageContaining("train/<label>");
    assertThatThrownBy(() -> DataSet.open(folder.resolve("missing")))
        .hasMessageContaining("does not exist");
  }

  @Test
  void reportsDuplicatesAndUnreadableFilesByName() throws IOException {
    TestImages.rings(folder, 5, 1);
    Files.copy(folder.resolve("ring-0002.png"), folder.resolve("ring-copy.png"));
    Files.writeString(folder.resolve("broken.png"), "no image at all");
    DataSet data = DataSet.open(folder);
    NormalImages images = NormalImages.read(data, "", new NormalImages.ShapeRequest(1, 0, 0));
    assertThat(images.store().size()).isEqualTo(5);
    assertThat(images.report().duplicates()).containsEntry("ring-copy.png", "ring-0002.png");
    assertThat(images.report().unreadable()).containsOnlyKeys("broken.png");
    assertThat(images.report().toString())
        .contains("7 normal images, 5 used", "5 of 16 x 16", "broken.png", "ring-copy.png");
  }

  @Test
  void imagesRightInTheFolderAreNotMixedWithThoseBelow() {
    TestImages.rings(folder, 4, 1);
    TestImages.crosses(folder.resolve("model-training"), 2, 1);
    assertThat(DataSet.open(folder).train()).hasSize(4);
  }

  @Test
  void rejectsAFolderOfDataSets() {
    TestImages.rings(folder.resolve("bottle/train/good"), 2, 1);
    TestImages.crosses(folder.resolve("bottle/test/broken"), 2, 1);
    assertThatThrownBy(() -> DataSet.open(folder))
        .hasMessageContaining("did you mean --data " + folder.resolve("bottle"));
  }

  @Test
  void followsLinks() throws IOException {
    TestImages.rings(folder.resolve("real"), 2, 1);
    Files.createDirectories(folder.resolve("set/train"));
    Files.createSymbolicLink(folder.resolve("set/train/good"), folder.resolve("real"));
    assertThat(DataSet.open(folder.resolve("set")).labels()).containsExactly("good");
  }

  @Test
  void theMostFrequentSizeDecidesAndNotTheFirst() throws IOException {
    TestImages.rings(folder.resolve("a"), 1, 1, 40, 24);
    TestImages.rings(folder.resolve("b"), 5, 1, 24, 32);
    Files.move(folder.resolve("a/ring-0000.png"), folder.resolve("b/a-first.png"));
    NormalImages images =
        NormalImages.read(
            DataSet.open(folder.resolve("b")), "", new NormalImages.ShapeRequest(1, 0, 0));
    assertThat(images.store().shape().width()).isEqualTo(24);
    assertThat(images.store().shape().height()).isEqualTo(32);
  }

  @Test
  void theSamePixelsHaveTheSameDigest() {
    TestImages.rings(folder.resolve("a"), 3, 9);
    TestImages.rings(folder.resolve("b"), 3, 9);
    TestImages.rings(folder.resolve("c"), 3, 10);
    DataSet data = DataSet.open(folder);
    assertThat(digest(data, "a")).isEqualTo(digest(data, "b")).isNotEqualTo(digest(data, "c"));
  }

  private static String digest(DataSet data, String label) {
    return NormalImages.read(data, label, new NormalImages.ShapeRequest(1, 0, 0)).sha256();
  }
}

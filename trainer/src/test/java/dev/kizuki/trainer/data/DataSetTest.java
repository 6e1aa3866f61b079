package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.image.Pixels;
import dev.kizuki.trainer.TestImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        .contains("7 normal images, 5 used", "sizes: all 16 x 16", "broken.png", "ring-copy.png");
  }

  @Test
  void tellsHowManyImagesWereTurnedUpright() throws IOException {
    TestImages.rings(folder, 2, 1, 24, 16);
    BufferedImage standing = ImageIO.read(folder.resolve("ring-0000.png").toFile());
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(standing.getSubimage(0, 0, 16, 16), "jpeg", jpeg);
    // the start of a JPEG, and an Exif segment with an orientation of 6
    byte[] start =
        HexFormat.of()
            .parseHex(
                "ffd8ffe100224578696600004d4d002a00000008000101120003000000010006000000000000");
    try (OutputStream file = Files.newOutputStream(folder.resolve("turned.jpg"))) {
      file.write(start);
      file.write(jpeg.toByteArray(), 2, jpeg.size() - 2);
    }
    NormalImages images =
        NormalImages.read(DataSet.open(folder), "", new NormalImages.ShapeRequest(1, 0, 0));
    assertThat(images.report().turned()).isEqualTo(1);
    assertThat(images.report().toString())
        .contains("turned upright by their Exif orientation: 1", "sizes: 2 different");
  }

  @ParameterizedTest
  @CsvSource({"4095, 12, 16", "1000, 10, 64", "200, 8, 256", "16383, 14, 4"})
  void warnsOf16BitImagesThatUseFewBits(int largest, int bits, int factor) throws IOException {
    writeDeep("a.png", largest / 2);
    writeDeep("b.png", largest);
    assertThat(report())
        .contains("lowest %d bits".formatted(bits), "-evaluate multiply %d ".formatted(factor));
  }

  @Test
  void doesNotWarnOf16BitImagesThatUseMostBits() throws IOException {
    writeDeep("a.png", 500);
    writeDeep("b.png", 40_000);
    assertThat(report()).doesNotContain("WARNING");
  }

  private String report() {
    return NormalImages.read(DataSet.open(folder), "", new NormalImages.ShapeRequest(1, 0, 0))
        .report()
        .toString();
  }

  private void writeDeep(String name, int largest) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(3, 4, 0, largest);
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  @Test
  void countsTheImagesThatTheServiceRejectsByDefault() throws IOException {
    TestImages.rings(folder, 3, 1);
    TestImages.rings(folder.resolve("large"), 1, 1, 1200, 1100);
    Files.move(folder.resolve("large/ring-0000.png"), folder.resolve("large.png"));
    Files.delete(folder.resolve("large"));
    assertThat(Files.size(folder.resolve("large.png"))).isGreaterThan(900 * 1024);
    NormalImages images =
        NormalImages.read(DataSet.open(folder), "", new NormalImages.ShapeRequest(1, 0, 0));
    assertThat(images.report().kept()).isEqualTo(4);
    assertThat(images.beyondServiceLimits().orElseThrow())
        .startsWith("1 of 4 images")
        .contains("limits.maxImageBytes", "16 x 16");
  }

  @Test
  void saysNothingOfTheServiceIfItAcceptsAllImages() {
    TestImages.rings(folder, 3, 1);
    NormalImages images =
        NormalImages.read(DataSet.open(folder), "", new NormalImages.ShapeRequest(1, 0, 0));
    assertThat(images.beyondServiceLimits()).isEmpty();
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
  void theMedianSizeDecidesAndNotTheFirst() throws IOException {
    TestImages.rings(folder.resolve("a"), 1, 1, 40, 24);
    TestImages.rings(folder.resolve("b"), 5, 1, 24, 32);
    Files.move(folder.resolve("a/ring-0000.png"), folder.resolve("b/a-first.png"));
    NormalImages images =
        NormalImages.read(
            DataSet.open(folder.resolve("b")), "", new NormalImages.ShapeRequest(1, 0, 0));
    assertThat(images.store().shape().width()).isEqualTo(24);
    assertThat(images.store().shape().height()).isEqualTo(32);
  }

  private void touch(String file) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "x");
  }

  @Test
  void leavesOutHiddenFilesAndFolders() throws IOException {
    TestImages.rings(folder.resolve("train/good"), 3, 1);
    TestImages.rings(folder.resolve("train/good/.ipynb_checkpoints"), 2, 2);
    TestImages.rings(folder.resolve("train/__MACOSX/good"), 2, 2);
    touch("train/good/._ring-0000.png");
    touch("train/good/Thumbs.db");
    touch("train/.DS_Store");
    DataSet data = DataSet.open(folder);
    assertThat(data.labels()).containsExactly("good");
    assertThat(data.train()).hasSize(3);
    assertThat(data.origin().leftOut()).isEmpty();
  }

  @Test
  void aStrayImageDoesNotHideTheFoldersOfLabels() {
    TestImages.rings(folder.resolve("train"), 1, 9);
    TestImages.rings(folder.resolve("train/good"), 3, 1);
    TestImages.rings(folder, 2, 8);
    DataSet data = DataSet.open(folder);
    assertThat(data.labels()).containsExactly("good");
    assertThat(data.train()).hasSize(3);
    assertThat(data.origin().leftOut())
        .singleElement()
        .asString()
        .startsWith("images right in the folder")
        .contains("(1, such as", Path.of("train/ring-0000.png").toString());
  }

  @Test
  void saysThatImagesInSubfoldersAreLeftOut() {
    TestImages.rings(folder, 4, 1);
    TestImages.crosses(folder.resolve("model-training"), 2, 1);
    assertThat(DataSet.open(folder).origin().leftOut())
        .singleElement()
        .asString()
        .contains("images in subfolders", "(2, in model-training)", "--data");
  }

  @Test
  void foldersByDayAreNoLabels() {
    TestImages.rings(folder.resolve("a/good/2026-11-01"), 2, 1);
    TestImages.rings(folder.resolve("a/good/2026-11-02/am"), 2, 2);
    TestImages.rings(folder.resolve("b/2026/11/01"), 1, 1);
    TestImages.rings(folder.resolve("b/2026/11/02"), 2, 2);
    TestImages.rings(folder.resolve("c/20261101/good"), 1, 1);
    TestImages.rings(folder.resolve("c/20261102/good"), 1, 2);
    assertThat(DataSet.open(folder.resolve("a")).labels()).containsExactly("good");
    assertThat(DataSet.open(folder.resolve("a")).train()).hasSize(4);
    assertThat(DataSet.open(folder.resolve("b")).labels()).containsExactly("");
    assertThat(DataSet.open(folder.resolve("b")).train()).hasSize(3);
    assertThat(DataSet.open(folder.resolve("c")).labels()).containsExactly("good");
  }

  @Test
  void digitsAreLabels() {
    TestImages.rings(folder.resolve("0"), 1, 1);
    TestImages.rings(folder.resolve("11"), 1, 2);
    TestImages.rings(folder.resolve("2026"), 1, 3);
    assertThat(DataSet.open(folder).labels()).containsExactly("0", "11", "2026");
  }

  @Test
  void countsTheImagesThatAreNotRead() throws IOException {
    TestImages.rings(folder.resolve("train/good"), 2, 1);
    Files.move(
        folder.resolve("train/good/ring-0000.png"), folder.resolve("train/good/ring-0000.jfif"));
    touch("train/good/a.gif");
    touch("train/good/b.GIF");
    touch("train/good/c.tiff");
    touch("train/good/notes.txt");
    touch("train/good/IMG0001");
    DataSet data = DataSet.open(folder);
    assertThat(data.train()).hasSize(2);
    assertThat(data.origin().leftOut())
        .singleElement()
        .asString()
        .contains("2 GIF", "1 TIFF", "1 without an ending", "Convert them to PNG");
    assertThat(data.origin().toString()).contains("layout: MVTec AD (train/ to train");
  }

  @Test
  void anErrorCountsTheImagesThatAreNotRead() throws IOException {
    touch("a.webp");
    assertThatThrownBy(() -> DataSet.open(folder))
        .hasMessageContaining("There is no image")
        .hasMessageContaining("1 WebP");
  }

  @Test
  void readsTheLayoutOfMvtecAd2() {
    TestImages.rings(folder.resolve("train/good"), 3, 1);
    TestImages.rings(folder.resolve("validation/good"), 2, 2);
    TestImages.rings(folder.resolve("test_public/good"), 2, 3);
    TestImages.crosses(folder.resolve("test_public/bad"), 1, 4);
    TestImages.crosses(folder.resolve("test_public/ground_truth/bad"), 1, 5);
    TestImages.crosses(folder.resolve("test_private"), 1, 6);
    DataSet data = DataSet.open(folder);
    assertThat(data.labels()).containsExactly("good");
    assertThat(data.train()).hasSize(5);
    assertThat(DataSet.labels(data.test())).containsExactly("bad", "good");
    assertThat(data.test()).hasSize(3);
    assertThat(data.origin().layout()).startsWith("MVTec AD 2");
  }

  @Test
  void readsTheValidationImagesOfMvtecLoco() {
    TestImages.rings(folder.resolve("train/good"), 3, 1);
    TestImages.rings(folder.resolve("validation/good"), 2, 2);
    TestImages.crosses(folder.resolve("validation/bad"), 1, 3);
    TestImages.rings(folder.resolve("test/good"), 2, 4);
    DataSet data = DataSet.open(folder);
    assertThat(data.labels()).containsExactly("good");
    assertThat(data.train()).hasSize(5);
    assertThat(data.test()).hasSize(2);
    assertThat(data.origin().layout()).startsWith("MVTec LOCO AD");
    assertThat(data.origin().leftOut())
        .singleElement()
        .asString()
        .contains("whose label train does not have (1)");
  }

  @Test
  void readsTheLayoutOfVisa() {
    TestImages.rings(folder.resolve("candle/Data/Images/Normal"), 10, 1);
    TestImages.crosses(folder.resolve("candle/Data/Images/Anomaly"), 3, 2);
    TestImages.crosses(folder.resolve("candle/Data/Masks/Anomaly"), 3, 2);
    for (String given : new String[] {"candle", "candle/Data", "candle/Data/Images"}) {
      DataSet data = DataSet.open(folder.resolve(given));
      assertThat(data.normalLabel("")).isEqualTo("Normal");
      assertThat(data.train()).hasSize(8);
      assertThat(DataSet.labels(data.test())).containsExactly("Anomaly", "Normal");
      assertThat(data.test()).hasSize(5);
      assertThat(data.origin().layout()).startsWith("VisA").contains("fifth");
    }
    assertThatThrownBy(() -> DataSet.open(folder))
        .hasMessageContaining("did you mean --data " + folder.resolve("candle"));
  }

  @Test
  void splitsVisaAsItsListSays() throws IOException {
    TestImages.rings(folder.resolve("candle/Data/Images/Normal"), 3, 1);
    TestImages.crosses(folder.resolve("candle/Data/Images/Anomaly"), 1, 2);
    Files.createDirectories(folder.resolve("split_csv"));
    Files.writeString(
        folder.resolve("split_csv/1cls.csv"),
        """
        object,split,label,image,mask
        candle,train,normal,candle/Data/Images/Normal/ring-0001.png,
        candle,test,normal,candle/Data/Images/Normal/ring-0000.png,
        candle,test,anomaly,candle/Data/Images/Anomaly/cross-0000.png,candle/Data/Masks/x.png
        fryum,train,normal,fryum/Data/Images/Normal/ring-0002.png,
        """);
    DataSet data = DataSet.open(folder.resolve("candle"));
    assertThat(data.train()).singleElement().asString().contains("ring-0001.png");
    assertThat(data.test()).hasSize(2);
    assertThat(data.origin().leftOut())
        .singleElement()
        .asString()
        .contains("normal images that", "(1)");
    assertThat(data.origin().layout()).contains("split by 1cls.csv");
  }

  @Test
  void namesTheDataSetsInAFolderOfFolders() {
    TestImages.rings(folder.resolve("1cls/candle/train/good"), 1, 1);
    TestImages.rings(folder.resolve("1cls/fryum/train/good"), 1, 1);
    assertThatThrownBy(() -> DataSet.open(folder))
        .hasMessageContaining("2 data sets")
        .hasMessageContaining(Path.of("1cls/candle").toString())
        .hasMessageContaining("did you mean --data " + folder.resolve("1cls/candle"));
  }

  @Test
  void reportsALinkToNothing() throws IOException {
    TestImages.rings(folder, 3, 1);
    Files.createSymbolicLink(folder.resolve("gone.png"), folder.resolve("missing.png"));
    NormalImages images =
        NormalImages.read(DataSet.open(folder), "", new NormalImages.ShapeRequest(1, 0, 0));
    assertThat(images.store().size()).isEqualTo(3);
    assertThat(images.report().unreadable().get("gone.png")).contains("link to nothing");
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

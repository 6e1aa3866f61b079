package dev.kizuki.stream.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.JudgedIncidents;
import dev.kizuki.stream.incident.Judgement.Verdict;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.sample.ImageSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DatasetExportTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T00:00:00Z");
  private static final TimeSpan SPAN = new TimeSpan(BEGIN, BEGIN.plusSeconds(3600));

  @TempDir private Path temporary;
  private final MemoryRecords records = new MemoryRecords();
  private final Configuration configuration =
      ConfigurationReader.read("models: [{file: unused.onnx}]", "test", Map.of());
  private int images;
  private Path folder;

  @BeforeEach
  void nameFolder() {
    folder = temporary.resolve("set");
  }

  private static Instant at(int second) {
    return BEGIN.plusSeconds(second);
  }

  /** The beginning of a PNG file, and a number. */
  private byte[] png() {
    return png(Integer.toString(++images));
  }

  private static byte[] png(String content) {
    byte[] bytes = ("?PNG" + content).getBytes(UTF_8);
    bytes[0] = (byte) 0x89;
    return bytes;
  }

  private void incident(String id, int from, int to, @Nullable Verdict verdict) {
    records.incidents.add(
        JudgedIncidents.of(id, "cam-1", IncidentKind.ANOMALY, at(from), at(to), verdict));
  }

  private Dataset export() {
    return export("defect", false);
  }

  private Dataset export(String label, boolean notes) {
    return new DatasetExport(configuration, each -> records, Clock.systemUTC())
        .write(SPAN, null, new DatasetLabels(label, notes), folder);
  }

  private List<String> folders(Dataset dataset) {
    return dataset.files().stream()
        .map(image -> String.valueOf(image.file()))
        .map(file -> file.substring(0, file.lastIndexOf('/')))
        .toList();
  }

  @Test
  void judgedImagesGoToTheirFolders() throws IOException {
    records.alert("cam-1", at(10), png());
    records.alert("cam-1", at(11), png());
    records.alert("cam-1", at(30), png());
    records.alert("cam-1", at(50), png());
    incident("real", 10, 11, Verdict.REAL);
    incident("false", 30, 31, Verdict.FALSE);
    incident("open", 50, 55, null);
    Dataset dataset = export();
    assertThat(folders(dataset)).containsExactly("test/defect", "test/defect", "train/good");
    assertThat(dataset.leftOut()).containsEntry("undecided", 1);
    Dataset.Image first = dataset.files().get(0);
    assertThat(first.file()).isEqualTo("test/defect/cam-1-20260102T000010.000Z-0-0.png");
    assertThat(first.verdict()).isEqualTo(Verdict.REAL);
    assertThat(first.judgedBy()).isEqualTo("anna");
    assertThat(first.incident()).isEqualTo("real");
    assertThat(first.score()).isEqualTo(2);
    assertThat(Files.readAllBytes(folder.resolve(String.valueOf(first.file()))))
        .isEqualTo(png("1"));
  }

  @Test
  void samplesAreGoodAndSomeNormalOnesAreForTheTest() {
    for (int i = 0; i < 100; i++) {
      records.sample(ImageSample.Kind.RANDOM, "cam-1", at(i), png());
      records.sample(ImageSample.Kind.NEAR_MISS, "cam-1", at(i), png());
    }
    Dataset dataset = export();
    assertThat(dataset.files()).hasSize(200);
    assertThat(dataset.files())
        .filteredOn(image -> image.file() != null && image.file().startsWith("test/good"))
        .hasSizeBetween(10, 30)
        .allMatch(image -> image.kind().equals("normal"));
    assertThat(dataset.files())
        .filteredOn(image -> image.kind().equals("near-miss"))
        .allMatch(image -> String.valueOf(image.file()).startsWith("train/good"));
  }

  @Test
  void samplesOfOtherIncidentsAreLeftOut() {
    incident("real", 10, 20, Verdict.REAL);
    incident("open", 30, 40, null);
    incident("unsure", 50, 60, Verdict.UNSURE);
    records.incidents.add(
        JudgedIncidents.of("dark", "cam-1", IncidentKind.DARK, at(70), at(80), null));
    for (int second : List.of(15, 35, 55, 75, 90)) {
      records.sample(ImageSample.Kind.RANDOM, "cam-1", at(second), png());
    }
    Dataset dataset = export();
    assertThat(dataset.files()).hasSize(1);
    assertThat(dataset.leftOut())
        .containsOnly(
            Map.entry("normal-in-real", 1), Map.entry("trouble", 1), Map.entry("undecided", 2));
  }

  @Test
  void theWorstImageCountsWithoutAnAlert() {
    records.image("cam-1", at(10), png());
    incident("real", 10, 11, Verdict.REAL);
    records.sample(ImageSample.Kind.RANDOM, "cam-1", at(90), png());
    Dataset dataset = export();
    // the incident of the test names an image that Kafka does not hold
    assertThat(dataset.gone()).extracting(Dataset.Image::incident).containsExactly("real");
    assertThat(dataset.files()).hasSize(1);
  }

  @Test
  void theSameBytesAreWrittenOnce() throws IOException {
    records.alert("cam-1", at(10), png("same"));
    records.alert("cam-1", at(11), png("same"));
    records.alert("cam-1", at(30), png("same"));
    incident("real", 10, 11, Verdict.REAL);
    incident("false", 30, 31, Verdict.FALSE);
    Dataset dataset = export();
    assertThat(folders(dataset)).containsExactly("test/defect");
    assertThat(dataset.repeated()).isEqualTo(2);
    assertThat(dataset.contradictory())
        .extracting(Dataset.Image::incident)
        .containsExactly("false");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  @Test
  void whatKafkaNoLongerHoldsIsListed() {
    records.alert("cam-1", at(10), png());
    records.alert("cam-1", at(11), png());
    incident("real", 10, 11, Verdict.REAL);
    records.topics.delete("device-images", 0, 1);
    Dataset dataset = export();
    assertThat(dataset.files()).hasSize(1);
    assertThat(dataset.gone()).extracting(Dataset.Image::place).contains("device-images-0@0");
  }

  @Test
  void rawPixelsAreListed() {
    records.sample(ImageSample.Kind.RANDOM, "cam-1", at(10), new byte[784]);
    records.sample(ImageSample.Kind.RANDOM, "cam-1", at(20), png());
    Dataset dataset = export();
    assertThat(dataset.files()).hasSize(1);
    assertThat(dataset.notReadable()).hasSize(1);
  }

  @Test
  void notesBecomeLabels() {
    records.alert("cam-1", at(10), png());
    records.alert("cam-1", at(30), png());
    records.incidents.add(
        JudgedIncidents.noted(
            JudgedIncidents.of("a", "cam-1", IncidentKind.ANOMALY, at(10), at(11), Verdict.REAL),
            "../Kratzer, tief!"));
    incident("b", 30, 31, Verdict.REAL);
    assertThat(folders(export("other", true))).containsExactly("test/kratzer-tief", "test/other");
  }

  @Test
  void namesOfDevicesAreSafe() {
    records.sample(ImageSample.Kind.NEAR_MISS, "../é/cam 1", at(10), png());
    records.sample(ImageSample.Kind.NEAR_MISS, ".hidden", at(11), png());
    assertThat(export().files())
        .extracting(Dataset.Image::file)
        .allMatch(
            file -> String.valueOf(file).matches("train/good/[A-Za-z0-9_][A-Za-z0-9._-]*png"));
  }

  @Test
  void theProvenanceLiesBesideTheFolders() throws IOException {
    records.alert("cam-1", at(10), png());
    incident("real", 10, 11, Verdict.REAL);
    export();
    JsonNode json =
        JsonMapper.builder()
            .build()
            .readTree(Files.readAllBytes(folder.resolve("provenance.json")));
    JsonNode file = json.path("files").path(0);
    assertThat(file.path("device").asString()).isEqualTo("cam-1");
    assertThat(file.path("verdict").asString()).isEqualTo("real");
    assertThat(file.path("by").asString()).isEqualTo("anna");
    assertThat(file.path("place").asString()).isEqualTo("device-images-0@0");
    assertThat(file.path("model").path("version").asString()).isEqualTo("1");
    assertThat(file.path("sha256").asString()).hasSize(64);
  }

  @Test
  void refusesAFolderThatIsNotEmpty() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("a.txt"), "x");
    assertThatThrownBy(this::export)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not empty");
  }

  @Test
  void saysWhyThereIsNothing() {
    records.alert("cam-1", at(10), png());
    incident("open", 10, 11, null);
    assertThatThrownBy(this::export)
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("undecided=1")
        .hasMessageContaining("incidents judge");
    assertThat(folder).doesNotExist();
  }

  @Test
  void otherTimesDoNotCount() {
    records.sample(ImageSample.Kind.NEAR_MISS, "cam-1", at(-10), png());
    records.sample(ImageSample.Kind.NEAR_MISS, "cam-1", at(3600), png());
    records.sample(ImageSample.Kind.NEAR_MISS, "cam-1", at(3599), png());
    assertThat(export().files()).hasSize(1);
  }
}

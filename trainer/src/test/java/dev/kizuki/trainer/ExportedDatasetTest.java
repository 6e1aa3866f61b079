package dev.kizuki.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.dataset.DatasetExport;
import dev.kizuki.stream.dataset.DatasetLabels;
import dev.kizuki.stream.dataset.PlantRecords;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.sample.ImageSample;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.LabelledImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code train} and {@code evaluate} take what {@code dataset export} writes. */
class ExportedDatasetTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T00:00:00Z");
  private static final ModelReference MODEL = new ModelReference("rings", "1", "ab".repeat(32));

  @TempDir private Path folder;

  /** 320 normal samples, and 20 incidents that were judged real, of one image each. */
  private final class Plant implements PlantRecords {
    private final List<byte[]> images = new ArrayList<>();
    private final List<ImageSample> samples = new ArrayList<>();
    private final List<Incident> incidents = new ArrayList<>();

    Plant() throws IOException {
      for (Path file : files("rings")) {
        ImageReference image = add(Files.readAllBytes(file));
        Instant at = BEGIN.plusSeconds(image.offset());
        samples.add(
            new ImageSample("cam-1", ImageSample.Kind.RANDOM, at, 0.5, 5, 10, 0.5, MODEL, image));
      }
      for (Path file : files("crosses")) {
        ImageReference image = add(Files.readAllBytes(file));
        incidents.add(judgedReal(image, BEGIN.plusSeconds(image.offset())));
      }
    }

    private ImageReference add(byte[] image) {
      images.add(image);
      return new ImageReference(
          "device-images", 0, images.size() - 1L, image.length, ModelFile.sha256(image));
    }

    private Incident judgedReal(ImageReference image, Instant at) {
      String json =
          """
          {"id": "id-%1$d", "revision": 2, "device": "cam-1", "line": "line", "kind": "anomaly",
           "active": false, "raisedAt": "%2$s", "firstSeen": "%2$s", "lastSeen": "%2$s",
           "clearedAt": "%2$s", "count": 1, "recentAnomalous": 1, "recentImages": 1, "heldBack": 0,
           "worst": {"at": "%2$s", "score": 2, "distance": 20, "threshold": 10, "pValue": 0.001,
             "model": {"name": "rings", "version": "1", "sha256": "ab"},
             "image": {"topic": "device-images", "partition": 0, "offset": %1$d, "bytes": %3$d,
               "sha256": "%4$s"}},
           "judged": {"verdict": "real", "by": "anna", "at": "2026-01-03T00:00:00Z",
             "note": "Crossed!"},
           "history": [], "log": []}
          """
              .formatted(image.offset(), at, image.bytes(), image.sha256());
      return IncidentJson.read(json.getBytes(UTF_8), Incident.class);
    }

    @Override
    public List<Incident> incidents() {
      return incidents;
    }

    @Override
    public List<ImageSample> samples() {
      return samples;
    }

    @Override
    public HistoryReader alerts() {
      return new HistoryReader(new NoAlerts(), "memory:9092");
    }

    @Override
    public Optional<byte[]> image(ImageReference place) {
      return Optional.of(images.get((int) place.offset()));
    }

    @Override
    public void close() {}
  }

  /** A consumer of an empty topic of alerts. */
  private static final class NoAlerts extends MockConsumer<String, byte[]> {
    NoAlerts() {
      super("none");
      TopicPartition partition = new TopicPartition("anomalies", 0);
      updatePartitions(
          "anomalies", List.of(new PartitionInfo("anomalies", 0, null, new Node[0], new Node[0])));
      updateBeginningOffsets(Map.of(partition, 0L));
      updateEndOffsets(Map.of(partition, 0L));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times, Duration timeout) {
      return new HashMap<>();
    }
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.sorted().toList();
    }
  }

  @BeforeEach
  void export() throws IOException {
    TestImages.rings(folder.resolve("rings"), 320, 1);
    TestImages.crosses(folder.resolve("crosses"), 20, 3);
    Configuration configuration =
        ConfigurationReader.read("models: [{file: unused.onnx}]", "test", Map.of());
    Plant plant = new Plant();
    new DatasetExport(configuration, each -> plant, Clock.systemUTC())
        .write(
            new TimeSpan(BEGIN, BEGIN.plusSeconds(3600)),
            null,
            new DatasetLabels("defect", true),
            folder.resolve("set"));
  }

  @Test
  void theReaderOfDataSetsFindsAllImages() {
    DataSet set = DataSet.open(folder.resolve("set"));
    assertThat(set.train()).extracting(LabelledImage::label).containsOnly("good");
    assertThat(set.test()).extracting(LabelledImage::label).containsOnly("good", "crossed");
    assertThat(set.train().size() + set.test().size()).isEqualTo(340);
    assertThat(set.test()).filteredOn(image -> image.label().equals("crossed")).hasSize(20);
  }

  @Test
  void trainAndEvaluateTakeIt() {
    String set = folder.resolve("set").toString();
    String model = folder.resolve("model.onnx").toString();
    run(
        "train",
        "--data",
        set,
        "--out",
        model,
        "--data-licence",
        "drawn for this test",
        "--false-alarm-rate",
        "0.02",
        "--epochs",
        "2");
    assertThat(run("evaluate", "--model", model, "--data", set)).contains("crossed");
  }

  private static String run(String... arguments) {
    StringWriter output = new StringWriter();
    CommandLine command = Trainer.commandLine();
    command.setOut(new PrintWriter(output));
    command.setErr(new PrintWriter(output));
    assertThat(command.execute(arguments)).as(output.toString()).isZero();
    return output.toString();
  }
}

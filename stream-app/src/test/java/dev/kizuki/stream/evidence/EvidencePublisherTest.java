package dev.kizuki.stream.evidence;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentLife;
import dev.kizuki.stream.incident.IncidentLife.Recent;
import dev.kizuki.stream.incident.Sighting;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.models.DeviceExplainer;
import dev.kizuki.stream.models.ServedModel;
import dev.kizuki.stream.models.ServedModels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvidencePublisherTest {
  private static final TopicPartition INCIDENTS = new TopicPartition("incidents", 0);
  private static final TopicPartition IMAGES = new TopicPartition("images", 0);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ServedModels models = TestModels.served("*");
  private boolean inRebalance;
  private final MockConsumer<String, byte[]> incidents =
      new MockConsumer<>("earliest") {
        @Override
        public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
          if (inRebalance) {
            callback.onComplete(offsets, new RebalanceInProgressException());
          } else {
            super.commitAsync(offsets, callback);
          }
        }
      };
  private final MockConsumer<String, byte[]> images = new MockConsumer<>("none");
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private long nanos;
  private final EvidencePublisher publisher =
      new EvidencePublisher(
          new EvidencePublisher.Topics("incidents", "evidence"),
          incidents,
          producer,
          new RecordReader(() -> images),
          new DeviceExplainer(models, ImageLimits.DEFAULT, Duration.ofMillis(50)),
          TestModels.metrics(registry).evidence(),
          () -> nanos);

  @BeforeEach
  void subscribe() {
    publisher.subscribe();
    incidents.updateBeginningOffsets(Map.of(INCIDENTS, 0L));
    incidents.rebalance(List.of(INCIDENTS));
    images.updateBeginningOffsets(Map.of(IMAGES, 0L));
    images.updateEndOffsets(Map.of(IMAGES, 100L));
  }

  @AfterEach
  void close() {
    publisher.close();
    models.close();
  }

  private static Incident incident(String device, long offset, double score) {
    return IncidentLife.raiseAnomaly(
        device, "line", sighting(offset, score), 1, new Recent(1, 1), null, List.of(), null);
  }

  private static Sighting sighting(long offset, double score) {
    return sighting(offset, score, 1, new ModelReference("zero", "1", "00"));
  }

  private static Sighting sighting(
      long offset, double score, double threshold, ModelReference model) {
    return new Sighting(
        Instant.EPOCH,
        score,
        score * threshold,
        threshold,
        0.1,
        model,
        new ImageReference("images", 0, offset, 784, "sha-" + offset));
  }

  private void event(long offset, Incident incident) {
    IncidentEvent event =
        IncidentEvent.of(
            URI.create("/test"), IncidentChange.UPDATED, Instant.EPOCH, incident, null);
    record(offset, IncidentJson.write(event));
  }

  private void record(long offset, byte[] value) {
    incidents.addRecord(new ConsumerRecord<>("incidents", 0, offset, "key", value));
  }

  private void image(long offset) {
    images.schedulePollTask(
        () ->
            images.addRecord(
                new ConsumerRecord<>("images", 0, offset, "camera-1", TestModels.cross())));
  }

  private Stream<String> keys() {
    return producer.history().stream().map(ProducerRecord::key);
  }

  private long committed() {
    return requireNonNull(incidents.committed(Set.of(INCIDENTS)).get(INCIDENTS)).offset();
  }

  @Test
  void theWorstImageOfAnIncidentGetsAMapInScoreUnits() throws Exception {
    Incident raised = incident("camera-1", 5, 1.5);
    event(0, raised);
    image(5);
    publisher.workOnce();
    assertThat(keys()).containsExactly(raised.id() + "/input", raised.id());
    ProducerRecord<String, byte[]> map = producer.history().get(1);
    assertThat(ImageHeaders.text(map.headers(), EvidenceRecords.METHOD)).contains("occlusion");
    assertThat(ImageHeaders.text(map.headers(), EvidenceRecords.FULL)).contains("3.0");
    assertThat(ImageHeaders.text(map.headers(), EvidenceRecords.IMAGE)).contains("sha-5");
    var picture = ImageIO.read(new ByteArrayInputStream(map.value()));
    assertThat(ImageHeaders.text(map.headers(), EvidenceRecords.GRID))
        .contains(picture.getHeight() + "x" + picture.getWidth());
    assertThat(committed()).isEqualTo(1);
  }

  /** Writes the map of an incident, and returns its brightest pixel, 0 to 255. */
  private int brightest(long event, String device, double threshold, ModelReference model)
      throws Exception {
    Sighting worst = sighting(5, 1.5, threshold, model);
    event(
        event,
        IncidentLife.raiseAnomaly(
            device, "line", worst, 1, new Recent(1, 1), null, List.of(), null));
    image(5);
    publisher.workOnce();
    ProducerRecord<String, byte[]> map = producer.history().get(producer.history().size() - 1);
    Raster pixels = ImageIO.read(new ByteArrayInputStream(map.value())).getRaster();
    return Arrays.stream(
            pixels.getSamples(0, 0, pixels.getWidth(), pixels.getHeight(), 0, (int[]) null))
        .max()
        .orElseThrow();
  }

  @Test
  void theValueOneOfAMapIsTheThresholdOfTheAlert() throws Exception {
    ServedModel model = models.forDevice("camera-1").orElseThrow();
    double own = model.threshold().distance();
    // A map ends at 255, which the model's own threshold may exceed.
    int under = brightest(0, "camera-1", 2 * own, model.reference());
    int underLimit = brightest(1, "camera-2", 4 * own, model.reference());
    assertThat(under).isGreaterThan(20);
    assertThat(underLimit).isCloseTo(under / 2, within(2));
  }

  @Test
  void theThresholdOfAnAlertDoesNotCountForTheDistancesOfAnotherModel() throws Exception {
    ServedModel model = models.forDevice("camera-1").orElseThrow();
    int own = brightest(0, "camera-1", model.threshold().distance(), model.reference());
    int other = brightest(1, "camera-2", 1e-3, new ModelReference("zero", "0", "00"));
    assertThat(other).isEqualTo(own);
  }

  @Test
  void anUpdateWithTheSameWorstImageGetsNoMap() throws Exception {
    Incident raised = incident("camera-1", 5, 1.5);
    event(0, raised);
    image(5);
    publisher.workOnce();
    nanos += SECOND;
    event(1, IncidentLife.addAnomaly(raised, sighting(6, 1.2), new Recent(2, 2), List.of()));
    publisher.workOnce();
    assertThat(producer.history()).hasSize(2);
    assertThat(committed()).isEqualTo(2);
  }

  @Test
  void aDeviceGetsOneMapASecondAndTheLatestWorstImageCounts() throws Exception {
    Incident raised = incident("camera-1", 5, 1.5);
    event(0, raised);
    image(5);
    publisher.workOnce();
    nanos += SECOND - 1;
    event(1, IncidentLife.addAnomaly(raised, sighting(6, 1.6), new Recent(2, 2), List.of()));
    event(2, IncidentLife.addAnomaly(raised, sighting(7, 1.7), new Recent(3, 3), List.of()));
    publisher.workOnce();
    assertThat(producer.history()).hasSize(2);
    assertThat(committed()).isEqualTo(1);
    nanos += SECOND;
    image(7);
    publisher.workOnce();
    assertThat(producer.history()).hasSize(4);
    assertThat(ImageHeaders.text(producer.history().get(3).headers(), EvidenceRecords.IMAGE))
        .contains("sha-7");
    assertThat(committed()).isEqualTo(3);
  }

  @Test
  void aCommitThatFailsInARebalanceIsTriedAgain() throws Exception {
    record(0, new byte[] {'{'});
    inRebalance = true;
    publisher.workOnce();
    assertThat(incidents.committed(Set.of(INCIDENTS))).isEmpty();
    inRebalance = false;
    nanos += SECOND;
    publisher.workOnce();
    assertThat(committed()).isEqualTo(1);
  }

  @Test
  void anImageThatKafkaNoLongerHoldsIsCounted() throws Exception {
    event(0, incident("camera-1", 100, 1.5));
    publisher.workOnce();
    assertThat(producer.history()).isEmpty();
    assertThat(registry.get("kizuki.evidence.impossible").counter().count()).isEqualTo(1);
    assertThat(committed()).isEqualTo(1);
  }

  @Test
  void aRecordThatIsNoIncidentIsPassed() throws Exception {
    record(0, new byte[] {'{'});
    incidents.addRecord(new ConsumerRecord<>("incidents", 0, 1, "key", null));
    event(2, incident("camera-1", 5, 1.5));
    image(5);
    publisher.workOnce();
    assertThat(producer.history()).hasSize(2);
  }

  @Test
  void aMapThatKafkaRefusesIsTriedAgain() throws Exception {
    Incident raised = incident("camera-1", 5, 1.5);
    event(0, raised);
    image(5);
    producer.sendException = new TimeoutException("busy");
    assertThatThrownBy(publisher::workOnce).hasMessageContaining("busy");
    producer.sendException = null;
    image(5);
    publisher.workOnce();
    assertThat(keys()).contains(raised.id());
  }
}

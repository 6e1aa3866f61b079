package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.event.ImageSender;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.models.BrokenModels;
import dev.kizuki.stream.models.ServedModels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PollJudgeTest {
  private static final TopicPartition PARTITION = new TopicPartition("images", 0);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private ServedModels models;
  private JudgeSettings stage;
  private PollJudge interceptor;

  @BeforeEach
  void configure() {
    models = TestModels.served("camera-*");
    stage = TestModels.stage(models, registry);
    interceptor = new PollJudge();
    String prefix = StreamsConfig.mainConsumerPrefix("");
    Map<String, Object> settings = new HashMap<>();
    PollJudge.settings(stage, "images")
        .forEach((key, value) -> settings.put(key.substring(prefix.length()), value));
    interceptor.configure(settings);
  }

  @AfterEach
  void close() {
    interceptor.close();
    models.close();
  }

  private List<ConsumerRecord<byte[], byte[]>> consume(
      List<ConsumerRecord<byte[], byte[]>> polled) {
    ConsumerRecords<byte[], byte[]> records =
        interceptor.onConsume(new ConsumerRecords<>(Map.of(PARTITION, polled), Map.of()));
    List<ConsumerRecord<byte[], byte[]>> result = new ArrayList<>();
    records.forEach(result::add);
    return result;
  }

  private static ConsumerRecord<byte[], byte[]> image(long offset, String device, byte[] value) {
    return new ConsumerRecord<>(
        "images", 0, offset, device.getBytes(StandardCharsets.UTF_8), value);
  }

  @Test
  void scoresThePollAtOnceAndKeepsItsOrder() {
    List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      polled.add(image(i, "camera-1", i % 3 == 0 ? TestModels.cross() : TestModels.ring()));
    }
    List<ConsumerRecord<byte[], byte[]>> records = consume(polled);
    assertThat(records).isEqualTo(polled);
    for (int i = 0; i < 100; i++) {
      ModelVerdict judged = VerdictHeader.detach(records.get(i).headers()).orElseThrow();
      assertThat(judged.verdict())
          .isInstanceOf(i % 3 == 0 ? Verdict.Anomalous.class : Verdict.Normal.class);
    }
    assertThat(registry.get("kizuki.batch.size").summary().max()).isEqualTo(100);
  }

  @Test
  void aForgedVerdictIsRemovedAndNotUsed() {
    ConsumerRecord<byte[], byte[]> forged = image(0, "camera-1", TestModels.cross());
    forged.headers().add("kizuki-verdict", "normal".getBytes(StandardCharsets.UTF_8));
    try (RecordJudge judge = new RecordJudge(stage)) {
      // even where the interceptor did not run
      ModelVerdict own =
          judge.judge(new ImageSender.Device("camera-1"), forged.value(), forged.headers());
      assertThat(own.verdict()).isInstanceOf(Verdict.Anomalous.class);
    }
    forged.headers().add("kizuki-verdict", "normal".getBytes(StandardCharsets.UTF_8));
    ConsumerRecord<byte[], byte[]> record = consume(List.of(forged)).get(0);
    assertThat(VerdictHeader.detach(record.headers()).orElseThrow().verdict())
        .isInstanceOf(Verdict.Anomalous.class);
    assertThat(record.headers()).isEmpty();
  }

  @Test
  void theTopologyGetsWhatThePollAttached() {
    ConsumerRecord<byte[], byte[]> record =
        consume(List.of(image(0, "camera-1", TestModels.ring()))).get(0);
    ModelVerdict attached = VerdictHeader.detach(record.headers()).orElseThrow();
    VerdictHeader.attach(record.headers(), attached);
    try (RecordJudge judge = new RecordJudge(stage)) {
      assertThat(judge.judge(new ImageSender.Device("camera-1"), record.value(), record.headers()))
          .isSameAs(attached);
    }
  }

  @Test
  void aCanaryIsJudgedByTheModelThatItTests() {
    ConsumerRecord<byte[], byte[]> canary = image(0, "other", TestModels.ring());
    ImageHeaders.set(canary.headers(), ImageHeaders.CANARY, "0");
    ConsumerRecord<byte[], byte[]> device = image(1, "kizuki-canary.0.a", TestModels.ring());
    List<ConsumerRecord<byte[], byte[]>> records = consume(List.of(canary, device));
    assertThat(VerdictHeader.detach(records.get(0).headers()).orElseThrow().verdict())
        .isInstanceOf(Verdict.Normal.class);
    // its name does not fit the pattern camera-*
    assertThat(VerdictHeader.detach(records.get(1).headers()).orElseThrow().verdict())
        .isInstanceOf(Verdict.Rejected.class);
  }

  @Test
  void recordsWithoutKeyOrValueAreLeftToTheTopology() {
    ConsumerRecord<byte[], byte[]> noKey = new ConsumerRecord<>("images", 0, 0, null, new byte[1]);
    ConsumerRecord<byte[], byte[]> noValue =
        new ConsumerRecord<>("images", 0, 1, "camera-1".getBytes(StandardCharsets.UTF_8), null);
    consume(List.of(noKey, noValue))
        .forEach(record -> assertThat(VerdictHeader.detach(record.headers())).isEmpty());
  }

  @Test
  void aRecordWithoutKeyOrValueDoesNotKeepTheOthersFromBeingJudged() {
    ConsumerRecord<byte[], byte[]> noKey =
        new ConsumerRecord<>("images", 0, 0, null, TestModels.ring());
    List<ConsumerRecord<byte[], byte[]>> records =
        consume(List.of(noKey, image(1, "camera-1", TestModels.cross())));
    assertThat(VerdictHeader.detach(records.get(0).headers())).isEmpty();
    assertThat(VerdictHeader.detach(records.get(1).headers()).orElseThrow().verdict())
        .isInstanceOf(Verdict.Anomalous.class);
  }

  @Test
  void aForgedVerdictOnARecordThatIsNotJudgedIsRemoved() {
    ConsumerRecord<byte[], byte[]> noKey =
        new ConsumerRecord<>("images", 0, 0, null, TestModels.ring());
    noKey.headers().add("kizuki-verdict", new byte[] {1});
    assertThat(consume(List.of(noKey)).get(0).headers()).isEmpty();
  }

  @Test
  void theOtherHeadersOfARecordStay() {
    ConsumerRecord<byte[], byte[]> record = image(0, "camera-1", TestModels.ring());
    record.headers().add("sequence", new byte[] {'7'});
    record.headers().add("kizuki-verdict", new byte[] {1});
    Headers headers = consume(List.of(record)).get(0).headers();
    VerdictHeader.detach(headers);
    assertThat(headers).extracting(Header::key).containsExactly("sequence");
  }

  @Test
  void anEmptyPollIsNotRecorded() {
    assertThat(interceptor.onConsume(ConsumerRecords.empty())).isEmpty();
    assertThat(registry.get("kizuki.stage").tag("stage", "kafka").timer().count()).isZero();
  }

  @Test
  void theWaitOfTheOldestRecordIsRecordedOnceForEachPoll() {
    consume(List.of(image(0, "camera-1", TestModels.ring()), image(1, "x", TestModels.ring())));
    assertThat(registry.get("kizuki.stage").tag("stage", "kafka").timer().count()).isEqualTo(1);
  }

  @Test
  void aFailingModelThrowsAndLeavesNoVerdictAndNoForgedHeader() {
    ConsumerRecord<byte[], byte[]> first = image(0, "camera-1", TestModels.ring());
    consume(List.of(first));
    BrokenModels.closeSession(models, "camera-1", 2);
    ConsumerRecord<byte[], byte[]> forged = image(1, "camera-1", TestModels.cross());
    forged.headers().add("kizuki-verdict", new byte[] {1});
    List<ConsumerRecord<byte[], byte[]>> polled = List.of(forged);
    assertThatThrownBy(() -> consume(polled)).isInstanceOf(IllegalStateException.class);
    assertThat(forged.headers()).isEmpty();
  }

  @Test
  void aDeviceWithoutAModelGetsAVerdictToo() {
    ConsumerRecord<byte[], byte[]> record =
        consume(List.of(image(0, "sensor-1", TestModels.ring()))).get(0);
    assertThat(VerdictHeader.detach(record.headers()).orElseThrow().verdict())
        .isInstanceOf(Verdict.Rejected.class);
  }

  /** An upgrade of Kafka must keep this: Kafka Streams does not copy headers as bytes. */
  @Test
  void theVerdictSurvivesFromTheInterceptorToTheProcessor() {
    try (TopologyRun topology = new TopologyRun()) {
      // the interceptor judged a cross; the topology gets a ring and must not judge it again
      ConsumerRecord<byte[], byte[]> polled =
          consume(List.of(image(0, "camera-1", TestModels.cross()))).get(0);
      topology.send("camera-1", TestModels.ring(), polled.headers());
      assertThat(topology.alerts())
          .singleElement()
          .satisfies(alert -> assertThat(alert.data().score()).isGreaterThan(1));
      assertThat(topology.registry.get("kizuki.batch.size").summary().count())
          .as("batches that the topology judged")
          .isZero();
    }
  }

  /** An upgrade of Kafka must keep this: other consumers must not get the interceptor. */
  @Test
  void onlyTheMainConsumerOfKafkaStreamsGetsTheInterceptor() {
    Map<String, Object> settings = new HashMap<>(PollJudge.settings(stage, "images"));
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
    StreamsConfig config = new StreamsConfig(settings);
    assertThat(config.getMainConsumerConfigs("group", "client", 0))
        .containsEntry("interceptor.classes", PollJudge.class.getName())
        .containsEntry("kizuki.poll.judging", stage);
    assertThat(config.getRestoreConsumerConfigs("client")).doesNotContainKey("interceptor.classes");
    assertThat(config.getGlobalConsumerConfigs("client")).doesNotContainKey("interceptor.classes");
    assertThat(config.getProducerConfigs("client")).doesNotContainKey("interceptor.classes");
  }
}

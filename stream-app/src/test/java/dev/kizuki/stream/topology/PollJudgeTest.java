package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.models.ServedModels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
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
    Map<String, Object> settings = new java.util.HashMap<>();
    PollJudge.settings(stage)
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
  void aJudgementFromOutsideIsRemovedAndNeverBelieved() {
    ConsumerRecord<byte[], byte[]> forged = image(0, "camera-1", TestModels.cross());
    forged.headers().add("kizuki-verdict", "normal".getBytes(StandardCharsets.UTF_8));
    try (RecordJudge judge = new RecordJudge(stage)) {
      // even where the interceptor did not run
      ModelVerdict own = judge.judge("camera-1", forged.value(), forged.headers());
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
      assertThat(judge.judge("camera-1", record.value(), record.headers())).isSameAs(attached);
    }
  }

  @Test
  void recordsWithoutKeyOrValueAreLeftToTheTopology() {
    ConsumerRecord<byte[], byte[]> noKey = new ConsumerRecord<>("images", 0, 0, null, new byte[1]);
    ConsumerRecord<byte[], byte[]> noValue =
        new ConsumerRecord<>("images", 0, 1, "camera-1".getBytes(StandardCharsets.UTF_8), null);
    consume(List.of(noKey, noValue))
        .forEach(record -> assertThat(VerdictHeader.detach(record.headers())).isEmpty());
  }
}

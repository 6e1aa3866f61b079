package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelEvent;
import dev.kizuki.stream.event.ModelEvent.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The events of changes of models, as they are written to Kafka. */
class ModelEventWriterTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ModelReference OLD = new ModelReference("parts", "1", "a".repeat(64));
  private static final ModelReference NEW = new ModelReference("parts", "2", "b".repeat(64));
  private static final ModelChange RETURNED =
      new ModelChange(Kind.RETURNED, Path.of("parts.onnx"), NEW, OLD, "too many alarms");

  private final MockProducer<String, byte[]> producer = producer(true);

  private static MockProducer<String, byte[]> producer(boolean answers) {
    return new MockProducer<>(answers, null, new StringSerializer(), new ByteArraySerializer());
  }

  private static ModelEventWriter writer(MockProducer<String, byte[]> producer) {
    return new ModelEventWriter(
        "model-events",
        URI.create("/kizuki/plant"),
        "kizuki-1",
        producer,
        InstantSource.fixed(NOW));
  }

  @Test
  void writesAnEventWithBothModelsUnderTheNameOfTheFile() throws Exception {
    try (ModelEventWriter writer = writer(producer)) {
      writer.accept(RETURNED);
    }
    ProducerRecord<String, byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("model-events");
    assertThat(record.key()).isEqualTo("parts.onnx");
    assertThat(
            new String(record.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
        .isEqualTo("application/cloudevents+json");
    ModelEvent event = EventJson.readModelEvent(record.value());
    assertThat(event.type()).isEqualTo("dev.kizuki.model.returned");
    assertThat(event.source()).isEqualTo(URI.create("/kizuki/plant"));
    assertThat(event.subject()).isEqualTo("parts.onnx");
    assertThat(event.time()).isEqualTo(NOW);
    assertThat(event.data())
        .isEqualTo(new ModelEvent.Data("kizuki-1", NEW, OLD, "too many alarms"));
  }

  @Test
  void leavesOutAModelThatThereIsNot() throws Exception {
    try (ModelEventWriter writer = writer(producer)) {
      writer.accept(new ModelChange(Kind.SHADOW_STARTED, Path.of("a.onnx"), null, NEW, "new file"));
    }
    assertThat(new String(producer.history().get(0).value(), StandardCharsets.UTF_8))
        .doesNotContain("\"before\"")
        .contains("\"after\"");
  }

  @Test
  void eachEventHasAnIdOfItsOwn() throws Exception {
    try (ModelEventWriter writer = writer(producer)) {
      writer.accept(RETURNED);
      writer.accept(RETURNED);
    }
    assertThat(EventJson.readModelEvent(producer.history().get(0).value()).id())
        .isNotEqualTo(EventJson.readModelEvent(producer.history().get(1).value()).id());
  }

  @Test
  void aFailureOfKafkaEndsTheFutureAndStopsNothing() throws Exception {
    MockProducer<String, byte[]> silent = producer(false);
    try (ModelEventWriter writer = writer(silent)) {
      Future<?> answer = writer.write(RETURNED);
      assertThatCode(() -> writer.accept(RETURNED)).doesNotThrowAnyException();
      assertThat(answer).isNotDone();
      assertThat(silent.errorNext(new TimeoutException("no broker"))).isTrue();
      assertThat(answer).isDone();
    }
    assertThat(silent.closed()).isTrue();
  }
}

package dev.kizuki.stream.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit.State;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class PlantReaderTest {
  private final Topics topics =
      ConfigurationReader.read("models: [{file: unused.onnx}]", "test", Map.of()).topics();
  private final MemoryTopics kafka = new MemoryTopics();
  private Instant now = Facts.NOW;
  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };
  private final PlantView view = new PlantView(clock);
  private final Evidence evidence = new Evidence();
  private final Teaching teaching = new Teaching();

  private PlantReader reader() {
    return new PlantReader(kafka::plant, topics, view, evidence, teaching, clock);
  }

  private void addIncident(int partition, String id, String device) {
    kafka.add(
        topics.incidents(),
        partition,
        id,
        IncidentJson.write(
            IncidentEvent.of(
                URI.create("/kizuki/test"),
                IncidentChange.RAISED,
                Facts.NOW,
                Facts.incident(id, device),
                null)));
  }

  @Test
  void readsAllPartitionsOfAllTopics() {
    addIncident(0, "1", "a");
    addIncident(1, "2", "b");
    kafka.add(topics.devices(), 0, "a", IncidentJson.write(Facts.device("a", Facts.NOW, 1)));
    kafka.add(
        topics.services(), 0, "kizuki", IncidentJson.write(Facts.service(Facts.NOW, 1, 0, true)));
    kafka.add(topics.evidence(), 0, "1", new byte[] {1});
    PlantReader reader = reader();
    assertThat(view.now().summary().ready()).isFalse();
    assertThat(reader.step()).isTrue();
    Plant plant = view.now();
    assertThat(plant.incidents()).hasSize(2);
    assertThat(plant.devices()).hasSize(1);
    assertThat(plant.summary().ready()).as(plant.summary().detail()).isTrue();
    assertThat(evidence.of("1")).contains(new RecordPlace(topics.evidence(), 0, 0));
  }

  @Test
  void readsLimitsAndTheLatestComparisonsAndEvents() {
    addIncident(0, "1", "a");
    kafka.add(topics.limits(), 0, "a", IncidentJson.write(TeachingFacts.limit("a", State.WAITING)));
    kafka.add(topics.limits(), 0, "b", IncidentJson.write(TeachingFacts.limit("b", State.WAITING)));
    kafka.add(topics.limits(), 0, "b", null);
    kafka.add(
        topics.comparisons(), 0, "a", IncidentJson.write(TeachingFacts.comparison("a", Facts.NOW)));
    kafka.add(
        topics.modelEvents(), 0, "parts.onnx", IncidentJson.write(TeachingFacts.event("1", now)));
    reader().step();
    assertThat(view.outage()).isEmpty();
    assertThat(teaching.limits().of("a")).isPresent();
    assertThat(teaching.limits().of("b")).isEmpty();
    assertThat(teaching.comparisons().of("0-0")).isPresent();
    assertThat(teaching.events().newest()).hasSize(1);
  }

  @Test
  void worksWithoutTheRightToReadTheTopicsOfAnOlderService() {
    addIncident(0, "1", "a");
    PlantReader reader =
        new PlantReader(
            () -> new RefusedTopic(kafka.plant(), topics.limits()).consumer(),
            topics,
            view,
            evidence,
            teaching,
            clock);
    assertThat(reader.step()).isTrue();
    assertThat(view.outage()).isEmpty();
    assertThat(view.now().incidents()).hasSize(1);
  }

  @Test
  void anEmptyValueForgets() {
    addIncident(0, "1", "a");
    kafka.add(topics.incidents(), 0, "1", null);
    kafka.add(topics.devices(), 0, "a", IncidentJson.write(Facts.device("a", Facts.NOW, 1)));
    kafka.add(topics.devices(), 0, "a", null);
    reader().step();
    assertThat(view.now().incidents()).isEmpty();
    assertThat(view.now().devices()).isEmpty();
  }

  @Test
  void aWrongRecordDoesNotStopTheOthers() {
    kafka.add(topics.incidents(), 0, "1", "{\"no\":".getBytes(UTF_8));
    kafka.add(topics.incidents(), 0, null, "x".getBytes(UTF_8));
    kafka.add(topics.devices(), 0, "a", "null".getBytes(UTF_8));
    addIncident(0, "2", "b");
    reader().step();
    assertThat(view.now().incidents()).extracting(KnownIncident::id).containsExactly("2");
  }

  @Test
  void tellsWhichTopicIsMissingAndFindsItLater() {
    PlantReader reader = reader();
    assertThat(reader.step()).isFalse();
    assertThat(view.outage()).contains(topics.incidents());
  }

  @Test
  void tellsOfAnOutageAndRecovers() {
    addIncident(0, "1", "a");
    boolean[] broken = {true};
    PlantReader reader =
        new PlantReader(
            () -> {
              if (broken[0]) {
                throw new KafkaException("no broker");
              }
              return kafka.plant();
            },
            topics,
            view,
            evidence,
            teaching,
            clock);
    assertThat(reader.step()).isFalse();
    assertThat(view.outage()).contains("has not answered the console since 2026-11-28T12:00:00Z");
    broken[0] = false;
    now = now.plus(Duration.ofSeconds(10));
    assertThat(reader.step()).isTrue();
    assertThat(view.outage()).isEmpty();
    assertThat(view.now().incidents()).hasSize(1);
  }

  @Test
  void aSilentBrokerIsNoticedThoughPollingFindsNothing() {
    addIncident(0, "1", "a");
    boolean[] silent = {false};
    PlantReader reader =
        new PlantReader(
            () -> new ForwardingSilence(kafka.plant(), () -> silent[0]).consumer(),
            topics,
            view,
            evidence,
            teaching,
            clock);
    reader.step();
    assertThat(view.outage()).isEmpty();
    silent[0] = true;
    now = now.plus(Duration.ofSeconds(6));
    assertThat(reader.step()).isFalse();
    assertThat(view.outage()).contains("this page may be old");
    silent[0] = false;
    now = now.plus(Duration.ofSeconds(6));
    assertThat(reader.step()).isTrue();
    assertThat(view.outage()).isEmpty();
  }

  /** A consumer whose questions time out while its broker is silent. */
  private record ForwardingSilence(
      org.apache.kafka.clients.consumer.Consumer<String, byte[]> to,
      java.util.function.BooleanSupplier silent) {
    @SuppressWarnings("unchecked")
    org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer() {
      return (org.apache.kafka.clients.consumer.Consumer<String, byte[]>)
          java.lang.reflect.Proxy.newProxyInstance(
              PlantReaderTest.class.getClassLoader(),
              new Class<?>[] {org.apache.kafka.clients.consumer.Consumer.class},
              (proxy, method, arguments) -> {
                if (silent.getAsBoolean() && method.getName().equals("partitionsFor")) {
                  throw new TimeoutException("no answer");
                }
                return method.invoke(to, arguments);
              });
    }
  }

  /** A consumer that may not read one topic. */
  private record RefusedTopic(
      org.apache.kafka.clients.consumer.Consumer<String, byte[]> to, String topic) {
    @SuppressWarnings("unchecked")
    org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer() {
      return (org.apache.kafka.clients.consumer.Consumer<String, byte[]>)
          java.lang.reflect.Proxy.newProxyInstance(
              PlantReaderTest.class.getClassLoader(),
              new Class<?>[] {org.apache.kafka.clients.consumer.Consumer.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("partitionsFor") && topic.equals(arguments[0])) {
                  throw new TopicAuthorizationException(topic);
                }
                return method.invoke(to, arguments);
              });
    }
  }
}

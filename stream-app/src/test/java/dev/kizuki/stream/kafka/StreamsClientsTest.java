package dev.kizuki.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class StreamsClientsTest {
  private static final Duration PAUSE = Duration.ofMillis(1);

  @Test
  void thePollOfTheGlobalStoreWaitsWhileKafkaRefusesTheCredentials() {
    assertThat(
            StreamsClients.patient(
                () -> {
                  throw new SaslAuthenticationException("the password has changed");
                },
                PAUSE))
        .isEmpty();
  }

  @Test
  void recordsAndOtherFailuresPass() {
    TopicPartition partition = new TopicPartition("limits", 0);
    ConsumerRecords<byte[], byte[]> records =
        new ConsumerRecords<>(
            Map.of(
                partition, List.of(new ConsumerRecord<>("limits", 0, 0, new byte[0], new byte[0]))),
            Map.of());
    assertThat(StreamsClients.patient(() -> records, PAUSE)).hasSize(1);
    assertThatThrownBy(
            () ->
                StreamsClients.patient(
                    () -> {
                      throw new TopicAuthorizationException("limits");
                    },
                    PAUSE))
        .isInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void makesAConsumerForTheGlobalStore() {
    try (Consumer<byte[], byte[]> consumer =
        new StreamsClients().getGlobalConsumer(Map.of("bootstrap.servers", "127.0.0.1:9"))) {
      assertThat(consumer.subscription()).isEmpty();
    }
  }
}

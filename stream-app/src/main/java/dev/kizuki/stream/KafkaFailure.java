package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.lifecycle.ServiceException;
import org.apache.kafka.common.KafkaException;

/** Explains why Kafka's clients cannot be created. */
final class KafkaFailure {
  private KafkaFailure() {}

  static ServiceException explained(KafkaException e, Configuration configuration) {
    return new ServiceException(
        "Kafka's clients cannot be created (kafka.bootstrapServers %s, kafka.properties): %s"
            .formatted(
                configuration.kafka().bootstrapServers(),
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
        e);
  }
}

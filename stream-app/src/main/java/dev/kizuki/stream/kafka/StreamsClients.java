package dev.kizuki.stream.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the clients of Kafka Streams. They are Kafka's own, except the consumer of the global
 * store. Kafka Streams cannot replace the thread of the global store, so this consumer waits while
 * Kafka refuses the credentials; {@link StreamThreads} replaces the other threads then.
 */
public final class StreamsClients implements KafkaClientSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsClients.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return getConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return new PatientConsumer(config);
  }

  /** A consumer whose poll finds nothing while Kafka refuses the credentials. */
  private static final class PatientConsumer extends KafkaConsumer<byte[], byte[]> {
    PatientConsumer(Map<String, Object> config) {
      super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      return patient(() -> super.poll(timeout), PAUSE);
    }
  }

  /** Polls. If Kafka refuses the credentials, waits for the pause and returns no records. */
  static ConsumerRecords<byte[], byte[]> patient(
      Supplier<ConsumerRecords<byte[], byte[]>> poll, Duration pause) {
    try {
      return poll.get();
    } catch (AuthenticationException e) {
      LOG.warn(
          "Kafka refuses the credentials, so changes of the limits of devices are not read: {}",
          e.toString());
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException interrupted) {
        throw new InterruptException(interrupted);
      }
      return ConsumerRecords.empty();
    }
  }
}

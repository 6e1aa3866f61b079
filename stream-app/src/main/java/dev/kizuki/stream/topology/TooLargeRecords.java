package dev.kizuki.stream.topology;

import dev.kizuki.stream.kafka.TopicLimits;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns the limit of a topic that refused a record as too large. This happens if an operator
 * lowers {@code max.message.bytes} while the service runs, or if the service may not ask for it.
 * The stream thread is then replaced. It reads the image again, and {@link SinkLimits} makes the
 * record smaller. Kafka creates objects of this class.
 */
public final class TooLargeRecords implements ProductionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(TooLargeRecords.class);
  private static final String LIMITS = "kizuki.topic.limits";

  private @Nullable TopicLimits limits;

  /** Called by Kafka. */
  public TooLargeRecords() {}

  /** The settings of Kafka Streams that use this class. */
  public static Map<String, Object> settings(TopicLimits limits) {
    return Map.of(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        TooLargeRecords.class.getName(),
        LIMITS,
        limits);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    limits = (TopicLimits) Objects.requireNonNull(settings.get(LIMITS));
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    if (exception instanceof RecordTooLargeException
        || exception instanceof RecordBatchTooLargeException) {
      int size = TopicLimits.size(record.key(), record.value(), record.headers());
      Objects.requireNonNull(limits).lower(record.topic(), size - 1);
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("bytes", size)
          .log(
              "Kafka refused a record as too large, so it is written again in a smaller form; raise"
                  + " max.message.bytes of the topic: {}",
              exception.getMessage());
    }
    return Response.fail();
  }
}

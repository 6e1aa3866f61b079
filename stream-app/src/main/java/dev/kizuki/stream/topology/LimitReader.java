package dev.kizuki.stream.topology;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.KnownLimits;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Reads the topic of limits into the heap. Kafka Streams sends the whole topic through it before it
 * reads any image. Its store stays empty.
 */
final class LimitReader implements Processor<String, byte[], Void, Void> {
  private static final Logger LOG = LoggerFactory.getLogger(LimitReader.class);

  private final KnownLimits known;

  LimitReader(KnownLimits known) {
    this.known = known;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    String device = record.key() == null ? "" : record.key();
    if (record.value() == null) {
      known.remove(device);
      return;
    }
    try {
      known.put(IncidentJson.read(record.value(), DeviceLimit.class));
    } catch (JacksonException | IllegalArgumentException e) {
      LOG.atWarn()
          .addKeyValue("device", device)
          .log(
              "the limit of a device cannot be read, so that of its line or model counts; begin"
                  + " anew with 'kizuki limits learn': {}",
              e.getMessage());
      known.remove(device);
    }
  }
}

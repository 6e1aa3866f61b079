package dev.kizuki.stream.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's topics in memory, by Kafka's own test doubles. */
final class MemoryTopics implements ConsoleClients {
  private final Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records = new HashMap<>();
  private final Map<TopicPartition, Long> beginnings = new HashMap<>();
  private final List<ProducerRecord<String, byte[]>> produced = new ArrayList<>();
  private @Nullable RuntimeException refusal;
  private int reads;

  /** Appends a record and returns its offset. */
  synchronized long add(
      String topic, int partition, @Nullable String key, byte @Nullable [] value, Headers headers) {
    TopicPartition place = new TopicPartition(topic, partition);
    List<ConsumerRecord<String, byte[]>> list =
        records.computeIfAbsent(place, each -> new ArrayList<>());
    long offset = list.size();
    list.add(
        new ConsumerRecord<>(
            topic,
            partition,
            offset,
            Facts.NOW.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            value == null ? 0 : value.length,
            key,
            value,
            headers,
            Optional.empty()));
    return offset;
  }

  synchronized long add(
      String topic, int partition, @Nullable String key, byte @Nullable [] value) {
    return add(topic, partition, key, value, new RecordHeaders());
  }

  /** Deletes the records before an offset. */
  synchronized void deleteBefore(String topic, int partition, long offset) {
    beginnings.put(new TopicPartition(topic, partition), offset);
  }

  /** Refuses each record from now on. */
  synchronized void refuse(RuntimeException why) {
    refusal = why;
  }

  synchronized List<ProducerRecord<String, byte[]>> produced() {
    return List.copyOf(produced);
  }

  /** The number of single records that were read. */
  synchronized int reads() {
    return reads;
  }

  @Override
  public synchronized Consumer<String, byte[]> plant() {
    return consumer("earliest");
  }

  private MockConsumer<String, byte[]> consumer(String reset) {
    MockConsumer<String, byte[]> consumer =
        new MockConsumer<>(reset) {
          @Override
          public synchronized void seekToBeginning(Collection<TopicPartition> partitions) {
            super.seekToBeginning(partitions);
            synchronized (MemoryTopics.this) {
              partitions.forEach(
                  place -> records.getOrDefault(place, List.of()).forEach(this::addRecord));
            }
          }
        };
    Map<String, List<PartitionInfo>> infos = new HashMap<>();
    records.forEach(
        (place, list) -> {
          infos
              .computeIfAbsent(place.topic(), topic -> new ArrayList<>())
              .add(
                  new PartitionInfo(
                      place.topic(), place.partition(), null, new Node[0], new Node[0]));
          consumer.updateBeginningOffsets(Map.of(place, beginnings.getOrDefault(place, 0L)));
          consumer.updateEndOffsets(Map.of(place, (long) list.size()));
        });
    infos.forEach(consumer::updatePartitions);
    return consumer;
  }

  @Override
  public Consumer<String, byte[]> records(int number) {
    return new MockConsumer<>("none") {
      @Override
      public synchronized void assign(Collection<TopicPartition> partitions) {
        super.assign(partitions);
        synchronized (MemoryTopics.this) {
          for (TopicPartition place : partitions) {
            List<ConsumerRecord<String, byte[]>> list = records.getOrDefault(place, List.of());
            updateBeginningOffsets(Map.of(place, beginnings.getOrDefault(place, 0L)));
            updateEndOffsets(Map.of(place, (long) list.size()));
          }
        }
      }

      @Override
      public synchronized void seek(TopicPartition partition, long offset) {
        super.seek(partition, offset);
        synchronized (MemoryTopics.this) {
          reads++;
          if (offset < beginnings.getOrDefault(partition, 0L)) {
            setPollException(new OffsetOutOfRangeException(Map.of(partition, offset)));
          } else {
            addRecord(records.getOrDefault(partition, List.of()).get((int) offset));
          }
        }
      }
    };
  }

  @Override
  public Producer<String, byte[]> actions() {
    return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<String, byte[]> record, @Nullable Callback callback) {
        synchronized (MemoryTopics.this) {
          if (refusal != null) {
            throw refusal;
          }
          produced.add(record);
        }
        return super.send(record, callback);
      }
    };
  }
}

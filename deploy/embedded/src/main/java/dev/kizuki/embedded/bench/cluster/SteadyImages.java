package dev.kizuki.embedded.bench.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes images to Kafka at a steady rate. Each partition has one device. */
final class SteadyImages implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;
  private final String topic;
  private final int partitions;
  private final List<byte[]> images;
  private final double rate;
  private final Thread thread = new Thread(this::send, "steady-images");

  /**
   * @param rate images a second, over all partitions
   */
  SteadyImages(
      String bootstrapServers, String topic, int partitions, List<byte[]> images, double rate) {
    this.topic = topic;
    this.partitions = partitions;
    this.images = images;
    this.rate = rate;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  void start() {
    thread.start();
  }

  private void send() {
    long start = System.nanoTime();
    try {
      for (long i = 0; ; i++) {
        TimeUnit.NANOSECONDS.sleep(start + (long) (i / rate * 1e9) - System.nanoTime());
        int partition = (int) (i % partitions);
        var unused = // the gaps of the verdicts show what did not arrive
            producer.send(
                new ProducerRecord<>(
                    topic,
                    partition,
                    "camera-" + partition,
                    images.get((int) (i % images.size()))));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close() ends the thread
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}

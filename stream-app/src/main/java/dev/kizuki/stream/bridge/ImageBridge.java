package dev.kizuki.stream.bridge;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.CanaryDevice;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.metrics.BridgeMetrics;
import dev.kizuki.stream.mqtt.Delivery;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.rejected.RejectedRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MQTT to Kafka. An image is acknowledged to the MQTT broker only after Kafka acknowledged it, in
 * the order in which the images came; until then the broker keeps it. When Kafka fails for good,
 * the connection is given up, so that the broker delivers again what was not acknowledged.
 */
public final class ImageBridge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImageBridge.class);
  private static final int MOST_HEADER_CHARACTERS = 1024;
  private static final int KIB = 1024;
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  /** Memory for images on their way into Kafka; beyond it, MQTT waits. */
  private static final int MOST_WAITING_KIB = 64 * KIB;

  private final Configuration configuration;
  private final DeviceTopic topic;
  private final Producer<String, byte[]> producer;
  private final BridgeMetrics metrics;
  private final Runnable givesUp;
  private volatile boolean hasStored;
  private final MqttConnection connection;
  private final ExecutorService sender;
  private final Semaphore room;

  private final Outages outages = new Outages();

  /** Used by the sender's thread alone. */
  private final DeviceRates rates;

  private final Semaphore memory = new Semaphore(MOST_WAITING_KIB);
  private final Queue<Pending> pending = new ArrayDeque<>();

  // guarded by pending
  private boolean stopping;

  /** An image between MQTT and Kafka. */
  private static final class Pending {
    private final Delivery arrival;
    private final long arrivedMs = System.currentTimeMillis();
    private final long arrivedNs = System.nanoTime();
    private final int kib;
    private boolean done;

    Pending(Delivery arrival) {
      this.arrival = arrival;
      this.kib = Math.min(MOST_WAITING_KIB, 1 + arrival.message().payload().length / KIB);
    }
  }

  /**
   * @param producer with {@code acks=all}; closed by its owner, after this
   * @param givesUp told if Kafka never took an image: a client that was refused when it began does
   *     not recover
   */
  public ImageBridge(
      Configuration configuration,
      MqttPort port,
      Producer<String, byte[]> producer,
      BridgeMetrics metrics,
      Runnable givesUp) {
    this.configuration = configuration;
    this.topic = new DeviceTopic(configuration.mqtt().images());
    this.producer = producer;
    this.metrics = metrics;
    this.givesUp = givesUp;
    this.rates =
        new DeviceRates(
            configuration.limits().maxImagesPerSecond(), System::nanoTime, outages::seconds);
    // mosquitto has been seen to send more than the receive maximum
    this.room = new Semaphore(configuration.mqtt().receiveMaximum());
    this.sender = Executors.newSingleThreadExecutor(task -> new Thread(task, "bridge-sender"));
    this.connection =
        new MqttConnection(
            port,
            MqttSettings.durable(configuration.mqtt()),
            topic.filter(configuration.mqtt().sharedGroup()),
            new MqttConnection.Receiver() {
              @Override
              public void arrived(Delivery arrival) {
                take(arrival);
              }

              @Override
              public void wasAway(long lost, long back) {
                outages.between(lost, back);
              }
            });
    metrics.bind(this::unacknowledged, connection::isReady);
  }

  public void start() {
    connection.start();
  }

  /** Whether it is connected and subscribed. */
  public boolean isReady() {
    return connection.isReady();
  }

  private int unacknowledged() {
    synchronized (pending) {
      return pending.size();
    }
  }

  /** On Paho's thread: takes a place in the queue and hands the rest to the sender. */
  private void take(Delivery arrival) {
    Pending image = new Pending(arrival);
    room.acquireUninterruptibly();
    memory.acquireUninterruptibly(image.kib);
    outages.between(image.arrivedNs, System.nanoTime());
    synchronized (pending) {
      if (stopping) {
        // not stored and not acknowledged: it comes again, and only once
        room.release();
        memory.release(image.kib);
        return;
      }
      pending.add(image);
    }
    String device = topic.device(arrival.message().topic()).orElse("");
    if (!CanaryDevice.is(device)) {
      metrics.received(device, arrival.message().payload().length, image.arrivedMs);
    }
    sender.execute(() -> send(image));
  }

  private ProducerRecord<String, byte[]> record(Pending image) {
    String mqttTopic = image.arrival.message().topic();
    String device = topic.device(mqttTopic).orElse("");
    byte[] payload = image.arrival.message().payload();
    int limit = configuration.limits().maxImageBytes();
    if (payload.length > limit) {
      return tooLarge(image, "%d bytes, the limit is %d".formatted(payload.length, limit));
    }
    ProducerRecord<String, byte[]> record;
    if (device.isEmpty()) {
      record =
          rejected(
              image,
              device,
              RejectionReason.NO_DEVICE,
              "the topic '%s' names no device".formatted(mqttTopic));
    } else if (!CanaryDevice.is(device) && !rates.allows(device)) {
      record =
          rejected(
              image,
              device,
              RejectionReason.TOO_MANY_IMAGES,
              "the device sends more than limits.maxImagesPerSecond");
    } else {
      record = record(configuration.topics().images(), image, device, payload);
    }
    describe(record.headers(), image);
    return record;
  }

  /** The record's time is that of the image's arrival: latencies are measured from it. */
  private static ProducerRecord<String, byte[]> record(
      String topic, Pending image, String device, byte[] payload) {
    return new ProducerRecord<>(topic, null, image.arrivedMs, device, payload);
  }

  private ProducerRecord<String, byte[]> tooLarge(Pending image, String detail) {
    ProducerRecord<String, byte[]> record =
        rejected(
            image,
            topic.device(image.arrival.message().topic()).orElse(""),
            RejectionReason.TOO_MANY_BYTES,
            detail);
    describe(record.headers(), image);
    return record;
  }

  private ProducerRecord<String, byte[]> rejected(
      Pending image, String device, RejectionReason reason, String detail) {
    metrics.rejected(reason);
    Headers headers = new RecordHeaders();
    byte[] payload =
        RejectedRecord.write(
            headers, image.arrival.message().payload(), new Rejection(reason, detail));
    return new ProducerRecord<>(
        configuration.topics().rejected(), null, image.arrivedMs, device, payload, headers);
  }

  private static void describe(Headers headers, Pending image) {
    ImageHeaders.set(headers, ImageHeaders.MQTT_TOPIC, limited(image.arrival.message().topic()));
    MqttMessage message = image.arrival.message();
    if (message.contentType() != null) {
      ImageHeaders.set(headers, ImageHeaders.CONTENT_TYPE, limited(message.contentType()));
    }
    for (String key : List.of(ImageHeaders.CAPTURED_AT, ImageHeaders.SEQUENCE)) {
      String value = message.userProperties().get(key);
      if (value != null) {
        ImageHeaders.set(headers, key, limited(value));
      }
    }
  }

  /** A device's own words must not make a record too large for Kafka. */
  private static String limited(String text) {
    return text.length() <= MOST_HEADER_CHARACTERS
        ? text
        : text.substring(0, MOST_HEADER_CHARACTERS);
  }

  private void send(Pending image) {
    if (!image.arrival.isCurrent()) {
      // the broker delivers it again, over the new connection
      stored(image);
      return;
    }
    try {
      send(image, record(image));
    } catch (RuntimeException e) {
      failed(image, e);
    }
  }

  private void send(Pending image, ProducerRecord<String, byte[]> record) {
    var unused = // the callback tells
        producer.send(
            record,
            (metadata, e) -> {
              if (e == null) {
                hasStored = true;
                metrics.stored(System.nanoTime() - image.arrivedNs);
                stored(image);
              } else if (e instanceof RecordTooLargeException
                  && !record.topic().equals(configuration.topics().rejected())) {
                sender.execute(() -> refusedAsTooLarge(image, e));
              } else {
                failed(image, e);
              }
            });
  }

  private void refusedAsTooLarge(Pending image, Exception refusal) {
    try {
      send(
          image,
          tooLarge(
              image,
              "Kafka refused it (raise max.message.bytes of the topic): " + refusal.getMessage()));
    } catch (RuntimeException e) {
      failed(image, e);
    }
  }

  private void stored(Pending image) {
    synchronized (pending) {
      image.done = true;
      acknowledgeInOrder();
    }
  }

  /** Not stored: forget it, and have the broker deliver it again over a new connection. */
  private void failed(Pending image, Exception e) {
    LOG.atWarn()
        .addKeyValue("topic", configuration.topics().images())
        .log("Kafka did not take an image, MQTT delivers it again: {}", e.toString());
    metrics.failed();
    if (!hasStored && (e instanceof TimeoutException || e instanceof AuthenticationException)) {
      givesUp.run();
    }
    image.arrival.redeliver("Kafka did not take an image");
    // its connection is gone, so this acknowledges nothing
    stored(image);
  }

  private void acknowledgeInOrder() {
    for (Pending head = pending.peek(); head != null && head.done; head = pending.peek()) {
      pending.remove();
      room.release();
      memory.release(head.kib);
      head.arrival.acknowledge();
    }
    if (pending.isEmpty()) {
      pending.notifyAll();
    }
  }

  /**
   * Stops taking images, and acknowledges what is on its way into Kafka; what Kafka does not take
   * in time comes again.
   */
  @Override
  public void close() {
    awaitStored();
    connection.close();
    sender.shutdown();
    try {
      if (!sender.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("images were still on their way into Kafka; the broker delivers them again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitStored() {
    long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
    synchronized (pending) {
      stopping = true;
      try {
        long left = STOP_TIMEOUT.toMillis();
        while (!pending.isEmpty() && left > 0) {
          pending.wait(left);
          left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
